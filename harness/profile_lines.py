"""Which lines of the dearest functions take the time: those functions alone are traced, line by line, for a bounded time."""

from __future__ import annotations

import sys
import time
from types import CodeType, FrameType
from typing import Any, Callable, Dict, List, Optional, Set, Tuple

from profile_functions import Function, Names

#: A function with less than this share of the time has no line worth looking at; its time is its caller's line's.
LEAST_SHARE = 0.01
MOST_FUNCTIONS = 20

Lines = Dict[Tuple[Function, int], float]


def find_dearest(profile: Dict[str, Any]) -> Set[Function]:
    """The repository's functions that cost most, with the libraries that they call, of a profile by ``summarise``."""
    functions = profile["functions"]
    costs = [function["own"] for function in functions]
    for edge in profile["edges"]:
        if not functions[edge["to"]]["inside"]:
            costs[edge["from"]] += edge["total"]
    least = LEAST_SHARE * sum(function["own"] for function in functions)
    places = sorted(range(len(costs)), key=lambda place: -costs[place])
    inside = [place for place in places if functions[place]["inside"] and costs[place] >= least]
    chosen = [functions[place] for place in inside[:MOST_FUNCTIONS]]
    return {Function(function["name"], function["file"], True) for function in chosen}


class LineTimer:
    """
    Seconds of this thread's CPU clock by line, without those of the traced functions that a line calls. Tracing makes every
    line dearer by about the same, which is measured and taken off again.
    """

    def __init__(self, functions: Set[Function], names: Names, seconds: float, per_line: float = 0.0) -> None:
        self.functions, self.names = functions, names
        self.until = time.thread_time() + seconds
        self.per_line = per_line
        self.seconds: Lines = {}
        self._known: Dict[CodeType, Optional[Function]] = {}
        #: Of each traced frame: its function and line, when the line began, when the frame did, and seconds in frames above.
        self._stack: List[List[Any]] = []

    def run(self, work: Callable[[], Any]) -> None:
        before = sys.gettrace()
        sys.settrace(self._on_call)
        try:
            work()
        finally:
            sys.settrace(before)

    @property
    def is_over(self) -> bool:
        return time.thread_time() > self.until

    def _on_call(self, frame: FrameType, event: str, argument: Any) -> Any:
        code = frame.f_code
        if code not in self._known:
            function = self.names.describe(code)
            self._known[code] = function if function in self.functions else None
        function = self._known[code]
        if function is None:
            return None
        now = time.thread_time()
        self._stack.append([function, frame.f_lineno, now, now, 0.0])
        return self._on_event

    def _on_event(self, frame: FrameType, event: str, argument: Any) -> Any:
        now = time.thread_time()
        if now > self.until:  # what is left of the call runs at its own speed
            sys.settrace(None)
            while self._stack:
                self._leave(now)
            return None
        if event == "line":
            self._charge(now)
            top = self._stack[-1]
            top[1], top[4], top[2] = frame.f_lineno, 0.0, time.thread_time()
        elif event == "return":  # also where an exception ends the call, or a generator yields
            self._leave(now)
        return self._on_event

    def _leave(self, now: float) -> None:
        self._charge(now)
        began = self._stack.pop()[3]
        if self._stack:
            self._stack[-1][4] += time.thread_time() - began

    def _charge(self, now: float) -> None:
        function, line, since, _, above = self._stack[-1]
        key = function, line
        self.seconds[key] = self.seconds.get(key, 0.0) + now - since - above - self.per_line


def time_lines(call: Callable[[], Any], profile: Dict[str, Any], names: Names, seconds: float) -> List[Dict[str, Any]]:
    """Calls until ``seconds`` have gone; what src/profiles/lines.ts reads."""
    timer = LineTimer(find_dearest(profile), names, seconds, measure_tracing())
    began = time.perf_counter()
    while timer.functions and not timer.is_over and time.perf_counter() - began < seconds:
        timer.run(call)
    return [
        {"name": function.name, "file": function.file, "line": line, "own": max(0.0, own)}
        for (function, line), own in timer.seconds.items()
    ]


def measure_tracing() -> float:
    """What tracing adds to a line, by lines that do nothing."""

    def nothing() -> None:
        for _ in range(1000):
            pass

    names = Names([])
    timer = LineTimer({names.describe(nothing.__code__)}, names, 1.0)
    for _ in range(3):
        timer.run(nothing)
    busiest = sorted(timer.seconds.values())[
        -2:
    ]  # the loop's head and its body; the other one is the `def`, once a call
    return busiest[0] / 3000
