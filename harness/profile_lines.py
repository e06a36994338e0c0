"""Which lines of the dearest functions take the time: those functions alone are traced, line by line, for a bounded time."""

from __future__ import annotations

import sys
import threading
import time
from threading import get_ident
from types import CodeType, FrameType
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Set, Tuple

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


class Overhead(NamedTuple):
    """Seconds that tracing adds to a line, and to the start of a function, which is charged to its ``def``."""

    per_line: float = 0.0
    per_call: float = 0.0


class LineTimer:
    """
    Seconds of CPU time by line, without those of the traced functions that a line calls. Tracing makes every line dearer by
    about the same, which is measured and taken off again.
    """

    def __init__(self, functions: Set[Function], names: Names, seconds: float, overhead: Overhead = Overhead()) -> None:
        self.functions, self.names = functions, names
        self.left = seconds
        self.overhead = overhead
        self.seconds: Lines = {}
        self._known: Dict[CodeType, Optional[Function]] = {}
        #: Of each thread's traced frames: function and line, when the line began and the frame did, seconds in
        #: frames above, and what tracing adds.
        self._stacks: Dict[int, List[List[Any]]] = {}

    def run(self, work: Callable[[], Any], every_thread: bool = False) -> None:
        global _running
        before = sys.gettrace()
        _running = self
        if every_thread and hasattr(threading, "settrace_all_threads"):  # since Python 3.12
            threading.settrace_all_threads(_on_call)
        sys.settrace(_on_call)
        try:
            work()
        finally:
            _running = None
            if every_thread and hasattr(threading, "settrace_all_threads"):
                threading.settrace_all_threads(None)
            sys.settrace(before)

    @property
    def is_over(self) -> bool:
        return self.left <= 0

    def on_call(self, frame: FrameType, event: str, argument: Any) -> Any:
        if self.left <= 0:  # what is left of the call runs at its own speed
            sys.settrace(None)
            return None
        code = frame.f_code
        if code not in self._known:
            function = self.names.describe(code)
            self._known[code] = function if function in self.functions else None
        function = self._known[code]
        if function is None:
            return None
        now = time.thread_time()
        self._stacks.setdefault(get_ident(), []).append(
            [function, frame.f_lineno, now, now, 0.0, self.overhead.per_call]
        )
        return self._on_event

    def _on_event(self, frame: FrameType, event: str, argument: Any) -> Any:
        now = time.thread_time()
        stack = self._stacks[get_ident()]
        if self.left <= 0 or not stack:
            while stack:
                self._leave(stack, now)
            return None
        if event == "line":
            self._charge(stack, now)
            top = stack[-1]
            top[1], top[4], top[5], top[2] = frame.f_lineno, 0.0, self.overhead.per_line, time.thread_time()
        elif event == "return":  # also where an exception ends the call, or a generator yields
            self._leave(stack, now)
        return self._on_event

    def _leave(self, stack: List[List[Any]], now: float) -> None:
        self._charge(stack, now)
        began = stack.pop()[3]
        if stack:
            stack[-1][4] += time.thread_time() - began

    def _charge(self, stack: List[List[Any]], now: float) -> None:
        function, line, since, _, above, overhead = stack[-1]
        own = now - since - above
        self.left -= own
        key = function, line
        self.seconds[key] = self.seconds.get(key, 0.0) + own - overhead


_running: Optional[LineTimer] = None


def _on_call(frame: FrameType, event: str, argument: Any) -> Any:
    timer = _running
    return timer.on_call(frame, event, argument) if timer is not None else None


def watch_new_threads() -> None:
    """Before Python 3.12 a thread can be traced only if that was said before it started."""
    if not hasattr(threading, "settrace_all_threads"):
        threading.settrace(_on_call)


def time_lines(
    call: Callable[[], Any], profile: Dict[str, Any], names: Names, seconds: float, every_thread: bool
) -> List[Dict[str, Any]]:
    """Calls until ``seconds`` have gone; what src/profiles/lines.ts reads."""
    timer = LineTimer(find_dearest(profile), names, seconds, measure_tracing())
    began = time.perf_counter()
    while timer.functions and not timer.is_over and time.perf_counter() - began < seconds:
        timer.run(call, every_thread)
    return [
        {"name": function.name, "file": function.file, "line": line, "own": max(0.0, own)}
        for (function, line), own in timer.seconds.items()
    ]


def measure_tracing() -> Overhead:
    """Of the least disturbed of five runs, by a function that does nothing."""
    times = 1000

    def nothing() -> None:
        pass

    def work() -> None:
        for _ in range(times):
            nothing()

    def run() -> Overhead:
        names = Names([])
        timer = LineTimer({names.describe(nothing.__code__)}, names, 1.0)
        timer.run(work)
        by_line = {line: seconds / times for (_, line), seconds in timer.seconds.items()}
        return Overhead(by_line[nothing.__code__.co_firstlineno + 1], by_line[nothing.__code__.co_firstlineno])

    return Overhead(*map(min, zip(*(run() for _ in range(5)))))
