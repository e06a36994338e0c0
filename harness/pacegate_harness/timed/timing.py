"""The timed region.

A timer is a function ``measure(loops)`` that calls the benchmark ``loops`` times and returns wall nanoseconds, CPU
nanoseconds and the last call's result. Wall time is ``perf_counter_ns``, CPU time that of ``cpu_clock``. The CPU clock
is read outside the wall clock, because it costs system calls; so the wall region holds one read of the wall clock and
the loop, nothing else.

The clocks are default arguments, so that a benchmark which replaces ``time.perf_counter_ns``, in any module, changes
nothing here.
"""

from __future__ import annotations

from itertools import repeat
from time import perf_counter_ns
from typing import Any, Callable, Optional, Tuple

from ..objects import answers
from .cpu_clock import cpu_at_end, cpu_at_start

Timing = Tuple[int, int, Any]
Timer = Callable[[int], Timing]


def sync_timer(
    call: Callable[[], Any], keep: bool, wall=perf_counter_ns, cpu_before=cpu_at_start, cpu_after=cpu_at_end
) -> Timer:
    """``keep`` returns the last result, which then dies outside the timed region; else each result dies inside."""

    def measure(loops: int) -> Timing:
        rounds = repeat(None, loops)
        cpu_start = cpu_before()
        wall_start = wall()
        for _ in rounds:
            call()
        wall_end = wall()
        cpu_end = cpu_after()
        return wall_end - wall_start, cpu_end - cpu_start, None

    def measure_and_keep(loops: int) -> Timing:
        result = None
        rounds = repeat(None, loops)
        cpu_start = cpu_before()
        wall_start = wall()
        for _ in rounds:
            result = call()
        wall_end = wall()
        cpu_end = cpu_after()
        return wall_end - wall_start, cpu_end - cpu_start, result

    return measure_and_keep if keep else measure


def fresh_state_timer(
    call: Callable[..., Any],
    before: Callable[[], Any],
    wall=perf_counter_ns,
    cpu_before=cpu_at_start,
    cpu_after=cpu_at_end,
) -> Timer:
    """One call a value, each with state of its own: ``before()`` is called untimed, its result is passed on."""

    def measure(loops: int) -> Timing:
        state = before()
        arguments = () if state is None else (state,)
        cpu_start = cpu_before()
        wall_start = wall()
        result = call(*arguments)
        wall_end = wall()
        cpu_end = cpu_after()
        return wall_end - wall_start, cpu_end - cpu_start, result

    return measure


def fresh_arguments_timer(
    call: Callable[..., Any],
    prepare: Callable[[], Tuple[Any, Any]],
    tidy: Optional[Callable[..., Any]],
    keep: Callable[[Any], None],
    wall=perf_counter_ns,
    cpu_before=cpu_at_start,
    cpu_after=cpu_at_end,
) -> Timer:
    """All calls of a value have the same arguments, which ``prepare`` makes untimed and ``tidy`` gets afterwards."""

    def measure(loops: int) -> Timing:
        args, kwargs = prepare()
        result = None
        rounds = repeat(None, loops)
        cpu_start = cpu_before()
        wall_start = wall()
        for _ in rounds:
            result = call(*args, **kwargs)
        wall_end = wall()
        cpu_end = cpu_after()
        keep(result)
        if tidy is not None:
            tidy(*args, **kwargs)
        return wall_end - wall_start, cpu_end - cpu_start, result

    return measure


def async_timer(
    call: Callable[..., Any],
    loop: Any,
    before: Optional[Callable[[], Any]] = None,
    wall=perf_counter_ns,
    cpu_before=cpu_at_start,
    cpu_after=cpu_at_end,
) -> Timer:
    """The clocks are read inside the running event loop, around ``await call()``, so starting it is not timed."""

    async def drive(loops: int) -> Timing:
        result = None
        state: Any = None if before is None else before()
        if answers(state, "__await__"):
            state = await state
        arguments = () if state is None else (state,)
        rounds = repeat(None, loops)
        cpu_start = cpu_before()
        wall_start = wall()
        for _ in rounds:
            result = await call(*arguments)
        wall_end = wall()
        cpu_end = cpu_after()
        return wall_end - wall_start, cpu_end - cpu_start, result

    return lambda loops: loop.run_until_complete(drive(loops))


def own_clock_timer(time_func: Callable[[int], float]) -> Timer:
    """``time_func`` makes the calls and says itself how many seconds they took."""

    def measure(loops: int) -> Timing:
        return round(time_func(loops) * 1e9), 0, None

    return measure


def statement_timer(
    statement: str,
    setup: str,
    variables: Any = None,
    wall=perf_counter_ns,
    cpu_before=cpu_at_start,
    cpu_after=cpu_at_end,
) -> Timer:
    """The loop of ``timeit``: statement and setup stand in one function, so that their variables are fast locals.

    ``setup`` runs once a process, where ``timeit`` runs it again before each repetition. The first call of the timer also
    looks at what the statement makes, and raises a ``Problem`` where that is work that never ran.
    """
    from .statements import Watch, compile_statement  # imports ast, which only statements need

    watch = Watch()
    running = compile_statement(statement, setup, variables)(wall, cpu_before, cpu_after, watch.look, watch.judge)
    next(running)
    return lambda loops: running.send(repeat(None, loops))


def clock_step(wall=perf_counter_ns) -> float:
    """The smallest step by which the wall clock was seen to move, in seconds."""
    steps = []
    for _ in range(200):
        start = end = wall()
        while end == start:
            end = wall()
        steps.append(end - start)
    return min(steps) / 1e9


def loop_cost(timer: Timer, loops: int, wall=perf_counter_ns) -> float:
    """Seconds a call that ``timer`` takes for a benchmark that does nothing: the harness's own cost.

    It is that of the loop and of a call. Measured with the loops of the benchmark, but for at most about 5 ms.
    """
    best = None
    until = wall() + 5_000_000
    for _ in range(5):
        spent = timer(loops)[0] / loops
        best = spent if best is None else min(best, spent)
        if wall() > until:
            break
    return (best or 0.0) / 1e9
