"""``pytest``: this process is pytest's, and the ``benchmark`` fixture is ours."""

from __future__ import annotations

import os
import re
from importlib.util import find_spec
from typing import Any, Dict, List, Optional, Sequence

from ..suite import Member, Suite, settle

HINTS = {
    "awaitable": "Run it inside of what is timed: `benchmark(lambda: asyncio.run(price(500)))`, or "
    "`loop.run_until_complete(…)` with a loop of its own.",
    "generator": "Consume it inside of what is timed, for example with `list(…)`.",
}

#: Exit statuses of pytest that concern single tests: all passed, some failed, nothing was collected.
_FINE = (0, 1, 5)


def measure_all(suite: Suite, request: Dict[str, Any], arguments: Sequence[str]) -> int:
    import pytest

    from .fixture import offer_types
    from .options import Options

    offer_types()
    options = [f"--rootdir={request['checkout']}", "-o", f"cache_dir={os.path.join(request['scratch'], 'cache')}"]
    if find_spec("pytest_cov"):
        options.append("--no-cov")  # its tracer takes time, and its limits are those of all tests
    status = int(pytest.main([*options, *arguments], plugins=[Options(), _make_plugin(suite)]))
    return 0 if status in _FINE else status


def _make_plugin(suite: Suite) -> Any:
    import pytest

    from .fixture import BenchmarkFixture, measure_whole_test, result_of

    class Plugin:
        """Chooses the benchmarks among the tests, and tells how each ended."""

        def __init__(self) -> None:
            #: By item: two of them may have one node id.
            self._names: Dict[Any, str] = {}

        @pytest.fixture
        def benchmark(self, request: Any) -> Any:
            """Measures what it is called with, as pytest-benchmark's fixture of this name does."""
            fixture = BenchmarkFixture(request.node, suite)
            yield fixture
            fixture.restore()

        @pytest.fixture
        def codspeed_benchmark(self, benchmark: Any) -> Any:
            return benchmark

        @pytest.hookimpl(tryfirst=True)
        def pytest_collection(self) -> None:
            suite.load()

        @pytest.hookimpl(trylast=True)
        def pytest_collection_modifyitems(self, config: Any, items: List[Any]) -> None:
            benchmarks = [item for item in items if _is_benchmark(item)]
            names = _names_of(benchmarks)
            self._names = dict(zip(benchmarks, names))
            suite.announce([_member(item, name) for item, name in zip(benchmarks, names)])
            places = {item: suite.place(name) for item, name in self._names.items()}
            wanted = [item for item in benchmarks if places[item] is not None]
            wanted.sort(key=lambda item: places[item])
            chosen = set(map(id, wanted))
            config.hook.pytest_deselected(items=[item for item in items if id(item) not in chosen])
            items[:] = wanted
            settle()

        def pytest_collectreport(self, report: Any) -> None:
            if report.failed:
                suite.tell_uncollected(report.nodeid, _text_of(report.longrepr))

        @pytest.hookimpl(tryfirst=True)
        def pytest_runtestloop(self, session: Any) -> Optional[bool]:
            """Each test by itself, where that is asked for: what plugins start around a test would not survive a fork."""
            if not suite.forks or session.testsfailed:
                return None
            for item in session.items:
                if not suite.elsewhere(self._names[item]):
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
                    suite.end()
            suite.rest()
            return True

        @pytest.hookimpl(tryfirst=True)
        def pytest_runtest_protocol(self, item: Any, nextitem: Any) -> Optional[bool]:
            if not suite.begin(self._names[item]):
                item.session.shouldstop = "the other side's process is gone"
                return True
            if not _takes_fixture(item):
                measure_whole_test(item, suite)
            return None

        def pytest_runtest_logreport(self, report: Any) -> None:
            if report.skipped and not hasattr(report, "wasxfail"):
                suite.skip(_text_of(report.longrepr))
            elif report.failed:
                suite.tell_failure(_failure(report.when, _text_of(report.longrepr)))
            elif hasattr(report, "wasxfail"):
                suite.tell_failure(_failure(report.when, f"It failed as expected (xfail). {report.wasxfail}"))

        @pytest.hookimpl(trylast=True)
        def pytest_runtest_teardown(self, item: Any) -> None:
            extra = result_of(item)
            if extra:
                suite.tell_metrics(extra)

    return Plugin()


_PHASES = {"setup": "setup", "call": "timed", "teardown": "teardown"}


def _failure(when: str, text: str) -> Dict[str, Any]:
    return {"record": "error", "phase": _PHASES.get(when, "setup"), "code": "crashed", "message": text}


def _takes_fixture(item: Any) -> bool:
    names = getattr(item, "fixturenames", ())
    return "benchmark" in names or "codspeed_benchmark" in names


def _is_benchmark(item: Any) -> bool:
    """Takes the fixture, or has the marker by which pytest-codspeed measures a whole test."""
    return _takes_fixture(item) or any(item.get_closest_marker(name) for name in ("benchmark", "codspeed_benchmark"))


def _member(item: Any, name: str) -> Member:
    params = getattr(getattr(item, "callspec", None), "params", {})
    # A test's own text for the value, where there are as many parts as parameters; the value's may be pages long.
    return Member(name, item.nodeid.rpartition("::")[0], {str(key): _brief(value) for key, value in params.items()})


def _brief(value: Any) -> str:
    if isinstance(value, (bool, int, float, str)) or value is None:
        return str(value)[:200]
    return type(value).__name__


def _names_of(items: Sequence[Any]) -> List[str]:
    """Node ids that are the same in each process: without addresses, and each only once."""
    seen: Dict[str, int] = {}
    names: List[str] = []
    for item in items:
        name = re.sub(r" at 0x[0-9a-fA-F]+", "", item.nodeid)
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} #{seen[name]}")
    return names


def _text_of(longrepr: Any) -> str:
    if isinstance(longrepr, tuple):  # a skip: file, line, reason
        longrepr = longrepr[-1]
    return str(longrepr)[-4000:]
