"""Plugin for the pytest processes that Pacegate starts: `-p pacegate_pytest`.

It writes a line of JSON to PACEGATE_PYTEST_REPORT for what pytest-benchmark's own file does not hold: which benchmarks
there are, which one was running when the process died, which failed or were skipped and why, the CPU time of each
round, and the peak memory of each test. pytest-benchmark takes one timer only, so `timer` reads both clocks and keeps
the CPU one aside.
"""

import functools
import json
import os
import sys
import time

import pytest

_wall = time.perf_counter
_cpu = time.process_time
_marks = []


class _Children:
    """CPU seconds of the children waited for, by reading the clock only where one can have ended since the last time."""

    #: Seconds of wall time, in which a reading is lost. A child that ended faster counts at the next reading.
    SHORTEST = 0.0005

    def __init__(self):
        self._read = None
        self._last = 0.0
        self._known = 0.0

    def use(self, read):
        self._read = read

    def cpu(self, now):
        if now - self._last > self.SHORTEST and self._read:
            self._known = self._read() / 1e9
        self._last = now
        return self._known


_children = _Children()


def timer():
    """Seconds of wall time, for `--benchmark-timer`. The CPU clocks are read first, which a round holds on both sides."""
    own = _cpu()
    _marks.append(own + _children.cpu(_wall()))
    return _wall()


def pytest_configure(config):
    path = os.environ.get("PACEGATE_PYTEST_REPORT")
    if path and not os.environ.get("PYTEST_XDIST_WORKER"):
        config.pluginmanager.register(_Reporter(path), "pacegate-reporter")


def _load_harness():
    """The harness's own modules, which lie beside this directory."""
    harness = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.path.insert(0, harness)
    try:
        from pacegate_harness import cpu_clock, memory, unrun
    finally:
        sys.path.remove(harness)
    return cpu_clock, memory, unrun


class _Reporter:
    def __init__(self, path):
        self._path = path
        self._benchmarks = set()
        cpu_clock, self._memory, self._unrun = _load_harness()
        _children.use(cpu_clock.children_cpu)
        self._children = 0
        self._running = None
        self._look_at_results()

    def _look_at_results(self):
        """Sees whether what a test hands to its fixture did its work. The fixture returns the last call's result."""
        try:
            from pytest_benchmark.fixture import BenchmarkFixture
        except ImportError:  # told when pytest does not know the plugin's options
            return

        def looking(method):
            @functools.wraps(method)
            def call(fixture, *args, **kwargs):
                result, unrun = self._unrun.look(lambda: method(fixture, *args, **kwargs))
                if unrun:
                    self._tell(event="unrun", test=self._running, kind=unrun.kind, message=unrun.message)
                return result

            return call

        for name in ("__call__", "pedantic"):
            setattr(BenchmarkFixture, name, looking(getattr(BenchmarkFixture, name)))

    def _tell(self, **record):
        with open(self._path, "a", encoding="utf-8", errors="replace") as file:
            file.write(json.dumps(record) + "\n")

    def pytest_collection_finish(self, session):
        items = [item for item in session.items if "benchmark" in getattr(item, "fixturenames", ())]
        self._benchmarks = {item.nodeid for item in items}
        self._tell(event="collected", tests=[item.nodeid for item in items])

    def pytest_collectreport(self, report):
        if report.failed:
            self._tell(event="not-collected", test=report.nodeid, message=_tail(report.longrepr))

    def pytest_runtest_logstart(self, nodeid, location):
        del _marks[:]
        self._running = nodeid
        if nodeid in self._benchmarks:
            self._tell(event="started", test=nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self, item):
        """From here on, with its fixtures set up, the test's memory counts."""
        if item.nodeid in self._benchmarks:
            self._children = self._memory.children_peak()
            self._memory.reset_peak()

    def pytest_runtest_teardown(self, item):
        fixture = getattr(item, "funcargs", {}).get("benchmark")
        if not _is_ours(fixture):
            return
        metadata = getattr(fixture, "stats", None)
        rounds = len(getattr(getattr(metadata, "stats", None), "data", ()))
        iterations = getattr(metadata, "iterations", 0)
        # The last calls of the timer are the rounds; before them come its calibration and the warm-up.
        if rounds and iterations and getattr(fixture, "_timer", None) is timer and len(_marks) >= 2 * rounds:
            marks = _marks[-2 * rounds :]
            cpu = [(end - start) / iterations for start, end in zip(marks[::2], marks[1::2])]
            self._tell(event="cpu", test=item.nodeid, values=cpu)
        if rounds:  # where the system cannot reset the mark, the peak is that of the process so far
            peak, children = self._memory.read_peak(), self._memory.children_peak()
            if peak is not None:
                self._tell(event="memory", test=item.nodeid, peak=max(peak, children if children > self._children else 0))

    def pytest_runtest_logreport(self, report):
        if report.nodeid not in self._benchmarks:
            return
        if report.failed or (report.skipped and not hasattr(report, "wasxfail")):
            self._tell(event=report.outcome, test=report.nodeid, message=_tail(report.longrepr))
        elif report.skipped:
            self._tell(event="failed", test=report.nodeid, message="It failed as expected (xfail).")
        if report.when == "teardown":
            self._tell(event="ended", test=report.nodeid)


def _is_ours(fixture):
    """Whether it is pytest-benchmark's. A test may have an object of its own there, which may answer to every attribute."""
    module = sys.modules.get("pytest_benchmark.fixture")
    return module is not None and issubclass(type(fixture), module.BenchmarkFixture)


def _tail(longrepr):
    if isinstance(longrepr, tuple):  # a skip: file, line, reason
        longrepr = longrepr[-1]
    return str(longrepr)[-4000:]
