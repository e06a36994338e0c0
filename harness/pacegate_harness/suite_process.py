"""What the processes of all suites have in common: prepare the process, let the adapter measure, tell what went wrong."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any, Dict, Sequence

from .channel import Send
from .code.layout import Layout
from .phases import Phases
from .problems import describe
from .suite import Suite
from .timed.address_space import put_back
from .timed.placement import place_anew, remember_libraries
from .timed.turns import Line

_OWN_DIRECTORY = os.path.dirname(os.path.abspath(__file__))

#: The module of each kind. It has ``measure_all(suite, request, arguments)``, which returns an exit status, and ``HINTS``.
_ADAPTERS = {"pytest": "pytest_suite.adapter", "pyperf": "pyperf_suite", "asv": "asv_suite.adapter"}


def is_suite(kind: str) -> bool:
    return kind in _ADAPTERS


def adapter(kind: str) -> Any:
    return import_module(f"{__package__}.{_ADAPTERS[kind]}")


def _recorder(request: Dict[str, Any], layout: Layout) -> Any:
    from .recording.recorder import Recorder

    return Recorder(request, layout)


def _suite(recorder: Any, *how: Any) -> Suite:
    if recorder is None:
        return Suite(*how)
    from .recording.suite import RecordedSuite

    return RecordedSuite(*how, recorder)


def run(request: Dict[str, Any], send: Send, arguments: Sequence[str]) -> int:
    """Returns the exit status: the adapter's, or 1 where it failed outside of any benchmark."""
    put_back(request.get("layout"))
    place_anew(request)
    own_path = list(sys.path)
    enter = Phases(send)
    enter("import")
    try:
        layout = Layout(request["checkout"], request["root"], request["foreign"])
        recorder = _recorder(request, layout) if request.get("record", False) else None
        layout.install()
        framework = adapter(request["kind"])
        suite = _suite(recorder, request, send, enter, Line(), framework.HINTS)
        status: int = framework.measure_all(suite, request, arguments)
        suite.end()
        enter("report")
    except BaseException as error:
        enter(enter.now or "import")
        sys.path[:] = own_path
        send(describe(error, enter.now or "import", _OWN_DIRECTORY))
        return 1
    sys.path[:] = own_path
    remember_libraries(request)
    send({"record": "end"})
    return status
