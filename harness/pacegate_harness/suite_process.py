"""What the processes of all suites have in common: prepare the process, let the adapter measure, tell whose code ran."""

from __future__ import annotations

import os
import sys
from typing import Any, Callable, Dict

from .address_space import put_back
from .channel import Send
from .layout import Layout
from .phases import Phases
from .problems import describe
from .suite import Suite
from .turns import Line

_OWN_DIRECTORY = os.path.dirname(os.path.abspath(__file__))


def run_suite(request: Dict[str, Any], send: Send, measure_all: Callable[[Suite], int]) -> int:
    """Returns the exit status: that of ``measure_all``, or 1 where it failed outside of any benchmark."""
    put_back(request.get("layout"))
    own_path = list(sys.path)
    enter = Phases(send)
    enter("import")
    layout = Layout(request["checkout"], request["root"], request["foreign"])
    try:
        layout.install()
        suite = Suite(request, send, enter, Line())
        status = measure_all(suite)
        suite.end()
        enter("report")
    except BaseException as error:
        enter(enter.now or "import")
        sys.path[:] = own_path
        send(describe(error, enter.now or "import", _OWN_DIRECTORY))
        return 1
    sys.path[:] = own_path
    send({"record": "end"})
    return status
