"""``pyperf``: the script runs in this process, and its ``pyperf.Runner`` hands its benchmarks to us.

Its own way to measure, worker processes that calibrate and repeat, rests. Interface after pyperf 2.10 (MIT,
``pyperf/_runner.py``).
"""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import Any, Callable, Dict, List, Sequence

from .problems import Problem
from .suite import Member, Suite
from .timed.subjects import EMPTY, Subject, nothing, nothing_async, of_calls
from .timed.timing import async_timer, own_clock_timer, statement_timer, sync_timer

HINTS = {
    "awaitable": "Use `runner.bench_async_func`, which awaits it.",
    "generator": "Consume it inside of what is timed, for example with `list(…)`.",
}


def measure_all(suite: Suite, request: Dict[str, Any], arguments: Sequence[str]) -> int:
    import pyperf

    names: List[str] = []
    _take_over(pyperf.Runner, suite, names)
    suite.load()
    _run_script(list(arguments))
    suite.announce([Member(name, "script", {}) for name in names])
    return 0


def _run_script(arguments: List[str]) -> None:
    import runpy

    if arguments[:1] == ["-m"]:
        sys.argv[:] = arguments[1:]
        start = partial(runpy.run_module, arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv[:] = arguments
        sys.path.insert(0, os.path.dirname(os.path.abspath(arguments[0])))
        start = partial(runpy.run_path, arguments[0], run_name="__main__")
    try:
        start()
    except SystemExit as end:
        if end.code not in (None, 0):
            raise


def _take_over(runner: Any, suite: Suite, names: List[str]) -> None:
    """Puts methods of ours in the place of those that measure."""

    def take(self: Any, name: str, make: Callable[[], Subject]) -> None:
        if self.args is None:
            self.parse_args()  # a script's own options; the usage is told if they are wrong
        if name in names:
            raise ValueError(f"duplicated benchmark name: {name!r}")
        names.append(name)
        if suite.place(name) is None or suite.elsewhere(name) or not suite.begin(name):
            return
        try:
            subject = make()
            try:
                suite.measure(subject)
            finally:
                subject.close()
        except Exception as error:  # the script goes on with its next one
            suite.fail(error)
        suite.end()

    def bench_func(self: Any, name: str, func: Any, *args: Any, inner_loops: Any = None, metadata: Any = None) -> None:
        call = partial(func, *args) if args else func
        take(self, name, lambda: _of_function(call, inner_loops))

    def bench_async_func(
        self: Any,
        name: str,
        func: Any,
        *args: Any,
        inner_loops: Any = None,
        metadata: Any = None,
        loop_factory: Any = None,
    ) -> None:
        call = partial(func, *args) if args else func
        take(self, name, lambda: _of_coroutine(call, inner_loops, loop_factory))

    def bench_time_func(
        self: Any, name: str, time_func: Any, *args: Any, inner_loops: Any = None, metadata: Any = None
    ) -> None:
        take(self, name, lambda: _of_own_clock(lambda loops: time_func(loops, *args), inner_loops))

    def timeit(
        self: Any,
        name: str,
        stmt: Any = None,
        setup: Any = "pass",
        teardown: Any = "pass",
        inner_loops: Any = None,
        duplicate: Any = None,
        metadata: Any = None,
        globals: Any = None,
    ) -> None:
        statement = name if stmt is None else stmt
        take(self, name, lambda: _of_statement(statement, setup, teardown, inner_loops, duplicate, globals))

    def bench_command(self: Any, name: str, command: Sequence[str]) -> None:
        take(self, name, lambda: _of_command(list(command)))

    for method in (bench_func, bench_async_func, bench_time_func, timeit, bench_command):
        setattr(runner, method.__name__, method)


def _of_function(call: Callable[[], Any], inner: Any) -> Subject:
    return of_calls(call, inner or 1)


def _of_coroutine(call: Callable[[], Any], inner: Any, loop_factory: Any) -> Subject:
    import asyncio

    loop = (loop_factory or asyncio.new_event_loop)()
    asyncio.set_event_loop(loop)

    def close() -> None:
        asyncio.set_event_loop(None)
        loop.close()

    timer = async_timer(call, loop)
    return Subject(timer, async_timer(nothing_async, loop), close, False, timer, inner=inner or 1)


def _of_own_clock(time_func: Callable[[int], float], inner: Any) -> Subject:
    timer = own_clock_timer(time_func)
    return Subject(timer, EMPTY, nothing, False, timer, inner=inner or 1, own_clock=True)


def _of_statement(stmt: Any, setup: Any, teardown: Any, inner: Any, duplicate: Any, variables: Any) -> Subject:
    copies = int(duplicate or 1)
    calls = (inner or 1) * copies
    texts = [part if callable(part) else _lines(part) for part in (stmt, setup, teardown)]
    if any(callable(part) for part in texts) or texts[2].strip() not in ("", "pass"):
        from pyperf._timeit import Timer

        stmt = texts[0] if callable(texts[0]) else "\n".join([texts[0]] * copies)
        return _of_own_clock(Timer(stmt, texts[1], texts[2], variables).time_func, calls)
    timer = statement_timer("\n".join([texts[0]] * copies), texts[1], variables)
    return Subject(timer, statement_timer("pass", ""), nothing, False, timer, inner=calls)


def _lines(text: Any) -> str:
    return text if isinstance(text, str) else "\n".join(text)


def _of_command(command: List[str]) -> Subject:
    import subprocess

    def call() -> None:
        status = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False).returncode
        if status != 0:
            raise Problem("crashed", f"The command {command[0]} ended with exit status {status}.")

    timer = sync_timer(call, False)
    return Subject(timer, EMPTY, nothing, True, timer)
