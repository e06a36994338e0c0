"""One benchmark of an asv suite, prepared and tidied up in asv's order (``asv_runner/benchmarks/_base.py``, BSD-3-Clause)."""

from __future__ import annotations

import os
import sys
from tempfile import mkdtemp
from typing import Any, Tuple

from .cache import Caches
from .discovery import Benchmark, Case


class Skipped(Exception):
    """The benchmark says itself that it is not to be measured here."""


class Prepared:
    """``with Prepared(…) as prepared``: set up inside, torn down after. The current directory is asv's: the cache's, or a new one."""

    def __init__(self, benchmark: Benchmark, case: Case, caches: Caches, scratch: str) -> None:
        self._benchmark, self._case, self._caches, self._scratch = benchmark, case, caches, scratch
        #: What the function is called with.
        self.arguments: Tuple[Any, ...] = ()

    def __enter__(self) -> Prepared:
        benchmark, values = self._benchmark, self._case.values
        if values in [tuple(each) for each in benchmark.attribute("skip_params", [])]:
            raise Skipped("these parameters are in its `skip_params`")
        if benchmark.cache_key is None:
            os.chdir(mkdtemp(dir=self._scratch))
            self.arguments = values
        else:
            self.arguments = (*self._caches.open(benchmark), *values)
        try:
            self._set_up()
        except NotImplementedError as error:
            self._tear_down()
            raise Skipped(f"its set-up raised NotImplementedError({str(error)!r})") from None
        except BaseException:
            self._leave()
            raise
        return self

    def again(self) -> None:
        self._tear_down()
        self._set_up()

    def __exit__(self, kind: Any, error: Any, traceback: Any) -> None:
        try:
            self._tear_down()
        except BaseException:
            if error is None:  # the first failure is the one that tells
                raise
        finally:
            self._leave()
        if error is not None and _says_skipped(error):
            raise Skipped(str(error) or "it raised SkipNotImplemented") from None

    def _set_up(self) -> None:
        for setup in self._benchmark.setups:
            setup(*self.arguments)

    def _tear_down(self) -> None:
        for teardown in self._benchmark.teardowns:
            teardown(*self.arguments)

    def _leave(self) -> None:
        os.chdir(self._scratch)
        self.arguments = ()


def _says_skipped(error: BaseException) -> bool:
    marks = sys.modules.get("asv_runner.benchmarks.mark")
    kind = getattr(marks, "SkipNotImplemented", None)
    return kind is not None and isinstance(error, kind)
