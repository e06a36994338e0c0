"""Warms a prepared benchmark up, times it, and watches the machine meanwhile."""

from __future__ import annotations

import gc
from time import perf_counter_ns
from typing import Any, Callable, Dict, List, Optional, Tuple

from . import memory, schedule
from .ballast import make_ballast
from .cases import OwnMetric, read_metrics
from .channel import Send
from .cpu_clock import children_cpu
from .facts import find_doubts, is_noisy, read_cpu_times, read_throttling
from .subjects import Subject, refuse
from .timing import Timer, Timing, clock_step, loop_cost
from .turns import Baton
from .unrun import find_unrun, watch_dropped

#: Values are sent at least this often, so that a process that is killed leaves all but the last of them.
_FLUSH_NS = 100_000_000

#: Share of the time-out that calibrating may plan with; the rest is for starting, preparing and closing.
_USABLE = 0.8

#: A side that is so many times slower than the one that was calibrated on ends early, but not for what a busy machine
#: does to it within a second.
_PATIENCE = 4
_LEAST_PATIENCE_NS = 1_000_000_000

Enter = Callable[[str], None]


def measure(
    request: Dict[str, Any],
    subject: Subject,
    metrics: List[OwnMetric],
    send: Send,
    enter: Enter,
    baton: Optional[Baton] = None,
    clock: Callable[[], int] = perf_counter_ns,
) -> None:
    """Sends the values as they come, and at the end how they were measured. Takes turns where there is a ``baton``.

    The garbage collector stays as the interpreter and the benchmark have set it: what a call costs includes collecting
    what it leaves behind. A full collection before warming up makes every process start alike.
    """
    enter("warmup")
    gc.collect()
    watch = _Watch(clock)
    call = _looking(subject, lambda: enter("warmup"))
    plan, warmup_ns, steady = _warm_up(request, subject.single, call)
    send({"record": "calibration", "loops": plan.loops, "warmup": plan.warmup, "value_ns": plan.value_ns})
    wanted = schedule.count_values(plan, request["budget"] * 1e9, request["timeout"] * 1e9 * _USABLE)
    if request.get("scout", False):
        wanted = 1  # what was wanted of this process is the calibration

    enter("timed")
    call = _checked(subject.timer, lambda: enter("timed"))
    doubts = find_doubts()
    gc_enabled = gc.isenabled()
    step = clock_step()
    children = children_cpu()
    turns = _Turns(plan, call, baton, clock)
    walls, cpus = _time(plan, wanted, call, metrics, send, clock, turns)
    if baton is not None:
        baton.finish()
    children = children_cpu() - children
    # As in the schedule: other processes lengthen wall time, but hardly CPU time.
    trend = schedule.has_trend(cpus if sum(cpus) > 0.8 * sum(walls) else walls)
    send(
        {
            "record": "method",
            "loops": plan.loops,
            "warmup": plan.warmup,
            "gc": "enabled" if gc_enabled else "disabled",
            "never_steady": trend if trend is not None else not steady,
            "peak_memory": watch.peak_memory(),
            "peak_since": "setup" if watch.reset else "start",
            "children_cpu": children / 1e9 / (len(walls) * plan.loops),
            "doubts": sorted({*doubts, *find_doubts(), *watch.doubts()}),
            "turn": plan.turn if turns.taken else None,
            "inside": (warmup_ns + turns.warmed + sum(walls)) / 1e9,
            "overhead": loop_cost(subject.empty, plan.loops),
            "resolution": step / plan.loops,
            "metrics": [{"name": m.name, "unit": m.unit, "better": m.better} for m in metrics],
        }
    )


def count(subject: Subject, calls: int, heap: int, enter: Enter) -> None:
    """Calls the benchmark ``calls`` times for an instruction counter that sees the whole process.

    The difference between processes of N and of 2 N calls is what N calls cost. The garbage collector is off, because
    when it runs depends on the number of calls. ``heap`` is the seed of the heap that the calls find.
    """
    enter("warmup")
    call = _looking(subject, lambda: enter("warmup"))
    for _ in range(3):
        call(1)
    gc.collect()
    gc.disable()
    # Twice: what an earlier call has left, and the next one replaces, makes a hole as well.
    ballast = [make_ballast(heap)]
    for _ in range(2):
        call(1)
    enter("timed")
    ballast.append(make_ballast(heap + 1))
    if subject.single:
        for _ in range(calls):
            call(1)
    else:
        call(calls)
    del ballast


class _Watch:
    """The machine and the process's memory, from its creation on."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._throttled = read_throttling()
        self._cpu_times = read_cpu_times()
        self._children = memory.children_peak()
        #: Whether the peak so far could be forgotten, so that the set-up's is none of the benchmark's.
        self.reset = memory.reset_peak()
        self._began = clock()

    def peak_memory(self) -> Any:
        """Bytes: the most that this process held since, or the largest child that it has waited for since."""
        peak, children = memory.read_peak(), memory.children_peak()
        return max(peak, children) if peak is not None and children > self._children else peak

    def doubts(self) -> List[str]:
        doubts = ["throttled"] if read_throttling() > self._throttled else []
        # /proc/stat counts in hundredths of a second.
        if self._clock() - self._began > 200_000_000 and is_noisy(self._cpu_times, read_cpu_times()):
            doubts.append("noisy-machine")
        return doubts


def _checked(timer: Timer, check_process: Callable[[], None]) -> Callable[[int], Timing]:
    """The timer, with a look at who we are after each value."""

    def call(loops: int) -> Timing:
        timing = timer(loops)
        check_process()
        return timing

    return call


def _looking(subject: Subject, check_process: Callable[[], None]) -> Callable[[int], Timing]:
    """As ``_checked``, with a look at the very first result: a call that left its work undone is refused."""
    first = _checked(subject.first, check_process)
    later = _checked(subject.timer, check_process)
    seen = False

    def call(loops: int) -> Timing:
        nonlocal seen
        if seen:
            return later(loops)
        timing, dropped = watch_dropped(lambda: first(loops))
        refuse(find_unrun(timing[2]) or dropped)
        seen = True
        return timing

    return call


def _warm_up(request: Dict[str, Any], single: bool, call: Callable[[int], Timing]) -> schedule.Warmed:
    known = request["calibration"]
    if known is None:
        limit = request["timeout"] * 1e9 * _USABLE
        return schedule.calibrate(lambda loops: call(loops)[:2], single, request["budget"] * 1e9, limit)
    plan = schedule.Plan(known["loops"], known["warmup"], known["value_ns"])
    return schedule.Warmed(plan, schedule.warm_up(lambda loops: call(loops)[:2], plan), True)


class _Turns:
    """When the other side has its turn, and what coming back costs."""

    def __init__(
        self, plan: schedule.Plan, call: Callable[[int], Timing], baton: Optional[Baton], clock: Callable[[], int]
    ) -> None:
        self._plan, self._call, self._baton, self._clock = plan, call, baton, clock
        #: Whether every turn was taken.
        self.taken = baton is not None
        #: Nanoseconds of others' turns, and of calls that only warmed the caches up again.
        self.waited = self.warmed = 0

    def before(self, place: int) -> None:
        """To be called before each value, with its number."""
        if self._baton is None or place % self._plan.turn:
            return
        began = self._clock()
        passed = self._baton.next_turn()
        self.taken = self.taken and passed
        self.waited += self._clock() - began
        if passed and self._plan.warm_loops:
            self.warmed += self._call(self._plan.warm_loops)[0]


def _time(
    plan: schedule.Plan,
    count: int,
    call: Callable[[int], Timing],
    metrics: List[OwnMetric],
    send: Send,
    clock: Callable[[], int],
    turns: _Turns,
) -> Tuple[List[int], List[int]]:
    """Wall and CPU nanoseconds of ``count`` values, or of whole turns in several times what those should take."""
    limit = max(_PATIENCE * count * plan.value_ns, _LEAST_PATIENCE_NS)
    walls: List[int] = []
    cpus: List[int] = []
    own: List[Dict[str, Any]] = []
    sent = 0
    began = flushed = clock()
    try:
        for place in range(count):
            turns.before(place)
            wall, cpu, result = call(plan.loops)
            if metrics:
                own.append(read_metrics(metrics, result))
            del result
            walls.append(wall)
            cpus.append(cpu)
            now = clock()
            if now - flushed > _FLUSH_NS:
                send({"record": "values", "wall": walls[sent:], "cpu": cpus[sent:], "own": own[sent:]})
                sent, flushed = len(walls), clock()
            if now - began - turns.waited > limit and len(walls) >= 3 and len(walls) % plan.turn == 0:
                break  # this side is much slower than the one that was calibrated on
    finally:
        send({"record": "values", "wall": walls[sent:], "cpu": cpus[sent:], "own": own[sent : len(walls)]})
    return walls, cpus
