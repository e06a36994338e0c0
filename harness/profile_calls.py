"""Profiles calls of one benchmark that is ready to be called: warms it up, then profiles some calls in several stretches."""

from __future__ import annotations

import gc
import json
import os
import platform
import sys
from time import perf_counter
from typing import Any, Callable, Dict, List

from profile_functions import Names
from profile_tools import Costs, count_bytecodes, profile_time, summarise

#: Makes so many calls of the benchmark.
Call = Callable[[int], Any]


def take_profiles(request: Dict[str, Any], call: Call, single: bool) -> Dict[str, Any]:
    """What src/profiles/parse.ts reads. `single`: one call at a time only, because each needs its own preparation."""
    seconds = warm_up(call)
    iterations = count_iterations(request, seconds)
    if request["iterations"]:
        # As many as the first process took, so that all do the same work; fewer where this side is far slower.
        iterations = min(request["iterations"], 3 * iterations)
    gc.collect()
    gc.disable()
    names = Names(request["roots"])
    found = describe(request["tool"], iterations)
    if request["tool"] == "py-spy":
        pacegate_profiled_region(call, iterations, single)
        harness = os.path.dirname(os.path.abspath(__file__))
        found.update(roots=names.roots, harness=harness, libraries=[sys.prefix, sys.base_prefix, names.library])
        return found
    measure: Callable[[Callable[[], Any]], Costs]
    measure, found["unit"] = {"cprofile": (profile_time, "s"), "bytecodes": (count_bytecodes, "bytecodes")}[
        request["tool"]
    ]
    # Several profiles of few calls each: the least disturbed stretch counts, for each function its own.
    found["profiles"] = [
        summarise(measure(lambda: pacegate_profiled_region(call, iterations, single)), names, iterations)
        for _ in range(request["stretches"])
    ]
    return found


def describe(tool: str, iterations: int) -> Dict[str, Any]:
    """The head of what is written."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return {"format": "pacegate/profile", "version": 1, "tool": tool, "python": python, "iterations": iterations}


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


def warm_up(call: Call) -> float:
    """Calls until 0.3 s have gone and three calls are done; returns the seconds of the fastest call."""
    started, fastest, calls = perf_counter(), float("inf"), 0
    while calls < 3 or (perf_counter() - started < 0.3 and calls < 1000):
        before = perf_counter()
        call(1)
        fastest = min(fastest, perf_counter() - before)
        calls += 1
        if perf_counter() - started > 10:
            break
    return fastest


def count_iterations(request: Dict[str, Any], seconds: float) -> int:
    """Calls in each stretch, so that all of them take about the time that the request says."""
    if request["tool"] == "bytecodes":
        return 1  # the count is exact
    slowdown = 1.0 if request["tool"] == "py-spy" else 3.0
    stretch = request["seconds"] / request["stretches"]
    return max(1, min(100_000, round(stretch / max(seconds * slowdown, 1e-7))))


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
