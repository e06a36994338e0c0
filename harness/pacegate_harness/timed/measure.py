"""Warms a prepared benchmark up, times it, and watches the machine meanwhile."""

from __future__ import annotations

import gc
from time import perf_counter_ns
from typing import Any, Callable, Dict, List, Optional, Tuple

from ..answer.parts import parts_of
from ..answer.tell import call_for_answer, tell_answer
from ..cases import OwnMetric, read_metrics
from ..channel import Send
from ..facts import find_doubts, is_noisy, read_cpu_times, read_throttling
from ..phases import Phases
from . import memory, schedule
from .ballast import make_ballast
from .cpu_clock import children_cpu
from .subjects import Subject, refuse
from .timing import Timing, clock_step, loop_cost
from .turns import Line
from .unrun import find_unrun, watch_dropped

#: Values are sent at least this often, so that a process that is killed leaves all but the last of them.
_FLUSH_NS = 100_000_000

#: Calls of what is recorded: three are made, or two where these take longer than half a second.
_LEAST_CALLS = 2
_LONG_NS = 500_000_000

#: Share of the time-out that calibrating may plan with; the rest is for starting, preparing and closing.
_USABLE = 0.8

#: A side that is so many times slower than the one that was calibrated on ends early, but not for what a busy machine
#: does to it within a second.
_PATIENCE = 4
_LEAST_PATIENCE_NS = 1_000_000_000


def measure(
    request: Dict[str, Any],
    subject: Subject,
    metrics: List[OwnMetric],
    send: Send,
    enter: Phases,
    line: Optional[Line] = None,
    clock: Callable[[], int] = perf_counter_ns,
) -> List[float]:
    """Sends the values as they come, and at the end how they were measured. Takes turns where there is a ``line``.

    Returns the values: seconds of a call.

    The garbage collector stays as the interpreter and the benchmark have set it: what a call costs includes collecting
    what it leaves behind. A full collection before warming up makes every process start alike.
    """
    enter("warmup")
    gc.collect()
    watch = _Watch(clock)
    call = _Calls(subject, enter.check, request.get("hints"))
    if request.get("once", False):
        return _call_few(request.get("calls", 1), call, send, clock)
    plan, warmup_ns, steady = _warm_up(request, subject, call)
    known = subject.rounds is None or request["calibration"] is not None
    if known:
        _send_plan(plan, send)
    wanted = schedule.count_values(plan, request["budget"] * 1e9, request["timeout"] * 1e9 * _USABLE)
    if subject.rounds is not None:
        most = min(subject.rounds.values, schedule.MOST_VALUES)
        wanted = most if subject.rounds.exact else min(most, wanted)
    if request.get("scout", False):
        wanted = 1  # what was wanted of this process is the calibration
    turn = schedule.turn_of(plan, wanted)
    # How many calls a value is, and what a call is, may be the author's to say: then there may be no single ones.
    singly = subject.inner == 1 and (subject.rounds is None or plan.loops == 1)
    asked = request.get("single_calls", False)
    singles = schedule.single_calls(plan, turn, wanted // turn) if asked and singly else None

    enter("timed")
    doubts = find_doubts()
    gc_enabled = gc.isenabled()
    step = clock_step()
    children = children_cpu()
    turns = _Turns(turn, 0 if subject.rounds else plan.warm_loops, call, line, clock)
    walls, cpus, single = _time(plan, wanted // turn * turn, singles, call, metrics, send, clock, turns)
    if line is not None:
        line.finish()
    if not known:
        plan = plan._replace(value_ns=max(1, sorted(walls)[len(walls) // 2]))
        _send_plan(plan, send)
    children = children_cpu() - children
    # What a value is divided by, so is all that is told beside it.
    calls = plan.loops * subject.inner
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
            "children_cpu": children / 1e9 / (len(walls) * calls),
            "doubts": sorted({*doubts, *find_doubts(), *watch.doubts()}),
            "turn": turn if turns.taken else None,
            "inner": subject.inner,
            "own_clock": subject.own_clock,
            "inside": (warmup_ns + turns.warmed + sum(walls) + (sum(single) if singles else 0)) / 1e9,
            "overhead": loop_cost(subject.empty, plan.loops) / subject.inner,
            "resolution": step,
            "metrics": [{"name": m.name, "unit": m.unit, "better": m.better} for m in metrics],
        }
    )
    if not request.get("scout", False):
        _tell_answer(request, subject, call, send, plan, warmup_ns + sum(walls))
    return [wall / calls / 1e9 for wall in walls]


def _tell_answer(
    request: Dict[str, Any], subject: Subject, calls: _Calls, send: Send, plan: schedule.Plan, spent_ns: int
) -> None:
    if not calls.returns:
        return
    if subject.last is not None:
        tell_answer(send, calls.made, parts_of(subject.last()))
    else:
        call_for_answer(request, send, calls.once_more, calls.made, plan.value_ns / plan.loops, spent_ns)


def _call_few(most: int, call: Callable[[int], Timing], send: Send, clock: Callable[[], int]) -> List[float]:
    """What is recorded is called a few times, the first of which may fill what later ones find; twice if that takes long."""
    started, values = clock(), []
    while len(values) < most and (len(values) < _LEAST_CALLS or clock() - started < _LONG_NS):
        values.append(_call_once(call, send))
    return values


def _call_once(call: Callable[[int], Timing], send: Send) -> float:
    wall, cpu, _ = call(1)
    _send_values(send, [wall], [cpu], [{}], [])
    return wall / 1e9


def _send_plan(plan: schedule.Plan, send: Send) -> None:
    send({"record": "calibration", "loops": plan.loops, "warmup": plan.warmup, "value_ns": plan.value_ns})


def count(subject: Subject, calls: int, heap: int, enter: Phases) -> None:
    """Calls the benchmark ``calls`` times for an instruction counter that sees the whole process.

    The difference between processes of N and of 2 N calls is what N calls cost. The garbage collector is off, because
    when it runs depends on the number of calls. ``heap`` is the seed of the heap that the calls find.
    """
    enter("warmup")
    call = _Calls(subject, enter.check)
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


class _Calls:
    """The timer, with a look at the very first result: a call that left its work undone is refused.

    After each value, ``check`` sees which process this is.
    """

    def __init__(self, subject: Subject, check: Callable[[], None], hints: Optional[Dict[str, str]] = None) -> None:
        self._subject, self._check, self._hints = subject, check, hints
        self.made = 0
        #: Whether the first call returned something.
        self.returns = False

    def __call__(self, loops: int) -> Timing:
        if self.made:
            timing = self._subject.timer(loops)
        else:
            timing, dropped = watch_dropped(lambda: self._subject.first(loops))
            refuse(timing[2], find_unrun(timing[2]) or dropped, self._hints)
            self.returns = timing[2] is not None
        self.made += loops
        self._check()
        return timing

    def once_more(self) -> Any:
        """The result of a call that is not timed."""
        try:
            return self._subject.first(1)[2]
        finally:
            self._check()  # also where it raised: nobody hears of it


def _warm_up(request: Dict[str, Any], subject: Subject, call: Callable[[int], Timing]) -> schedule.Warmed:
    known = request["calibration"]
    if known is not None:
        plan = schedule.Plan(known["loops"], known["warmup"], known["value_ns"])
        first = 1 if subject.rounds is None else plan.loops
        return schedule.Warmed(plan, schedule.warm_up(lambda loops: call(loops)[:2], plan, first), True)
    if subject.rounds is not None:
        # What a value takes is seen when it is timed.
        plan = schedule.Plan(subject.rounds.loops, subject.rounds.warmup, schedule.TURN_NS)
        return schedule.Warmed(plan, schedule.warm_up(lambda loops: call(loops)[:2], plan, plan.loops), True)
    limit = request["timeout"] * 1e9 * _USABLE
    return schedule.calibrate(lambda loops: call(loops)[:2], subject.single, request["budget"] * 1e9, limit)


class _Turns:
    """When the other side has its turn, and what coming back costs."""

    def __init__(
        self,
        turn: int,
        warm_loops: int,
        call: Callable[[int], Timing],
        line: Optional[Line],
        clock: Callable[[], int],
    ) -> None:
        #: Values at a turn.
        self.length = turn
        self._warm_loops, self._call, self._line, self._clock = warm_loops, call, line, clock
        #: Whether every turn was taken.
        self.taken = line is not None
        #: Nanoseconds of others' turns, and of calls that only warmed the caches up again.
        self.waited = self.warmed = 0

    def before(self, place: int) -> None:
        """To be called before each value, with its number."""
        if self._line is None or place % self.length:
            return
        began = self._clock()
        passed = self._line.next_turn()
        self.taken = self.taken and passed
        self.waited += self._clock() - began
        if passed and self._warm_loops:
            self.warmed += self._call(self._warm_loops)[0]


def _time(
    plan: schedule.Plan,
    count: int,
    singles: Optional[int],
    call: Callable[[int], Timing],
    metrics: List[OwnMetric],
    send: Send,
    clock: Callable[[], int],
    turns: _Turns,
) -> Tuple[List[int], List[int], List[int]]:
    """Wall and CPU nanoseconds of ``count`` values, or of whole turns in several times what those should take.

    Then wall nanoseconds of single calls: ``singles`` at the end of each turn, or the values where these are calls.
    """
    planned = (count + count // turns.length * (singles or 0) / plan.loops) * plan.value_ns
    limit = max(_PATIENCE * planned, _LEAST_PATIENCE_NS)
    walls: List[int] = []
    cpus: List[int] = []
    calls: List[int] = []
    own: List[Dict[str, Any]] = []
    sent = sent_calls = 0
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
            ends_turn = len(walls) % turns.length == 0
            if singles == 0:
                calls.append(wall)
            elif singles and ends_turn:
                calls.extend(call(1)[0] for _ in range(singles))
            now = clock()
            if now - flushed > _FLUSH_NS:
                _send_values(send, walls[sent:], cpus[sent:], own[sent:], calls[sent_calls:])
                sent, sent_calls, flushed = len(walls), len(calls), clock()
            if now - began - turns.waited > limit and len(walls) >= 3 and ends_turn:
                break  # this side is much slower than the one that was calibrated on
    finally:
        _send_values(send, walls[sent:], cpus[sent:], own[sent : len(walls)], calls[sent_calls:])
    return walls, cpus, calls


def _send_values(send: Send, walls: List[int], cpus: List[int], own: List[Dict[str, Any]], calls: List[int]) -> None:
    send({"record": "values", "wall": walls, "cpu": cpus, "own": own, "calls": calls})
