"""Two ways to find out what each function costs: CPU time by cProfile, and instructions by tracing."""

from __future__ import annotations

import cProfile
import dis
import os
import pstats
import sys
import time
from types import CodeType, FrameType
from typing import (
    Any,
    Callable,
    Dict,
    List,
    NamedTuple,
    Optional,
    Sequence,
    Tuple,
    Union,
)

from profile_functions import Function, Names
from profile_threads import Cell, Edge, ThreadProfile

Profiler = Union[cProfile.Profile, ThreadProfile]
HARNESS = os.path.dirname(os.path.abspath(__file__)) + os.sep


class Costs(NamedTuple):
    """What a stretch of work cost, by code object."""

    #: Calls, and the cost of the code itself.
    functions: Dict[CodeType, Tuple[float, float]]
    #: By caller and called code: calls, the cost of the called code itself, and the cost with all that it called.
    edges: Dict[Tuple[CodeType, CodeType], Tuple[float, float, float]]
    #: By caller (None where it is not known) and called code: how long the called code itself waited.
    waited: Dict[Edge, float] = {}


def profile_time(work: Callable[[], Any]) -> cProfile.Profile:
    """
    Seconds of this thread's CPU clock. Built-ins are not listed, so that their time counts as their caller's: a
    function that starts to sort is slower itself.
    """
    # With the wall clock and with built-ins on their own, the wrong function comes out on top far more often.
    profiler = cProfile.Profile(time.thread_time, builtins=False)
    profiler.enable()
    try:
        work()
    finally:
        profiler.disable()
    return profiler


def read_costs(profiler: Profiler) -> Costs:
    if isinstance(profiler, ThreadProfile):
        return read_cells(profiler.cells)
    functions, edges = {}, {}
    for entry in profiler.getstats():
        functions[entry.code] = (entry.callcount, entry.inlinetime)
        for called in entry.calls or ():
            edges[entry.code, called.code] = (called.callcount, called.inlinetime, called.totaltime)
    return Costs(functions, edges)


def read_cells(cells: Dict[Edge, Cell]) -> Costs:
    # A caller that began before the profiler did has no calls of its own.
    functions: Dict[CodeType, Tuple[float, float]] = {caller: (0, 0) for caller, _ in cells if caller}
    for (_, code), (calls, own, _, _) in cells.items():
        known = functions.get(code, (0, 0))
        functions[code] = (known[0] + calls, known[1] + own)
    edges = {(caller, code): (calls, own, total) for (caller, code), (calls, own, total, _) in cells.items() if caller}
    return Costs(functions, edges, {edge: waited for edge, (_, _, _, waited) in cells.items() if waited > 0})


def write_stats(profilers: Sequence[Profiler], path: str) -> None:
    """A file that pstats and snakeviz open: all that was profiled, function by function, before anything is folded."""
    stats = pstats.Stats(*profilers)
    fresh = f"{path}.{os.getpid()}"
    stats.dump_stats(fresh)
    os.replace(fresh, path)


def count_bytecodes(work: Callable[[], Any]) -> Costs:
    """Instructions of the interpreter: the same number every time for the same work, and blind to work done in C."""
    cells: Dict[Tuple[Optional[CodeType], CodeType], List[float]] = {}
    stack: List[List[Any]] = []  # of each frame: its cell, its own instructions, those of the frames it called

    def on_call(frame: FrameType, event: str, argument: Any) -> Any:
        code = frame.f_code
        if code.co_filename.startswith(HARNESS):
            return None
        caller = frame.f_back.f_code if stack and frame.f_back is not None else None
        frame.f_trace_lines = False
        frame.f_trace_opcodes = True
        stack.append([cells.setdefault((caller, code), [0, 0, 0]), 0, 0])
        return on_event

    def on_event(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "opcode":
            stack[-1][1] += 1
        elif event == "return":  # also where an exception ends the call, or a generator yields
            cell, own, below = stack.pop()
            cell[0] += 1
            cell[1] += own
            cell[2] += own + below
            if stack:
                stack[-1][2] += own + below
        return on_event

    before = sys.gettrace()
    # Python 3.12 sends no instructions unless some frame has asked for them before tracing starts.
    sys._getframe().f_trace_opcodes = True
    sys.settrace(on_call)
    try:
        work()
    finally:
        sys.settrace(before)
    functions: Dict[CodeType, Tuple[float, float]] = {}
    for (_, code), (calls, own, _) in cells.items():
        known = functions.get(code, (0, 0))
        functions[code] = (known[0] + calls, known[1] + own)
    return Costs(functions, {(caller, code): tuple(cell) for (caller, code), cell in cells.items() if caller})


def summarise(costs: Costs, names: Names, iterations: int) -> Dict[str, Any]:
    """Functions and edges for one iteration, as src/profiles/profile.ts describes them."""
    lines: Dict[Function, int] = {}
    ends: Dict[Function, int] = {}
    sums: Dict[Function, List[float]] = {}  # calls, calls of inner functions, own, waited
    for code, (calls, own) in costs.functions.items():
        if is_harness(code):
            continue
        function = names.describe(code)
        outermost = names.is_outermost(code)
        entry = sums.setdefault(function, [0, 0, 0, 0])
        entry[0 if outermost else 1] += calls
        entry[2] += own
        ends[function] = max(ends.get(function, 0), last_line(code))
        if outermost or function not in lines:
            lines[function] = code.co_firstlineno
    edges: Dict[Tuple[Function, Function], List[float]] = {}
    for (caller, code), (calls, own, total) in costs.edges.items():
        if is_harness(caller) or is_harness(code):
            continue
        pair = names.describe(caller), names.describe(code)
        if pair[0] != pair[1]:
            edge = edges.setdefault(pair, [0, 0, 0, 0])
            edge[0] += calls
            edge[1] += own
            edge[2] += total
    for (caller, code), waited in costs.waited.items():
        if is_harness(code):
            continue
        sums[names.describe(code)][3] += waited
        if caller and (names.describe(caller), names.describe(code)) in edges:
            edges[names.describe(caller), names.describe(code)][3] += waited
    places = {function: place for place, function in enumerate(sums)}
    return {
        "functions": [
            {
                **function._asdict(),
                "line": lines[function],
                "end": ends[function],
                "calls": (calls or inner) / iterations,
                "own": max(0.0, own) / iterations,
                **({"waited": waited / iterations} if waited else {}),
                **({"package": names.find_package(function.file)} if function.file in names.installed else {}),
            }
            for function, (calls, inner, own, waited) in sums.items()
        ],
        "edges": [
            {
                "from": places[caller],
                "to": places[called],
                "calls": calls / iterations,
                "own": max(0.0, own) / iterations,
                "total": max(0.0, total) / iterations,
                **({"waited": waited / iterations} if waited else {}),
            }
            for (caller, called), (calls, own, total, waited) in edges.items()
        ],
    }


def last_line(code: CodeType) -> int:
    return max((line for _, line in dis.findlinestarts(code) if line is not None), default=code.co_firstlineno)


def is_harness(code: Any) -> bool:
    return not isinstance(code, CodeType) or code.co_filename.startswith(HARNESS)
