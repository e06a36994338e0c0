"""Profiles all threads of the process: what each function costs them in CPU time, and how long they waited in it.

cProfile sees one thread only, or mixes them up (Python 3.12 and later). So this is what is taken where other threads work
for the benchmark, or where it waits.
"""

from __future__ import annotations

import sys
import threading
from threading import get_ident
from time import perf_counter, thread_time
from types import CodeType, FrameType
from typing import Any, Callable, Dict, List, Optional, Tuple

try:
    from resource import RUSAGE_THREAD, getrusage
except ImportError:  # only Linux counts them for each thread
    getrusage = None  # type: ignore[assignment]

#: Below this a thread that does not run was hardly waiting for anything.
LEAST_WAIT = 20e-6
START = threading.Thread.start.__code__
BOOTSTRAP = threading.Thread._bootstrap.__code__  # type: ignore[attr-defined]
BOOTSTRAP_INNER = threading.Thread._bootstrap_inner.__code__  # type: ignore[attr-defined]
#: Of a frame on the stack: its code, that of its caller, its own time, that of what it called, and how long it waited.
CODE, CALLER, OWN, BELOW, WAITED = range(5)
#: Of a pair of caller and called code: calls, own time, time with all below it, and how long it waited.
Cell = List[float]
Edge = Tuple[Optional[CodeType], CodeType]


class Thread:
    """The clocks at the end of the last event, and what is running."""

    __slots__ = ("stack", "cells", "cpu", "wall", "explained", "switches")

    def __init__(self) -> None:
        self.stack: List[List[Any]] = []
        self.cells: Dict[Edge, Cell] = {}
        self.wall = perf_counter()
        self.switches = count_switches()


class ThreadProfiler:
    def __init__(self) -> None:
        self.threads: Dict[int, Thread] = {}
        #: Seconds of which is known what some thread did. In what is not a thread's own of these, it waits for another one.
        self.explained = 0.0

    def enter(self, code: CodeType, caller: Optional[CodeType]) -> None:
        thread = self.charge()
        if thread.stack:
            caller = thread.stack[-1][CODE]
        elif code is BOOTSTRAP or caller is BOOTSTRAP_INNER:
            caller = START  # what a thread does counts as work of the function that starts it
        thread.stack.append([code, caller, 0.0, 0.0, 0.0])
        self.mark(thread)

    def leave(self) -> None:
        thread = self.charge()
        if thread.stack:  # else it began before we did
            code, caller, own, below, waited = thread.stack.pop()
            cell = thread.cells.setdefault((caller, code), [0, 0.0, 0.0, 0.0])
            cell[0] += 1
            cell[1] += own
            cell[2] += own + below
            cell[3] += waited
            if thread.stack:
                thread.stack[-1][BELOW] += own + below
        self.mark(thread)

    def charge(self) -> Thread:
        """Adds what has gone since the thread's last event to the function that it is in."""
        thread = self.threads.get(get_ident())
        if thread is None:
            thread = self.threads[get_ident()] = Thread()
        elif thread.stack:
            own, now = thread_time() - thread.cpu, perf_counter()
            alone = now - thread.wall - (self.explained - thread.explained)
            thread.wall = now
            top = thread.stack[-1]
            top[OWN] += own
            if alone - own > LEAST_WAIT:
                switches = count_switches()
                if switches > thread.switches:  # else it was interrupted and did not wait
                    top[WAITED] += alone - own
                thread.switches = switches
            self.explained += max(0.0, alone)
        return thread

    def mark(self, thread: Thread) -> None:
        """What the profiler itself took is nobody's."""
        now = perf_counter()
        self.explained += now - thread.wall
        thread.explained = self.explained
        thread.wall = now
        thread.cpu = thread_time()


def count_switches() -> float:
    """How often this thread gave up the processor by itself; where the system does not tell it, it always may have."""
    return getrusage(RUSAGE_THREAD).ru_nvcsw if getrusage else perf_counter()


class ThreadProfile:
    """What all threads did, by caller and called code. pstats reads it as it does one of cProfile."""

    def __init__(self, threads: List[Thread]) -> None:
        self.cells: Dict[Edge, Cell] = {}
        self.stats: Dict[Any, Any] = {}
        for thread in threads:
            for edge, cell in list(thread.cells.items()):
                _add(self.cells.setdefault(edge, [0, 0.0, 0.0, 0.0]), cell)

    def create_stats(self) -> None:
        """Calls twice: with recursive ones and without, which are not told apart."""
        sums: Dict[CodeType, Cell] = {}
        callers: Dict[CodeType, Dict[Any, Any]] = {}
        for (caller, code), cell in self.cells.items():
            _add(sums.setdefault(code, [0, 0.0, 0.0, 0.0]), cell)
            if caller is not None:
                callers.setdefault(code, {})[_label(caller)] = (cell[0], cell[0], cell[1], cell[2])
        for code, (calls, own, total, _) in sums.items():
            self.stats[_label(code)] = (calls, calls, own, total, callers.get(code, {}))


def _add(known: Cell, cell: Cell) -> None:
    for place, value in enumerate(cell):
        known[place] += value


def _label(code: CodeType) -> Tuple[str, int, str]:
    return code.co_filename, code.co_firstlineno, code.co_name


def profile_threads(work: Callable[[], Any]) -> ThreadProfile:
    profiler = ThreadProfiler()
    (_monitor if hasattr(sys, "monitoring") else _hook)(profiler, work)
    return ThreadProfile(list(profiler.threads.values()))


def _monitor(profiler: ThreadProfiler, work: Callable[[], Any]) -> None:
    """Python 3.12 and later tell the events of all threads, and none of calls into C."""
    monitoring = sys.monitoring  # type: ignore[attr-defined]
    events = monitoring.events
    tool = next(each for each in (monitoring.PROFILER_ID, 3, 4) if monitoring.get_tool(each) is None)

    def on_enter(code: CodeType, *_: Any) -> None:
        caller = sys._getframe(1).f_back
        profiler.enter(code, caller.f_code if caller else None)

    def on_leave(*_: Any) -> None:
        profiler.leave()

    begins = (events.PY_START, events.PY_RESUME, events.PY_THROW)
    ends = (events.PY_RETURN, events.PY_YIELD, events.PY_UNWIND)
    monitoring.use_tool_id(tool, "pacegate")
    try:
        for event in begins:
            monitoring.register_callback(tool, event, on_enter)
        for event in ends:
            monitoring.register_callback(tool, event, on_leave)
        monitoring.set_events(tool, sum(begins) + sum(ends))
        work()
    finally:
        monitoring.set_events(tool, 0)
        for event in begins + ends:
            monitoring.register_callback(tool, event, None)
        monitoring.free_tool_id(tool)


_running: Optional[ThreadProfiler] = None


def watch_new_threads() -> None:
    """Before Python 3.12 a thread can be profiled only if that was said before it started."""
    if not hasattr(sys, "monitoring"):
        threading.setprofile(_on_event)


def _hook(profiler: ThreadProfiler, work: Callable[[], Any]) -> None:
    global _running
    _running = profiler
    sys.setprofile(_on_event)
    try:
        work()
    finally:
        sys.setprofile(None)
        _running = None


def _on_event(frame: FrameType, event: str, _: Any) -> None:
    profiler = _running
    if profiler is None:
        return
    if event == "call":
        profiler.enter(frame.f_code, frame.f_back.f_code if frame.f_back else None)
    elif event == "return":
        profiler.leave()
