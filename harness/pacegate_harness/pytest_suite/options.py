"""What a project asks of pytest in its configuration that would spoil a measurement, or needs a plugin that is not there.

Plugins that time, stop or spread tests are kept out or set at rest; their options are known all the same.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, Dict, Iterator

import pytest

#: Options by the module that has them, as argparse takes them: `0` for no value, `1` for one, `?` and `+` as there.
_OPTIONS: Dict[str, Dict[str, str]] = {
    "pytest_benchmark": {
        "0": "disable-gc skip disable enable only autosave save-data verbose quiet",
        "1": "min-time max-time min-rounds timer calibration-precision warmup-iterations save json cprofile cprofile-loops "
        "cprofile-top cprofile-dump storage netrc sort group-by columns name time-unit",
        "?": "warmup compare histogram csv",
        "+": "compare-fail",
    },
    "pytest_codspeed": {"0": "", "1": "mode warmup-time max-time max-rounds", "?": "", "+": ""},
    "pytest_timeout": {
        "1": "--timeout --timeout_method --timeout-method --session-timeout",
        "0": "--timeout-disable-debugger-detection",
    },
    "pytest_cov": {
        "?": "--cov",
        "1": "--cov-report --cov-config --cov-fail-under --cov-context --cov-precision",
        "0": "--no-cov --no-cov-on-fail --cov-append --cov-branch --cov-reset",
    },
    "xdist": {
        "1": "-n --numprocesses --maxprocesses --max-worker-restart --maxschedchunk --dist --tx --px --testrunuid --rsyncdir "
        "--rsyncignore",
        "0": "-d --distload -f --looponfail --loadscope-reorder --no-loadscope-reorder",
    },
}
_PREFIXES = {"pytest_benchmark": "--benchmark-", "pytest_codspeed": "--codspeed-"}
#: Kept out where they are installed, too: ours stands in for the first ones, and the time-outs of the last would count the
#: other side's turns.
_ALWAYS = ("pytest_benchmark", "pytest_codspeed", "pytest_timeout")
_ENTRY_POINTS = {
    "pytest_benchmark": ("benchmark",),
    "pytest_codspeed": ("codspeed", "speed"),
    "pytest_timeout": ("timeout",),
}
_SETTINGS = {
    "pytest_timeout": "timeout timeout_method timeout_func_only session_timeout timeout_disable_debugger_detection",
    "xdist": "rsyncdirs rsyncignore looponfailroots",
}
_MARKERS = (
    "benchmark: measured by Pacegate",
    "codspeed_benchmark: measured by Pacegate",
    "timeout: is the budget file's, here",
    "no_cover: measures no coverage, as all tests here",
    "xdist_group: tests are not spread here",
)


class _Resting:
    """Stands in the place of a plugin that is kept out or not installed."""


class Options:
    """The pytest plugin. It is there before those of the project's environment."""

    def pytest_addoption(self, parser: Any, pluginmanager: Any) -> None:
        group = parser.getgroup("pacegate", "options of plugins that rest while Pacegate measures")
        for module in _OPTIONS:
            if module in _ALWAYS or find_spec(module) is None:
                # What is there already is not loaded. To block it would not do: `-p pytest_cov` unblocks it.
                for name in (module, f"{module}.plugin", *_ENTRY_POINTS.get(module, ())):
                    pluginmanager.register(_Resting(), name=name)
                for number, option in _options_of(module):
                    kind: Dict[str, Any] = {"action": "store_true"} if number == "0" else {"action": "append"}
                    if number in "?+":
                        kind["nargs"] = number
                    # `_addoption`: pytest keeps short options in lower case to itself, and xdist has some.
                    group._addoption(*option, dest=f"pacegate_rest_{option[0]}", help="rests", **kind)
                for setting in _SETTINGS.get(module, "").split():
                    parser.addini(setting, "rests", default=None)
        group._addoption("--codspeed", action="store_true", dest="pacegate_rest_codspeed", help="rests")

    def pytest_addhooks(self, pluginmanager: Any) -> None:
        pluginmanager.add_hookspecs(_HooksOfPytestBenchmark)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_cmdline_main(self, config: Any) -> Iterator[None]:
        """Before any plugin acts on its options."""
        for name, value in {
            # pytest's own: a failing test stops nothing, leaves no file, and is told with its reason.
            **{"maxfail": 0, "continue_on_collection_errors": True, "xmlpath": None, "tbstyle": "short"},
            **{"usepdb": False, "stepwise": False},
            # xdist's
            **{"numprocesses": None, "dist": "no", "distload": False, "tx": [], "looponfail": False},
        }.items():
            if hasattr(config.option, name):
                setattr(config.option, name, value)
        yield

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: Any) -> None:
        for marker in _MARKERS:
            config.addinivalue_line("markers", marker)


def _options_of(module: str) -> Iterator[Any]:
    prefix = _PREFIXES.get(module, "")
    for number, names in _OPTIONS[module].items():
        for name in names.split():
            yield number, [f"{prefix}{name}"]


class _HooksOfPytestBenchmark:
    """A conftest.py may implement these; nobody calls them here."""

    @staticmethod
    def pytest_benchmark_scale_unit(
        config: Any, unit: Any, benchmarks: Any, best: Any, worst: Any, sort: Any
    ) -> None: ...

    @staticmethod
    def pytest_benchmark_generate_machine_info(config: Any) -> None: ...

    @staticmethod
    def pytest_benchmark_update_machine_info(config: Any, machine_info: Any) -> None: ...

    @staticmethod
    def pytest_benchmark_generate_commit_info(config: Any) -> None: ...

    @staticmethod
    def pytest_benchmark_update_commit_info(config: Any, commit_info: Any) -> None: ...

    @staticmethod
    def pytest_benchmark_group_stats(config: Any, benchmarks: Any, group_by: Any) -> None: ...

    @staticmethod
    def pytest_benchmark_generate_json(
        config: Any, benchmarks: Any, include_data: Any, machine_info: Any, commit_info: Any
    ) -> None: ...

    @staticmethod
    def pytest_benchmark_update_json(config: Any, benchmarks: Any, output_json: Any) -> None: ...

    @staticmethod
    def pytest_benchmark_compare_machine_info(
        config: Any, benchmarksession: Any, machine_info: Any, compared_benchmark: Any
    ) -> None: ...
