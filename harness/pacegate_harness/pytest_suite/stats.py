"""What a test reads back from ``benchmark.stats``: the names of pytest-benchmark's, over the values of this process."""

from __future__ import annotations

import statistics
from typing import Any, Sequence


class Stats:
    """``benchmark.stats``, and ``benchmark.stats.stats``: both have the figures, as attributes and by ``["mean"]``.

    Seconds, but for ``rounds`` and ``ops`` (1/s).
    """

    def __init__(self, fixture: Any, values: Sequence[float]) -> None:
        self.data = list(values)
        self.sorted_data = sorted(values)
        self.fixture = fixture
        self.name, self.fullname, self.group = fixture.name, fixture.fullname, fixture.group
        self.param, self.params, self.extra_info = fixture.param, fixture.params, fixture.extra_info
        self.rounds = len(self.data)
        self.iterations = 1
        self.min, self.max, self.total = self.sorted_data[0], self.sorted_data[-1], sum(self.data)
        self.mean, self.median = statistics.mean(self.data), statistics.median(self.data)
        self.stddev = statistics.stdev(self.data) if self.rounds > 1 else 0.0
        self.q1, _, self.q3 = (
            statistics.quantiles(self.data, n=4, method="inclusive") if self.rounds > 1 else [self.median] * 3
        )
        self.iqr = self.q3 - self.q1
        self.ops = 1 / self.mean if self.mean else 0.0

    @property
    def stats(self) -> "Stats":
        return self

    def get(self, name: str, default: Any = None) -> Any:
        return getattr(self, name, default)

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)
