"""Runs at the start of every Python process that a tool starts, be it pytest, pyperf, asv or a results command.

Pacegate puts this directory on PYTHONPATH and says in PACEGATE_ORIGIN_HOOK (JSON) which checkout is measured. The process
then imports the checkout's own packages from the checkout, as benchmarks of the built-in harness do, and at its end
writes where its modules were really loaded from. Nothing runs in between, so nothing is measured of it.
"""

import os
import sys


def _start():
    import json

    order = json.loads(os.environ["PACEGATE_ORIGIN_HOOK"])
    sys.path.insert(0, order["harness"])
    try:
        from pacegate_harness.facts import collect_environment
        from pacegate_harness.layout import Layout
        from pacegate_harness.origins import report_origins
    finally:
        sys.path.remove(order["harness"])
    layout = Layout(order["directory"], order["root"], order["foreign"])
    # A name that the checkout shares with the tool itself (a directory `pytest/`) stays the tool's.
    layout.install()
    starter = os.getpid()

    def report():
        if os.getpid() != starter:
            return  # a forked child: its parent tells the same
        record = {"argv": sys.argv[:8], "modules": report_origins(layout)}
        if order["facts"]:
            record["facts"] = collect_environment(layout)
        path = os.path.join(order["reports"], "%d-%s.json" % (starter, os.urandom(6).hex()))
        with open(path + ".tmp", "w", encoding="utf-8", errors="surrogateescape") as file:
            json.dump(record, file)
        os.replace(path + ".tmp", path)

    # Registered first, so it runs last: what atexit functions of the benchmark still import is seen, too.
    import atexit

    atexit.register(_quietly, report)


def _quietly(work):
    try:
        work()
    except Exception as error:  # a report that is not written is missed and told by Pacegate
        if os.environ.get("PACEGATE_DEBUG"):
            sys.stderr.write("pacegate: origin hook: %r\n" % (error,))


def _run_shadowed():
    """The sitecustomize that would have run: a distribution's, or the user's own."""
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or os.curdir) != here]
    spec = PathFinder.find_spec("sitecustomize", sys.path)
    if spec is not None and spec.loader is not None:
        module = module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


_run_shadowed()
if "PACEGATE_ORIGIN_HOOK" in os.environ:
    _quietly(_start)
