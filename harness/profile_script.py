"""Profiles one benchmark of a tool in this process: ``python profile_script.py REQUEST.json SCRIPT [ARGUMENT …]``.

``pyperf``: runs the script with a ``pyperf.Runner`` that profiles the benchmark of the wanted name, and skips the
others, instead of starting worker processes. ``asv``: has no script; loads the benchmark as asv's own processes do.
"""

from __future__ import annotations

import os
import sys
from typing import Any, Callable, Dict, Iterator, List, Tuple

from asv_run import find_config
from profile_calls import Call, load_request, repeat, take_profiles, without_harness, write_profiles


def main() -> int:
    request = load_request(sys.argv[1])
    sys.path[:] = without_harness(sys.path)
    return {"pyperf": profile_pyperf, "asv": profile_asv}[request["kind"]](request)


class Done(BaseException):
    """Ends the script: what comes after the wanted benchmark need not run. No ``Exception``, so that none catches it."""


def profile_pyperf(request: Dict[str, Any]) -> int:
    import runpy

    import pyperf

    def take(name: str, make: Callable[[], Call]) -> None:
        if request["sub"] in (None, name):
            write_profiles(request, take_profiles(request, make(), False))
            raise Done

    def bench_func(self: Any, name: str, func: Any, *args: Any, **kwargs: Any) -> None:
        take(name, lambda: repeat(func, *args))

    def bench_async_func(self: Any, name: str, func: Any, *args: Any, **kwargs: Any) -> None:
        take(name, lambda: _repeat_async(lambda: func(*args), kwargs.get("loop_factory")))

    def bench_time_func(self: Any, name: str, time_func: Any, *args: Any, **kwargs: Any) -> None:
        take(name, lambda: lambda times: time_func(times, *args))

    def timeit(self: Any, name: str, stmt: Any = None, setup: Any = "pass", *args: Any, **kwargs: Any) -> None:
        take(name, lambda: _repeat_statement(name if stmt is None else stmt, setup, kwargs.get("globals")))

    for method in (bench_func, bench_async_func, bench_time_func, timeit):
        setattr(pyperf.Runner, method.__name__, method)
    script, *arguments = sys.argv[2:]
    sys.argv[:] = [script, *arguments]
    sys.path.insert(0, os.path.dirname(os.path.abspath(script)))
    try:
        runpy.run_path(script, run_name="__main__")
    except Done:
        return 0
    sys.stderr.write(f"The script has no benchmark {request['sub']!r} that runs in its own process.\n")
    return 1


def _repeat_async(start: Callable[[], Any], loop_factory: Any) -> Call:
    import asyncio

    loop = (loop_factory or asyncio.new_event_loop)()

    async def drive(times: int) -> None:
        for _ in range(times):
            await start()

    return lambda times: loop.run_until_complete(drive(times))


def _repeat_statement(stmt: Any, setup: Any, variables: Any) -> Call:
    namespace: Dict[str, Any] = dict(variables or {})
    exec(compile(_join(setup), "<setup>", "exec"), namespace)
    return repeat(exec, compile(_join(stmt), "<timeit>", "exec"), namespace)


def _join(lines: Any) -> str:
    return lines if isinstance(lines, str) else "\n".join(lines)


def profile_asv(request: Dict[str, Any]) -> int:
    from asv.config import Config
    from asv_runner.discovery import get_benchmark_from_name

    directory = os.path.abspath(Config.load(find_config()).benchmark_dir)
    name, index = _find_asv_benchmark(directory, request["sub"], get_benchmark_from_name)
    benchmark = get_benchmark_from_name(directory, name if index is None else f"{name}-{index}")
    benchmark.set_cache(None if benchmark.setup_cache_key is None else benchmark.do_setup_cache())
    if benchmark.do_setup():
        sys.stderr.write(f"asv skips {request['sub']}.\n")
        return 1
    try:
        build = getattr(benchmark, "_build_params", lambda: benchmark._current_params)  # of asv_runner 0.2 the latter
        found = take_profiles(request, repeat(benchmark.func, *build()), False)
    finally:
        benchmark.do_teardown()
    write_profiles(request, found)
    return 0


def _find_asv_benchmark(directory: str, label: str, load: Callable[..., Any]) -> Tuple[str, Any]:
    """``suite.Class.time_x(10, 'a')``: the name, and the place of the combination, the last parameter changing fastest."""
    for end in _brackets(label):
        try:
            benchmark = load(directory, label[:end])
        except (ValueError, ImportError, AttributeError):
            continue
        names = [f"{label[:end]}({', '.join(case)})" for case in _combinations(benchmark.params)]
        return label[:end], (names.index(label) if end < len(label) else None)
    raise ValueError(f"asv finds no benchmark {label}")


def _brackets(label: str) -> Iterator[int]:
    yield from (place for place, letter in enumerate(label) if letter == "(")
    yield len(label)


def _combinations(params: Any) -> Iterator[List[str]]:
    from itertools import product

    return (list(case) for case in product(*params))


if __name__ == "__main__":
    sys.exit(main())
