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
    return profile_asv(request)


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
