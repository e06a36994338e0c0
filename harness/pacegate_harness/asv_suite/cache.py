"""What ``setup_cache`` prepares: once for each side and run, kept in a directory that outlives the process.

As asv has it (asv 0.6, BSD-3-Clause; ``asv/runner.py`` and ``asv_runner/setup_cache.py``): the function may leave files in the
current directory, which is also that of the benchmarks; what it returns is pickled, and each benchmark is given a copy of
its own as its first argument.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import pickle
from typing import Any, Dict, Tuple

from .discovery import Benchmark

_PICKLE = "cache.pickle"


class Caches:
    def __init__(self, directory: str) -> None:
        self._directory = directory
        self._failed: Dict[str, BaseException] = {}

    def open(self, benchmark: Benchmark) -> Tuple[Any, ...]:
        """Goes to the directory of the benchmark's cache, and returns what comes before its parameters."""
        key = str(benchmark.cache_key)
        if key in self._failed:
            raise self._failed[key]
        directory = os.path.join(self._directory, hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16])
        os.makedirs(directory, exist_ok=True)
        os.chdir(directory)
        if not os.path.exists(_PICKLE):
            try:
                self._fill(benchmark)
            except BaseException as error:
                self._failed[key] = error
                raise
        with open(_PICKLE, "rb") as file:
            cache = pickle.load(file)
        return () if cache is None else (cache,)

    def _fill(self, benchmark: Benchmark) -> None:
        # asv_runner calls set-ups without parameters before, since 0.2.4. They may need what is made here, as in asv's own
        # documentation: then they fail, and are called again by the benchmark itself.
        for setup in benchmark.setups:
            if _takes_nothing(setup):
                try:
                    setup()
                except Exception:
                    pass
        cache = benchmark.setup_cache()
        unfinished = f"{_PICKLE}.{os.getpid()}"
        with open(unfinished, "wb") as file:
            pickle.dump(cache, file, pickle.HIGHEST_PROTOCOL)
        os.replace(unfinished, _PICKLE)


def _takes_nothing(function: Any) -> bool:
    try:
        inspect.signature(function).bind()
    except (TypeError, ValueError):
        return False
    return True
