"""How often to call: the inner loop, the warm-up and the number of values.

Loops: one call a value where a call takes 1 ms or more; else as many calls as make a value about 2 ms long, which is
10,000 and more steps of the clock, yet short enough to fit between two interruptions by other processes.

Single calls: the mean of many calls hides a slow one among them. Where a budget is about a tail (``p95``, ``max``), each turn
also times calls one by one.

Warm-up: values are dropped until two neighbouring windows of five agree: their medians differ by no more than 2 %, or
by no more than the spread inside the windows. pyperf compares two neighbouring samples in the same way
(``pyperf/_worker.py``, ``test_calibrate_warmups``); Barrett et al., "Virtual machine warmup blows hot and cold"
(OOPSLA 2017), show why a fixed number of iterations will not do, and that some benchmarks never get there. Those are
measured all the same, and reported as never steady: the first and the last third of the values themselves differ.
"""

from __future__ import annotations

from typing import Callable, List, NamedTuple, Optional, Sequence, Tuple

LEAST_VALUE_NS = 1_000_000
VALUE_NS = 2_000_000
MOST_VALUES = 200
#: Single calls that a process times: fifty lie beyond their p95, ten beyond their p99. What more would tell is little beside
#: what processes differ by.
MOST_CALLS = 1000
#: Other processes' turns on the processor are hardly ever longer: what took less may have been mostly such a turn.
DISTURBANCE_NS = 50_000_000
#: No call takes less than a few nanoseconds; a clock that says so stands still.
MOST_LOOPS = 1_000_000
WINDOW = 5
#: Medians that differ by less are called equal.
STEADY_SHARE = 0.02
#: Values that fall by more from their first third to their last are still warming up.
TREND_SHARE = 0.05
#: Values that rise by more belong to a benchmark whose work grows. Less is the machine: a processor that was idle runs faster
#: for some tenths of a second than it can for long, so that each process of any loop gets slower by 5 to 10 %.
GROWTH_SHARE = 0.3
#: How long a turn should last. A call that takes longer is a turn by itself.
TURN_NS = 5_000_000
#: Fewer turns do not show how much one differs from the next; only slow calls have to do with fewer.
LEAST_TURNS = 8
#: Values that take longer need no warming up again after a turn of the other side: its traces in the caches are nothing.
WARM_NS = 5_000_000


class Plan(NamedTuple):
    """How one benchmark is measured in each of its processes. Both sides have the same, so that their turns match."""

    loops: int
    warmup: int
    #: Nanoseconds that a value takes, roughly.
    value_ns: int

    @property
    def turn(self) -> int:
        """Values that are timed at one turn, before the other side has its own.

        Single calls of some microseconds would be thousands: then turns are shorter, or there would be only one.
        """
        return max(1, min(round(TURN_NS / self.value_ns), MOST_VALUES // LEAST_TURNS))

    @property
    def warm_loops(self) -> int:
        """Calls that warm the caches up again at the start of a turn: a quarter of a value's, or one, or none."""
        return max(1, self.loops // 4) if self.value_ns <= WARM_NS else 0


def count_values(plan: Plan, budget_ns: float, limit_ns: float) -> int:
    """How many values a process times: whole turns, in about ``budget_ns``.

    Slow calls get few turns, but an even number where they can, so that each side begins as often as the other.
    ``limit_ns`` is what the process may take before it is killed; half of it is left alone.
    """
    turn_ns = plan.turn * plan.value_ns
    least = (
        LEAST_TURNS if turn_ns <= 60_000_000 else 4 if turn_ns <= 250_000_000 else 2 if turn_ns <= 2_000_000_000 else 1
    )
    turns = max(least, 2 * round(budget_ns / turn_ns / 2))
    most = min(MOST_VALUES // plan.turn, (int(limit_ns / 2 / plan.value_ns) - 1) // plan.turn)
    if turns > most:
        turns = most // 2 * 2 if most > 1 else 1
    return turns * plan.turn


def turn_of(plan: Plan, values: int) -> int:
    """Values at a turn, where so many are timed: few of them are divided, or there would be no turns."""
    return min(plan.turn, max(1, values // LEAST_TURNS))


def single_calls(plan: Plan, turn: int, turns: int) -> int:
    """Calls to be timed one by one at a turn of ``turn`` values: no more than these values are made of.

    0 where a value is a call by itself.
    """
    return min(-(-MOST_CALLS // turns), turn * plan.loops) if plan.loops > 1 else 0


class Warmed(NamedTuple):
    plan: Plan
    #: Nanoseconds that calibrating and warming up took inside timed regions.
    spent: int
    steady: bool


Measure = Callable[[int], Tuple[int, int]]  # loops → wall and CPU nanoseconds


def calibrate(measure: Measure, single: bool, budget_ns: float, limit_ns: float) -> Warmed:
    """Finds loops, warm-up and how long a value takes, warming up on the way. For the first process of a benchmark.

    ``budget_ns`` is what this process's timed regions should take in all, ``limit_ns`` what they may take at most
    before the process would be killed.
    """
    budget_ns = min(budget_ns, limit_ns / 2)
    calls = 0

    def counted(loops: int) -> Tuple[int, int]:
        nonlocal calls
        calls += loops
        return measure(loops)

    first, _ = counted(1)  # cold: caches, lazy imports, first-call work
    spent = first
    if first > budget_ns / 2 and first < limit_ns / 4:
        first = min(first, counted(1)[0])  # was it the cold start alone that took so long?
        spent += first
    if first > budget_ns / 2:
        # So slow that one more call is the whole budget.
        return Warmed(Plan(1, 1, first), spent, True)

    loops, took, more = (1, first, 0) if single else _find_loops(counted, first)
    spent += more
    early = 1 + -(-(calls - 1) // loops)  # what was called so far, as `warm_up` calls it
    history: List[float] = []
    most = max(3, int(budget_ns / 4 / max(took, 1)))
    steady = False
    while len(history) < 3 or (not steady and len(history) < most):
        wall, cpu = counted(loops)
        spent += wall
        took = wall if not history else min(took, wall)
        # Other processes lengthen wall time but hardly CPU time: warming up shows on it alone where there is any to speak of.
        history.append(cpu if cpu > 0.8 * wall else wall)
        steady = is_steady(history)
        if not steady and len(history) == most and spent < budget_ns and len(history) >= 2 * WINDOW:
            most += WINDOW  # still moving: up to the whole budget
    # The faster ones: what a disturbed moment says would cost every later process values.
    settled = sorted(history)[len(history) // 4]
    # What was learned here, the later processes drop at once: all calls before the two windows that agree. Where the first
    # two do, there was nothing to warm up but the cold call, and what the first value brings into the caches.
    if steady:
        moving = len(history) - 2 * WINDOW
        warmup = early + moving if moving > 0 else 2
    else:
        warmup = min(len(history), 2 * WINDOW)
    return Warmed(Plan(loops, warmup, int(max(settled, took, 1))), spent, steady or len(history) < 2 * WINDOW)


def _find_loops(measure: Measure, first: int) -> Tuple[int, int, int]:
    """Loops, how long a value of that many takes, and what finding out took (nanoseconds)."""
    loops, took, spent = 1, first, 0
    for _ in range(40):
        took = measure(loops)[0]
        spent += took
        if took < DISTURBANCE_NS:
            again = measure(loops)[0]  # one disturbed timing must not stop the search early
            spent += again
            took = min(took, again)
        if took >= LEAST_VALUE_NS or loops == MOST_LOOPS:
            return loops, took, spent
        wanted = loops * VALUE_NS / max(took, 1)
        loops = min(MOST_LOOPS, max(loops + 1, int(min(wanted, loops * 20) + 0.5)))
    return loops, took, spent


def warm_up(measure: Measure, plan: Plan, first: int = 1) -> int:
    """Drops the planned number of values, of which one of ``first`` calls is the first; returns the nanoseconds that took."""
    return sum(measure(first if place == 0 else plan.loops)[0] for place in range(plan.warmup))


def is_steady(history: Sequence[float]) -> bool:
    """Whether the last two windows agree. False while there are not two."""
    if len(history) < 2 * WINDOW:
        return False
    before, after = sorted(history[-2 * WINDOW : -WINDOW]), sorted(history[-WINDOW:])
    middle = WINDOW // 2
    spread = max(before[-2] - before[1], after[-2] - after[1])
    return abs(after[middle] - before[middle]) <= max(STEADY_SHARE * before[middle], 0.5 * spread)


def has_trend(values: Sequence[float]) -> Optional[bool]:
    """Whether the values drift from their first third to their last, beyond their scatter. None where they are too few."""
    third = len(values) // 3
    if third < WINDOW:
        return None
    first, last = sorted(values[:third]), sorted(values[-third:])
    before, after = first[third // 2], last[third // 2]
    scatter = sorted([abs(v - before) for v in first] + [abs(v - after) for v in last])[third]
    # Standard error of a median from the median absolute deviation: 1.2533 × 1.4826 × MAD / √n.
    error = 1.858 * scatter / third**0.5
    share = TREND_SHARE if after < before else GROWTH_SHARE
    return abs(after - before) > max(share * before, 4 * 1.414 * error)
