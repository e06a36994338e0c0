"""One fresh process's work: find the benchmark, prepare it, calibrate or warm up, time it, tell what was seen."""

from __future__ import annotations

import gc
import os
import sys
from types import MethodType
from typing import Any, Callable, Dict, List, Tuple

from .cases import Case, OwnMetric, find_cases, find_metrics
from .channel import Send
from .code.layout import Layout
from .code.locate import find_attribute, is_script, load_module
from .code.origins import report_origins
from .objects import answers, declared
from .phases import Phases
from .problems import Problem, describe
from .timed.address_space import put_back
from .timed.measure import count, measure
from .timed.placement import place_anew, remember_libraries
from .timed.subjects import Subject, prepare
from .timed.timing import statement_timer
from .timed.turns import open_line

_OWN_DIRECTORY = os.path.dirname(os.path.abspath(__file__))


def run(request: Dict[str, Any], send: Send) -> int:
    """Does what the request says and returns the exit status. Everything that is learned goes out through ``send``."""
    put_back(request.get("layout"))
    place_anew(request)
    own_path = list(sys.path)
    process = os.getpid()
    line = open_line(request.get("turns", False))
    enter = Phases(send)
    enter("import")
    layout = Layout(request["checkout"], request["root"], request["foreign"])
    recorder = _recorder(request, layout) if request.get("record", False) else None
    try:
        layout.install()
        subject, _, metrics = prepare_benchmark(request, layout, send, enter)
        if "count" in request:
            count(subject, int(request["count"]), request["heap"], enter)
        else:
            measure(request, subject, metrics, send, enter, line)
        enter("teardown")
        subject.close()
        enter("report")
        recording = recorder.finish() if recorder else None
    except BaseException as error:  # a benchmark may raise SystemExit or KeyboardInterrupt
        enter(enter.now or "import")
        sys.path[:] = own_path
        send(describe(error, enter.now or "import", _OWN_DIRECTORY))
        # Whose code failed is worth knowing, too.
        send({"record": "origins", "modules": report_origins(layout)})
        return 1
    sys.path[:] = own_path  # what follows is ours, and imports the standard library
    if "count" in request:
        send({"record": "counted", "pid": process})
    else:
        if recording is not None:
            send(recording)
        send({"record": "origins", "modules": report_origins(layout)})
    remember_libraries(request)
    send({"record": "end"})
    return 0


def _recorder(request: Dict[str, Any], layout: Layout) -> Any:
    from .recording.recorder import Recorder

    recorder = Recorder(request, layout)
    recorder.follow()
    return recorder


def prepare_benchmark(
    request: Dict[str, Any], layout: Layout, send: Send, enter: Callable[[str], None]
) -> Tuple[Subject, Case, List[OwnMetric]]:
    """Finds the benchmark that the request names and prepares it: the subject, its case, and its own metrics.

    Sends the record of the cases before it chooses one, so that ``send`` may set ``request["case"]``.
    """
    if request["kind"] == "timeit":
        enter("setup")
        gc.disable()  # as timeit does
        timer = statement_timer(request["stmt"], request["setup"])
        empty = statement_timer("pass", "")
        send({"record": "plan", "cases": [{"sub": None, "params": {}}], "files": []})
        return Subject(timer, empty, lambda: None, False, timer), Case(None, {}, {}), []

    module = load_module(request["source"], layout, request["benchmarks_from"])
    target = find_attribute(module, request["attribute"])
    cases = find_cases(target)
    send(
        {
            "record": "plan",
            "cases": [{"sub": case.sub, "params": case.params} for case in cases],
            "files": _own_files(module),
        }
    )
    wanted = request.get("case", 0)
    if wanted >= len(cases):
        raise Problem("no-values", f"It has {len(cases)} cases here, but had more before: `params` must not change.")
    case = cases[wanted]
    # The cases of a benchmark share its time; each has a process of its own.
    request["budget"] = max(0.05, request.get("budget", 0) / len(cases))
    metrics = find_metrics(target)
    enter("setup")
    instance = target.__self__ if type(target) is MethodType else None
    if callable(declared(instance, "setup")):
        _refuse_async("setup", instance.setup(**case.arguments))
    subject = prepare(target, case.arguments, keep=bool(metrics))
    if callable(declared(instance, "teardown")):
        leave = subject.close
        subject = subject._replace(close=lambda: (leave(), _refuse_async("teardown", instance.teardown()))[0])
    if declared(target, "gc", True) is False:
        gc.disable()
    return subject, case, metrics


def _refuse_async(name: str, result: Any) -> None:
    if answers(result, "__await__"):
        raise Problem(
            "never-awaited",
            f"`{name}` is async, and nobody awaited it, so its work never ran.",
            "Name an async generator, which prepares, yields what is timed, and tidies up.",
        )


def _own_files(module: Any) -> List[str]:
    """The benchmark's own file, unless it is a module of the project, whose change is what is to be measured."""
    file, name = declared(module, "__file__"), declared(module, "__name__")
    if type(file) is not str or type(name) is not str:
        return []
    said = any(word in name.lower() for word in ("bench", "perf", "test"))
    return [file] if said or is_script(file) else []
