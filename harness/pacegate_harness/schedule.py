"""How often to call: the inner loop, the warm-up and the number of values.

Loops: one call a value where a call takes 1 ms or more, so that a tail (p95) is a tail of calls; else as many calls as
make a value about 2 ms long, which is 10,000 and more steps of the clock, yet short enough to fit between two
interruptions by other processes.

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


class Plan(NamedTuple):
    """How one benchmark is measured in each of its processes."""

    loops: int
    warmup: int
    values: int


#: Turns of one process, at most: 40 ms each where it is timed for 0.6 s.
MOST_TURNS = 16
#: From so many values a turn, one more is spent on warming the caches up again.
WARM_TURN = 5


def values_per_turn(plan: Plan) -> int:
    """How many values are timed before the other side has its turn. Both sides have the same plan, so turns match."""
    return max(1, -(-plan.values // MOST_TURNS))


class Warmed(NamedTuple):
    plan: Plan
    #: Nanoseconds that calibrating and warming up took inside timed regions.
    spent: int
    steady: bool


Measure = Callable[[int], Tuple[int, int]]  # loops → wall and CPU nanoseconds


def calibrate(measure: Measure, single: bool, budget_ns: float, limit_ns: float) -> Warmed:
    """Finds loops, warm-up and number of values, warming up on the way. For the first process of a benchmark.

    ``budget_ns`` is what this process's timed regions should take in all, ``limit_ns`` what they may take at most
    before the process would be killed.
    """
    budget_ns = min(budget_ns, limit_ns / 2)
    first, _ = measure(1)  # cold: caches, lazy imports, first-call work
    spent = first
    if first > budget_ns / 2 and first < limit_ns / 4:
        first = min(first, measure(1)[0])  # was it the cold start alone that took so long?
        spent += first
    if first > budget_ns / 2:
        # So slow that one more call is the whole budget. A few values, or as many as the time-out leaves room for.
        values = max(1, min(3, int(limit_ns / 2 / first) - 1))
        return Warmed(Plan(1, 1, values), spent, True)

    loops, took, more = (1, first, 0) if single else _find_loops(measure, first)
    spent += more
    history: List[float] = []
    most = max(3, int(budget_ns / 4 / max(took, 1)))
    steady = False
    while len(history) < 3 or (not steady and len(history) < most):
        wall, cpu = measure(loops)
        spent += wall
        took = wall if not history else min(took, wall)
        # Other processes lengthen wall time but hardly CPU time: warming up shows on it alone where there is any to speak of.
        history.append(cpu if cpu > 0.8 * wall else wall)
        steady = is_steady(history)
        if not steady and len(history) == most and spent < budget_ns and len(history) >= 2 * WINDOW:
            most += WINDOW  # still moving: up to the whole budget
    # The faster ones: what a disturbed moment says would cost every later process values.
    settled = sorted(history)[len(history) // 4]
    values = max(3, min(MOST_VALUES, int(budget_ns * 0.75 / max(settled, took, 1))))
    # What was learned here, the later processes drop at once: the cold call, the calibrating ones and the warm-up.
    warmup = len(history) + 1 if steady or len(history) <= 3 else min(len(history), 2 * WINDOW)
    return Warmed(Plan(loops, warmup, values), spent, steady or len(history) < 2 * WINDOW)


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


def warm_up(measure: Measure, plan: Plan) -> int:
    """Drops the planned number of values; returns the nanoseconds that took. For later processes."""
    return sum(measure(1 if place == 0 else plan.loops)[0] for place in range(plan.warmup))


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
