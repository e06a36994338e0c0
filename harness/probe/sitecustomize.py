"""Put on PYTHONPATH of a tool that is not the harness, tells at exit where its Python processes loaded the project from.

Used in warm-up runs and for tools that time for themselves; never inside a region that the harness times. A
``sitecustomize`` of the environment's own, which this one hides, is run all the same.
"""

import atexit
import os
import sys

_HARNESS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def _run_hidden_one() -> None:
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    here = os.path.dirname(os.path.abspath(__file__))
    spec = PathFinder.find_spec("sitecustomize", [p for p in sys.path if os.path.abspath(p or ".") != here])
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(module_from_spec(spec))


def _report(request_file: str) -> None:
    try:
        import json

        sys.path.insert(0, _HARNESS)
        from pacegate_harness.channel import open_channel
        from pacegate_harness.code.layout import Layout
        from pacegate_harness.code.origins import report_origins

        with open(request_file, encoding="utf-8") as file:
            request = json.load(file)
        modules = report_origins(Layout(request["checkout"], request["root"], request["foreign"]))
        if modules:
            open_channel(request["results"])({"record": "origins", "modules": modules})
    except Exception as error:
        print(f"pacegate: could not tell where modules came from: {error!r}", file=sys.stderr)


def _profile(request_file: str) -> None:
    """Profiles this whole process, where a `command` benchmark is to be explained."""
    sys.path.insert(0, _HARNESS)
    try:
        from profile_process import profile_until_exit
    finally:
        sys.path.remove(_HARNESS)
    profile_until_exit(request_file)


if os.environ.get("PACEGATE_PROFILE_PROCESS"):
    _profile(os.environ["PACEGATE_PROFILE_PROCESS"])
if os.environ.get("PACEGATE_PROBE"):
    atexit.register(_report, os.environ["PACEGATE_PROBE"])
_run_hidden_one()
