"""The ``benchmark`` fixture: the interface of pytest-benchmark's and pytest-codspeed's, and Pacegate's own timing.

Interface after pytest-benchmark 5 (BSD-2-Clause, ``pytest_benchmark/fixture.py``) and pytest-codspeed 4 (MIT).
"""

from __future__ import annotations

import gc
import sys
from functools import partial
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Callable, Dict, List, Optional, Sequence

from ..suite import Suite
from ..timed.subjects import EMPTY, Rounds, Subject, nothing, of_calls
from ..timed.timing import fresh_arguments_timer
from .stats import Stats

_LOOPS_WITH_SETUP = "Can't use more than 1 `iterations` with a `setup` function."
_ARGUMENTS_TWICE = "Can't use `args` or `kwargs` if `setup` returns the arguments."


class FixtureAlreadyUsed(Exception):
    pass


class BenchmarkFixture:
    """What a test is given as ``benchmark``."""

    def __init__(self, node: Any, suite: Suite) -> None:
        self._suite = suite
        self._mode: Optional[str] = None
        self._restore: List[Callable[[], None]] = []
        callspec = getattr(node, "callspec", None)
        marker = node.get_closest_marker("benchmark")
        self._options: Dict[str, Any] = dict(marker.kwargs) if marker else {}
        self._disable_gc = bool(self._options.get("disable_gc") or _rests(node.config, "--benchmark-disable-gc"))
        self.name, self.fullname = node.name, node.nodeid
        self.param = callspec.id if callspec else None
        self.params = callspec.params if callspec else None
        self.group = self._options.get("group")
        self.extra_info: Dict[str, Any] = {}
        self.has_error = self.skipped = self.disabled = False
        self.enabled = True
        self.stats: Optional[Stats] = None
        self.cprofile = self.cprofile_stats = None

    def __call__(self, function_to_benchmark: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        self._use_once("benchmark(...)")
        call = partial(function_to_benchmark, *args, **kwargs) if args or kwargs else function_to_benchmark
        self._measure(of_calls(call))
        return call()

    def pedantic(
        self,
        target: Callable[..., Any],
        args: Sequence[Any] = (),
        kwargs: Optional[Dict[str, Any]] = None,
        setup: Optional[Callable[[], Any]] = None,
        teardown: Optional[Callable[..., Any]] = None,
        rounds: int = 1,
        warmup_rounds: int = 0,
        iterations: int = 1,
    ) -> Any:
        """As many calls as the test asks for, in each process. More processes tell more, not more rounds."""
        __tracebackhide__ = True
        for name, value, least in (
            ("iterations", iterations, 1),
            ("rounds", rounds, 1),
            ("warmup_rounds", warmup_rounds, 0),
        ):
            if not isinstance(value, int) or value < least:
                raise ValueError(f"Must have positive int for `{name}`.")
        if setup and iterations > 1:
            raise ValueError(_LOOPS_WITH_SETUP)
        self._use_once("benchmark.pedantic(...)")
        kwargs = kwargs or {}
        results: List[Any] = []

        def prepare() -> Any:
            given = setup() if setup else None
            if not given:
                return args, kwargs
            if args or kwargs:
                raise TypeError(_ARGUMENTS_TWICE)
            return given

        def keep(result: Any) -> None:
            results[:] = [result]

        timer = fresh_arguments_timer(target, prepare, teardown, keep)
        single = setup is not None or teardown is not None
        asked = Rounds(rounds, iterations, warmup_rounds)
        self._measure(Subject(timer, EMPTY, nothing, single, timer, asked, last=lambda: results[0]))
        return results[0]

    def weave(self, target: Any, **kwargs: Any) -> None:
        """Measures calls of ``target``, wherever the test makes them happen."""
        try:
            import aspectlib
        except ImportError as error:
            raise ImportError(error.args, "Please install aspectlib or pytest-benchmark[aspect]") from error

        def aspect(function: Any) -> Any:
            return lambda *args, **kwargs: self(function, *args, **kwargs)

        self._restore.append(aspectlib.weave(target, aspect, **kwargs).rollback)

    patch = weave

    def restore(self) -> None:
        while self._restore:
            self._restore.pop()()

    def _use_once(self, mode: str) -> None:
        if self._mode is not None:
            self.has_error = True
            raise FixtureAlreadyUsed(f"Fixture can only be used once. Previously it was used in {self._mode} mode.")
        self._mode = mode

    def _measure(self, subject: Subject) -> None:
        __tracebackhide__ = True
        self.stats = Stats(self, _measure(self._suite, subject, self._disable_gc))


def measure_whole_test(item: Any, suite: Suite) -> None:
    """As ``@pytest.mark.benchmark`` of pytest-codspeed: what is measured is the test, its fixtures prepared."""
    run = item.runtest
    function = getattr(item, "obj", None)
    plain = type(item).__name__ == "Function" and not _is_coroutine(function) and not _is_generator(function)

    def runtest() -> None:
        call = run
        if plain:
            names = item._fixtureinfo.argnames
            call = partial(function, **{name: item.funcargs[name] for name in names}) if names else function
        marker = item.get_closest_marker("benchmark") or item.get_closest_marker("codspeed_benchmark")
        _measure(suite, of_calls(call), bool(marker.kwargs.get("disable_gc")))

    item.runtest = runtest


def result_of(item: Any) -> Optional[Dict[str, Any]]:
    """What the test told about itself beside its times."""
    fixture = getattr(item, "funcargs", {}).get("benchmark")
    return fixture.extra_info if type(fixture) is BenchmarkFixture else None


def offer_types() -> None:
    """Tests import the fixture's type for its annotation; that must not need the plugin."""
    for package, module in (
        ("pytest_benchmark", "pytest_benchmark.fixture"),
        ("pytest_codspeed", "pytest_codspeed.plugin"),
    ):
        if find_spec(package) is not None:
            continue
        for name in (package, module):
            made = ModuleType(name, "Stands in for a plugin that is not installed while Pacegate measures.")
            made.BenchmarkFixture = BenchmarkFixture  # type: ignore[attr-defined]
            # pytest-codspeed asks `find_spec` for pytest-benchmark, which fails on a module that has none.
            made.__spec__ = ModuleSpec(name, None)
            sys.modules[name] = made
        setattr(sys.modules[package], module.rpartition(".")[2], sys.modules[module])
        sys.modules[package].__path__ = []  # a package, for those who import from inside it


def _measure(suite: Suite, subject: Subject, disable_gc: bool) -> List[float]:
    __tracebackhide__ = True  # pytest shows the test's frames, not ours
    enabled = gc.isenabled()
    if disable_gc:
        gc.disable()
    try:
        return suite.measure(subject)
    finally:
        if enabled:
            gc.enable()


def _rests(config: Any, option: str) -> bool:
    return bool(getattr(config.option, f"pacegate_rest_{option}", False))


def _is_coroutine(function: Any) -> bool:
    import inspect

    return inspect.iscoroutinefunction(function)


def _is_generator(function: Any) -> bool:
    import inspect

    return inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function)
