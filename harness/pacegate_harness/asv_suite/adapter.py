"""``asv``: the benchmarks of an asv suite, found by asv's rules and timed by ours. asv need not be installed."""

from __future__ import annotations

import os
import re
import sys
from tempfile import mkdtemp
from typing import Any, Dict, List, Optional, Sequence, Tuple

from ..problems import Problem
from ..suite import Member, Suite, settle
from .cache import Caches
from .config import Config, load_config
from .discovery import Benchmark, Case, discover
from .kinds import measure_prepared, watch_peak
from .prepared import Prepared, Skipped

HINTS = {
    "awaitable": "Run it inside the benchmark, for example with `asyncio.run(…)`: asv awaits nothing.",
    "generator": "Consume it inside the benchmark, for example with `list(…)`.",
}


def measure_all(suite: Suite, request: Dict[str, Any], arguments: Sequence[str]) -> int:
    config = load_config(request["checkout"])
    scratch = request["scratch"]
    _enter_asv(config, scratch)
    request["benchmark_directory"] = config.benchmark_dir
    suite.load()
    cases = _choose(discover(config.benchmark_dir, suite.tell_broken), request.get("regex", ""))
    suite.announce([Member(case.name, benchmark.group, case.params) for benchmark, case in cases])
    caches = Caches(request.get("cache") or mkdtemp(dir=scratch))
    settle()
    placed = [(suite.place(case.name), benchmark, case) for benchmark, case in cases]
    for _, found, case in sorted((each for each in placed if each[0] is not None), key=lambda each: each[0]):
        if suite.elsewhere(case.name):
            continue
        if not suite.begin(case.name, _timeout_of(found)):
            break
        try:
            benchmark = found.fresh()
            watch_peak(benchmark)
            with Prepared(benchmark, case, caches, scratch) as prepared:
                measure_prepared(suite, benchmark, prepared)
                suite.enter("teardown")
            del benchmark, prepared
        except Skipped as reason:
            suite.skip(str(reason))
        except BaseException as error:  # a benchmark may raise SystemExit or KeyboardInterrupt
            suite.fail(error)
    os.chdir(request["checkout"])
    return 0


def _timeout_of(benchmark: Benchmark) -> Optional[float]:
    """The author's, but where ``setup_cache`` may have to be called first, which has its own."""
    timeout = benchmark.attribute("timeout", None)
    known = isinstance(timeout, (int, float)) and timeout > 0 and benchmark.cache_key is None
    return timeout if known else None


def _enter_asv(config: Config, directory: str) -> None:
    """The variables and the current directory that benchmarks have under asv."""
    sys.path[:] = [os.path.abspath(path) for path in sys.path]
    os.environ.update({"ASV": "true", "ASV_PROJECT": config.project, "ASV_CONF_DIR": config.directory})
    for name, value in config.variables.items():
        os.environ.setdefault(name, value)  # what the budget file sets counts
    os.chdir(directory)


def _choose(benchmarks: List[Benchmark], regex: str) -> List[Tuple[Benchmark, Case]]:
    """As ``asv run --bench`` does: the expression is looked for in the name with its parameters."""
    try:
        pattern = re.compile(regex)
    except re.error as error:
        raise Problem("unsupported", f"{regex!r} is no regular expression: {error}.") from None
    return [(benchmark, case) for benchmark in benchmarks for case in benchmark.cases if pattern.search(case.name)]
