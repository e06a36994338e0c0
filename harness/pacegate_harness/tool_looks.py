"""Sees in the processes of asv and pyperf whether a benchmark's first call did its work; neither looks at what it returns.

The first call is one that the tool makes anyway to warm up or to calibrate, wherever that can be. Nothing of this is in
a timed region that counts.
"""

from __future__ import annotations

import sys
from functools import partial
from importlib.machinery import ModuleSpec, PathFinder
from time import perf_counter
from typing import Any, Callable, Dict, Optional, Sequence

from .channel import Send
from .unrun import Unrun, look

#: Does the work of one call and returns what never ran of it.
_Look = Callable[[], Optional[Unrun]]


def install(send: Send) -> None:
    """Changes the tools' modules as they are imported; where none is, nothing happens."""
    report = partial(_report, send)
    patches = {
        "pyperf._runner": lambda module: _patch_pyperf(module.Runner, report),
        "asv_runner.benchmarks._base": lambda module: _patch_asv(module.Benchmark, report),
        "asv_runner.benchmarks.time": lambda module: _patch_asv_time(module.TimeBenchmark, report),
    }
    sys.meta_path.insert(0, _Finder(patches))


def _report(send: Send, benchmark: str, unrun: Optional[Unrun]) -> None:
    if unrun is not None:
        send({"record": "unrun", "benchmark": benchmark, "kind": unrun.kind, "message": unrun.message})


class _Finder:
    """Finds as Python does, and has some modules changed when they have been executed."""

    def __init__(self, patches: Dict[str, Callable[[Any], None]]) -> None:
        self._patches = patches

    def find_spec(self, name: str, path: Optional[Sequence[str]] = None, target: Any = None) -> Optional[ModuleSpec]:
        patch = self._patches.pop(name, None)
        spec = None if patch is None else PathFinder.find_spec(name, path, target)
        loader = None if spec is None else spec.loader
        if patch is None or loader is None:
            return spec
        execute = loader.exec_module

        def exec_module(module: Any) -> None:
            execute(module)
            patch(module)

        loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _patch_pyperf(runner: Any, report: Callable[[str, Optional[Unrun]], None]) -> None:
    bench_func, timeit, main = runner.bench_func, runner.timeit, runner._main

    def looking_at(self: Any, one: _Look, start: Callable[[], Any], counts: bool) -> Any:
        self._pacegate_look = (one, counts)
        try:
            return start()
        finally:
            self._pacegate_look = None

    def patched_func(self: Any, name: str, func: Any, *args: Any, **kwargs: Any) -> Any:
        return looking_at(
            self,
            lambda: look(partial(func, *args))[1],
            lambda: bench_func(self, name, func, *args, **kwargs),
            True,
        )

    def patched_timeit(self: Any, name: str, stmt: Any = None, setup: Any = "pass", *args: Any, **kwargs: Any) -> Any:
        return looking_at(
            self,
            lambda: _look_at_statement(name if stmt is None else stmt, setup, kwargs.get("globals")),
            lambda: timeit(self, name, stmt, setup, *args, **kwargs),
            False,
        )

    def patched_main(self: Any, task: Any) -> Any:
        waiting = self.__dict__.pop("_pacegate_look", None)
        if waiting is None or not self.parse_args().worker:
            return main(self, task)
        one, counts = waiting
        time_loops = task.task_func
        seen = False

        def task_func(given: Any, loops: int) -> float:
            nonlocal seen
            if not seen:
                seen = True
                began = perf_counter()
                unrun = one()
                spent = perf_counter() - began
                report(task.name, unrun)
                if counts and loops == 1:
                    return spent  # warming up or calibrating, where a slow call need not be made twice
            return time_loops(given, loops)

        task.task_func = task_func
        return main(self, task)

    runner.bench_func, runner.timeit, runner._main = patched_func, patched_timeit, patched_main


def _look_at_statement(stmt: Any, setup: Any, variables: Any) -> Optional[Unrun]:
    from .statements import Watch, compile_statement

    watch = Watch()
    run = compile_statement(_text(stmt), _text(setup), variables)
    running = run(perf_counter, perf_counter, perf_counter, watch.look, lambda: None)
    next(running)
    _, dropped = look(lambda: running.send(range(1)))
    return watch.found or dropped


def _text(lines: Any) -> str:
    return lines if isinstance(lines, str) else "\n".join(lines)


def _patch_asv(benchmark: Any, report: Callable[[str, Optional[Unrun]], None]) -> None:
    do_run = benchmark.do_run

    def patched(self: Any) -> Any:
        if self.type in ("peakmemory", "memory", "track"):  # they make one call, which is neither timed
            function = self.func

            def call(*params: Any) -> Any:
                result, unrun = look(partial(function, *params))
                report(_asv_name(self), unrun)
                return result

            self.func = call
        return do_run(self)

    benchmark.do_run = patched


def _patch_asv_time(benchmark: Any, report: Callable[[str, Optional[Unrun]], None]) -> None:
    timing = benchmark.benchmark_timing

    def patched(self: Any, timer: Any, *args: Any, **kwargs: Any) -> Any:
        if type(self) is benchmark:  # timeraw's calls return the code that another process runs
            timer = _FirstLooks(self, timer, report)
        return timing(self, timer, *args, **kwargs)

    benchmark.benchmark_timing = patched


class _FirstLooks:
    """asv's timer, whose first call's result is looked at."""

    def __init__(self, benchmark: Any, timer: Any, report: Callable[[str, Optional[Unrun]], None]) -> None:
        self._benchmark, self._timer, self._report = benchmark, timer, report

    def timeit(self, number: int) -> float:
        benchmark = self._benchmark
        self.timeit = self._timer.timeit  # type: ignore[method-assign]
        build = getattr(benchmark, "_build_params", lambda: benchmark._current_params)  # of asv_runner 0.2 the latter
        call = partial(benchmark.func, *build())
        benchmark.redo_setup()
        began = benchmark.timer()
        _, unrun = look(call)
        spent = benchmark.timer() - began
        self._report(_asv_name(benchmark), unrun)
        # With one call a sample this was the sample; its own state, which `redo_setup` made, is used up.
        return spent if number == 1 else self._timer.timeit(number)


def _asv_name(benchmark: Any) -> str:
    """As asv names it on the command line of its process, with the number of the combination of parameters."""
    return sys.argv[3] if sys.argv[1:2] == ["run"] and len(sys.argv) > 3 else benchmark.name
