"""Profiles calls of one benchmark that is ready to be called: warms it up, then profiles some calls in several stretches."""

from __future__ import annotations

import gc
import json
import os
import platform
import sys
from time import perf_counter, process_time, thread_time
from typing import Any, Callable, Dict, List, Tuple

from profile_functions import Names
from profile_lines import time_lines
from profile_threads import count_switches, profile_threads
from profile_tools import (
    Profiler,
    count_bytecodes,
    profile_time,
    read_costs,
    summarise,
    write_stats,
)

#: Makes so many calls of the benchmark.
Call = Callable[[int], Any]
MOST_CALLS = 100_000


def take_profiles(request: Dict[str, Any], call: Call, single: bool) -> Dict[str, Any]:
    """What src/profiles/parse.ts reads. `single`: one call at a time only, because each needs its own preparation."""
    started = perf_counter()
    limit = request["limit"] or float("inf")
    seconds, needs_threads = warm_up(call, limit / 4)
    unprofiled = request["unprofiled"] or seconds
    if request["tool"] in ("cprofile", "lines") and needs_threads and not request["every_thread"]:
        return {**describe("cprofile", 1), "unit": "s", "unprofiled": unprofiled, "every_thread": True, "profiles": []}
    gc.collect()
    gc.disable()
    names = Names(request["roots"])
    if request["tool"] == "py-spy":
        iterations = count_iterations(request, seconds)
        found = describe(request["tool"], iterations)
        pacegate_profiled_region(call, iterations, single)
        harness = os.path.dirname(os.path.abspath(__file__))
        found.update(roots=names.roots, harness=harness, libraries=[sys.prefix, sys.base_prefix, names.library])
        return found
    if request["tool"] == "bytecodes":
        costs = count_bytecodes(lambda: pacegate_profiled_region(call, 1, single))  # the count is exact
        return {**describe("bytecodes", 1), "unit": "bytecodes", "profiles": [summarise(costs, names, 1)]}

    def profile(calls: int) -> Profiler:
        run = profile_threads if request["every_thread"] else profile_time
        return run(lambda: pacegate_profiled_region(call, calls, single))

    calls, seconds, first = time_profiled(profile)
    if request["tool"] == "lines":
        costs = summarise(read_costs(first), names, calls)
        region = lambda: pacegate_profiled_region(call, 1, single)  # noqa: E731
        lines = time_lines(region, costs, names, request["seconds"], request["every_thread"])
        return {**describe("lines", calls), "every_thread": request["every_thread"], "lines": lines}
    iterations = count_iterations(request, seconds)
    stretches = count_stretches(request, iterations * seconds, limit - (perf_counter() - started))
    # Several profiles of few calls each: the least disturbed stretch counts, for each function its own.
    taken = [first] if calls == iterations else []
    taken += [profile(iterations) for _ in range(stretches - len(taken))]
    write_stats(taken, stats_file(request["output"]))
    found = describe("cprofile", iterations)
    profiles = [summarise(read_costs(each), names, iterations) for each in taken]
    per_call = measure_overhead(profile_threads if request["every_thread"] else profile_time)
    found.update(unit="s", unprofiled=unprofiled, per_call=per_call, profiles=profiles)
    return found


def measure_overhead(run: Callable[[Callable[[], Any]], Profiler]) -> float:
    """Seconds that the profiler adds to a call of a function: else one that is split in two would seem to be slower."""
    times = 1000

    def nothing() -> None:
        pass

    def work() -> None:
        for _ in range(times):
            nothing()

    def time_work() -> float:
        before = thread_time()
        work()
        return thread_time() - before

    profiled = min(sum(own for _, own in read_costs(run(work)).functions.values()) for _ in range(5))
    return max(0.0, profiled - min(time_work() for _ in range(5))) / times


def time_profiled(profile: Callable[[int], Profiler]) -> Tuple[int, float, Profiler]:
    """
    How long a call takes under the profiler, which makes calls of tiny functions hundreds of times as slow and leaves work
    in C as it is: nothing but trying tells. Also the calls that were made for it, and what they cost.
    """
    calls = 1
    while True:
        before = perf_counter()
        profiler = profile(calls)
        took = perf_counter() - before
        if took > 0.02 or calls >= MOST_CALLS:
            return calls, took / calls, profiler
        calls = min(MOST_CALLS, 10 * calls)


def describe(tool: str, iterations: int) -> Dict[str, Any]:
    """The head of what is written."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return {"format": "pacegate/profile", "version": 1, "tool": tool, "python": python, "iterations": iterations}


def stats_file(output: str) -> str:
    """Where src/runners/profiling/profiler.ts looks for what pstats opens, beside the profile itself."""
    return f"{output}.prof"


def write_profiles(request: Dict[str, Any], found: Dict[str, Any]) -> None:
    """Whole or not at all: a process may be ended at any time."""
    fresh = f"{request['output']}.{os.getpid()}"
    with open(fresh, "w", encoding="utf-8") as file:
        json.dump(found, file)
    os.replace(fresh, request["output"])


def pacegate_profiled_region(call: Call, iterations: int, single: bool) -> None:
    """What is profiled; src/profiles/collapsed.ts knows it by its name."""
    if single:
        for _ in range(iterations):
            call(1)
    else:
        call(iterations)


def warm_up(call: Call, most: float) -> Tuple[float, bool]:
    """
    Calls until 0.3 s have gone and three calls are done, or `most` seconds. Returns the seconds of the fastest call, and
    whether there is more to it than this thread's work: other threads', or waiting.
    """
    switches, own, all_threads = count_switches(), thread_time(), process_time()
    started, fastest, calls = perf_counter(), float("inf"), 0
    while calls < 3 or (perf_counter() - started < 0.3 and calls < 1000):
        before = perf_counter()
        call(1)
        fastest = min(fastest, perf_counter() - before)
        calls += 1
        if perf_counter() - started > min(10, most):
            break
    own, all_threads = thread_time() - own, process_time() - all_threads
    return fastest, count_switches() - switches >= calls or all_threads - own > 0.05 * all_threads


def count_iterations(request: Dict[str, Any], seconds: float) -> int:
    """Calls in each stretch, so that all of them take about the time that the request says. `seconds`: of a profiled call."""
    stretch = request["seconds"] / request["stretches"]
    iterations = max(1, min(MOST_CALLS, round(stretch / max(seconds, 1e-7))))
    # As many as the first process took, so that all do the same work; fewer where this side is far slower.
    return min(request["iterations"], 3 * iterations) if request["iterations"] else iterations


def count_stretches(request: Dict[str, Any], seconds: float, left: float) -> int:
    """As many as the first process took: where one takes more of them, its least disturbed one is a less disturbed one."""
    if request["taken"]:
        return int(request["taken"])
    wanted = int(request["stretches"])
    return wanted if wanted * seconds <= left else max(1, int(left / seconds))


def repeat(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Call:
    """A function as something that makes so many calls of it."""

    def call(times: int) -> None:
        for _ in range(times):
            function(*args, **kwargs)

    return call


def load_request(path: str) -> Dict[str, Any]:
    with open(path, encoding="utf-8") as file:
        request: Dict[str, Any] = json.load(file)
    return request


def without_harness(path: List[str]) -> List[str]:
    """`sys.path` without the harness's own directory, which must hide nothing from the benchmark."""
    harness = os.path.dirname(os.path.abspath(__file__))
    return [entry for entry in path if os.path.abspath(entry or ".") != harness]
