"""One fresh process's work: find the benchmark, prepare it, calibrate or warm up, time it, tell what was seen."""

import gc
import os
import sys
from time import perf_counter_ns
from typing import Any, Callable, Dict, List

from . import memory, schedule
from .cases import Case, find_cases, find_metrics, read_metrics
from .channel import Send
from .facts import collect_environment, find_doubts, is_noisy, read_cpu_times, read_throttling
from .layout import Layout
from .locate import find_attribute, is_script, load_module
from .origins import report_origins
from .problems import Problem, describe
from .subjects import Subject, check_first_result, prepare
from .timing import clock_step, loop_cost, statement_timer

#: Values are sent at least this often, so that a process that is killed leaves all but the last of them.
_FLUSH_NS = 100_000_000

_OWN_DIRECTORY = os.path.dirname(os.path.abspath(__file__))


def run(request: Dict[str, Any], send: Send, clock: Callable[[], int] = perf_counter_ns) -> int:
    """Does what the request says and returns the exit status. Everything that is learned goes out through ``send``."""
    phase = "import"
    own_path = list(sys.path)

    def enter(name: str) -> None:
        nonlocal phase
        phase = name
        send({"record": "phase", "phase": name})

    try:
        layout = Layout(request["checkout"], request["root"], request["foreign"])
        layout.install()
        enter("import")
        subject, case, metrics = prepare_benchmark(request, layout, send, enter)
        _measure(request, subject, metrics, send, enter, clock)
        enter("teardown")
        subject.close()
        enter("report")
        sys.path[:] = own_path  # what follows is ours, and imports the standard library
        send({"record": "origins", "modules": report_origins(layout)})
        if request.get("facts", True):
            send({"record": "environment", "facts": collect_environment(layout)})
        send({"record": "end"})
        return 0
    except BaseException as error:  # a benchmark may raise SystemExit or KeyboardInterrupt
        sys.path[:] = own_path
        send(describe(error, phase, _OWN_DIRECTORY))
        # Which code failed may be the wrong side's: that is worth knowing, too.
        try:
            send({"record": "origins", "modules": report_origins(layout)})
        except Exception:
            pass
        return 1


def prepare_benchmark(request: Dict[str, Any], layout: Layout, send: Send, enter: Callable[[str], None]) -> Any:
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
    request["budget"] = max(0.05, request["budget"] / len(cases))
    metrics = find_metrics(target)
    enter("setup")
    instance = getattr(target, "__self__", None)
    if instance is not None and callable(getattr(instance, "setup", None)):
        instance.setup(**case.arguments)
    subject = prepare(target, case.arguments, keep=bool(metrics))
    if instance is not None and callable(getattr(instance, "teardown", None)):
        leave = subject.close
        subject = subject._replace(close=lambda: (leave(), instance.teardown())[0])
    if getattr(target, "gc", True) is False:
        gc.disable()
    return subject, case, metrics


_prepare = prepare_benchmark  # its name until profile_worker.py says the new one


def _own_files(module: Any) -> List[str]:
    """The benchmark's own file, unless it is a module of the project, whose change is what is to be measured."""
    file = getattr(module, "__file__", None)
    if not isinstance(file, str):
        return []
    said = any(word in module.__name__.lower() for word in ("bench", "perf", "test"))
    return [file] if said or is_script(file) else []


def _measure(
    request: Dict[str, Any],
    subject: Subject,
    metrics: List[Any],
    send: Send,
    enter: Callable[[str], None],
    clock: Callable[[], int],
    getpid: Callable[[], int] = os.getpid,
    leave_now: Callable[[int], Any] = os._exit,
) -> None:
    process = getpid()

    timer = subject.first

    def measure(loops: int) -> Any:
        nonlocal timer
        wall, cpu, result = timer(loops)
        if timer is subject.first:
            check_first_result(result)
            timer = subject.timer
        if getpid() != process:
            # A child that the benchmark forked has returned into the harness. It must not measure as well.
            send({"record": "forked"})
            leave_now(0)
        return wall, cpu, result

    enter("warmup")
    gc.collect()
    before = {"throttled": read_throttling(), "cpu": read_cpu_times(), "children": memory.children_peak()}
    reset = memory.reset_peak()
    gc_enabled = gc.isenabled()
    began = clock()
    known = request.get("calibration")
    steady = None
    if known:
        plan = schedule.Plan(known["loops"], known["warmup"], known["values"])
        inside = schedule.warm_up(lambda loops: measure(loops)[:2], plan)
    else:
        limit = request["timeout"] * 1e9 * 0.8
        warmed = schedule.calibrate(
            lambda loops: measure(loops)[:2], subject.single, request["budget"] * 1e9, limit
        )
        plan, inside, steady = warmed
    send({"record": "calibration", "loops": plan.loops, "warmup": plan.warmup, "values": plan.values})

    enter("timed")
    doubts = find_doubts()
    children_before = memory.children_cpu()
    step = clock_step()
    walls: List[int] = []
    cpus: List[int] = []
    sent = 0
    flushed = clock()
    stop = clock() + int(4 * request["budget"] * 1e9)
    own: List[Dict[str, Any]] = []

    def flush() -> None:
        nonlocal sent, flushed
        send({"record": "values", "wall": walls[sent:], "cpu": cpus[sent:], "own": own[sent:] if metrics else []})
        sent, flushed = len(walls), clock()

    try:
        for _ in range(plan.values):
            wall, cpu, result = measure(plan.loops)
            if metrics:
                own.append(read_metrics(metrics, result))
            walls.append(wall)
            cpus.append(cpu)
            del result
            now = clock()
            if now - flushed > _FLUSH_NS:
                flush()
            if now > stop and len(walls) >= 3:
                break  # this side is much slower than the one that was calibrated on
    finally:
        flush()

    peak = memory.read_peak()
    children = memory.children_peak()
    if peak is not None and children > before["children"]:
        peak = max(peak, children)
    used = (memory.children_cpu() - children_before) / (len(walls) * plan.loops)
    cpu_bound = sum(cpus) > 0.8 * sum(walls)
    trend = schedule.has_trend(cpus if cpu_bound else walls)
    doubts = sorted({*doubts, *find_doubts()})
    if read_throttling() > before["throttled"]:
        doubts.append("throttled")
    if clock() - began > 200_000_000 and is_noisy(before["cpu"], read_cpu_times()):
        doubts.append("noisy-machine")
    send(
        {
            "record": "method",
            "loops": plan.loops,
            "warmup": plan.warmup,
            "gc": "enabled" if gc_enabled else "disabled",
            "never_steady": bool(trend) if trend is not None else steady is False,
            "overhead": loop_cost(subject.empty, plan.loops),
            "resolution": step / plan.loops,
            "children_cpu": used,
            "peak_memory": peak,
            "peak_since": "setup" if reset else "start",
            "inside": (inside + sum(walls)) / 1e9,
            "metrics": [{"name": m.name, "unit": m.unit, "better": m.better} for m in metrics],
            "doubts": doubts,
        }
    )
