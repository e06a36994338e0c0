"""Plugin for the pytest processes in which Pacegate profiles one benchmark: `-p pacegate_pytest_profile`.

Only the wanted test is run. What it hands to its `benchmark` fixture is profiled instead of timed; what the test does
around that is not in the profile.
"""

import os
import sys

import pytest

_HARNESS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_REQUEST = os.environ.get("PACEGATE_PROFILE", "")


def pytest_configure(config):
    if not _REQUEST or os.environ.get("PYTEST_XDIST_WORKER"):
        return
    from pytest_benchmark.fixture import BenchmarkFixture

    sys.path.insert(0, _HARNESS)
    try:
        import profile_calls
    finally:
        sys.path.remove(_HARNESS)
    request = profile_calls.load_request(_REQUEST)
    config.pluginmanager.register(_Chooser(request["sub"]), "pacegate-chooser")

    def take(call, single):
        profile_calls.write_profiles(request, profile_calls.take_profiles(request, call, single))

    def benchmark(self, function_to_benchmark, *args, **kwargs):
        take(profile_calls.repeat(function_to_benchmark, *args, **kwargs), False)
        return function_to_benchmark(*args, **kwargs)

    def pedantic(self, target, args=(), kwargs=None, setup=None, teardown=None, **rounds):
        def once():
            given = (args, kwargs or {}) if setup is None else (setup() or (args, kwargs or {}))
            result = target(*given[0], **given[1])
            if teardown is not None:
                teardown(*given[0], **given[1])
            return result

        plain = setup is None and teardown is None
        take(profile_calls.repeat(target, *args, **(kwargs or {})) if plain else profile_calls.repeat(once), False)
        return once()

    BenchmarkFixture.__call__ = benchmark
    BenchmarkFixture.pedantic = pedantic


class _Chooser:
    def __init__(self, test):
        self._test = test

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items):
        benchmarks = [item for item in items if "benchmark" in getattr(item, "fixturenames", ())]
        wanted = [item for item in benchmarks if self._test in (None, item.nodeid)][:1]
        config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
        items[:] = wanted
