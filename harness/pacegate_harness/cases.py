"""Parameters (``search.params = {"size": [10, 100]}``) and a benchmark's own metrics (``search.metrics = …``)."""

from __future__ import annotations

import re
from itertools import product
from typing import Any, Dict, List, NamedTuple, Optional

from .objects import answers, declared
from .problems import Problem

#: Factors to base units, so that a budget in ms meets values in s.
_UNITS = {
    "s": ("s", 1.0),
    "ms": ("s", 1e-3),
    "us": ("s", 1e-6),
    "µs": ("s", 1e-6),
    "ns": ("s", 1e-9),
    "min": ("s", 60.0),
    "h": ("s", 3600.0),
    "B": ("B", 1.0),
    "kB": ("B", 1e3),
    "KB": ("B", 1e3),
    "MB": ("B", 1e6),
    "GB": ("B", 1e9),
    "KiB": ("B", 1024.0),
    "MiB": ("B", 1024.0**2),
    "GiB": ("B", 1024.0**3),
    "count": ("count", 1.0),
    "1/s": ("1/s", 1.0),
    "/s": ("1/s", 1.0),
    "ratio": ("ratio", 1.0),
    "%": ("ratio", 0.01),
}

#: Names that Pacegate measures itself; a benchmark that reports one would be mistaken for the measurement.
_TAKEN = {
    "time",
    "wall_time",
    "cpu_time",
    "peak_memory",
    "instructions",
    "throughput",
    "cost",
    "median",
    "mean",
    "min",
    "max",
}


class Case(NamedTuple):
    """One combination of parameters. ``sub`` is None for a benchmark without parameters."""

    sub: Optional[str]
    arguments: Dict[str, Any]
    params: Dict[str, str]


class OwnMetric(NamedTuple):
    """A quantity that the benchmark itself reports by returning it."""

    name: str
    unit: str
    better: str
    #: Multiplies what the benchmark returns into the base unit.
    factor: float


def find_cases(target: Any) -> List[Case]:
    """All combinations of the parameters, the last one varying fastest, as ``itertools.product`` gives them."""
    params = declared(target, "params")
    if params is None:
        return [Case(None, {}, {})]
    if not isinstance(params, dict) or not params:
        raise Problem("crashed", f"`params` is {params!r:.100}.", 'Write `search.params = {"size": [10, 100]}`.')
    for name, values in params.items():
        if not isinstance(name, str) or isinstance(values, (str, bytes)) or not answers(values, "__iter__"):
            raise Problem(
                "crashed",
                f"`params[{name!r:.60}]` is {values!r:.100}, not a list of values.",
                'Write `search.params = {"size": [10, 100]}`.',
            )
    columns = [[(name, value, text) for value, text in _with_text(list(values))] for name, values in params.items()]
    if not all(columns):
        empty = next(name for name, values in zip(params, columns) if not values)
        raise Problem("no-values", f"`params[{empty!r}]` is empty, so there is nothing to measure.")
    return [
        Case(
            ",".join(f"{name}={text}" for name, _, text in row),
            {name: value for name, value, _ in row},
            {name: text for name, _, text in row},
        )
        for row in product(*columns)
    ]


def _with_text(values: List[Any]) -> Any:
    """Plain values are shown as they are, others by their place, since the text of an object may change at every run."""
    seen: Dict[str, int] = {}
    for place, value in enumerate(values):
        kind = type(value)
        plain = issubclass(kind, (str, int, float, bool)) or value is None
        name = None if plain else declared(value, "__name__")
        text = str(value) if plain else name if type(name) is str and name else f"{kind.__name__}{place}"
        seen[text] = seen.get(text, 0) + 1
        yield value, text if seen[text] == 1 else f"{text}#{seen[text]}"


def find_metrics(*targets: Any) -> List[OwnMetric]:
    """The metrics declared on the first of ``targets`` that declares any."""
    said = next((found for found in (declared(t, "metrics") for t in targets) if found is not None), None)
    if said is None:
        return []
    example = 'Write `search.metrics = {"recall": {"unit": "count", "better": "higher"}}`.'
    if not isinstance(said, dict):
        raise Problem("crashed", f"`metrics` is {said!r:.100}.", example)
    found = []
    for name, facts in said.items():
        facts = {"unit": facts} if isinstance(facts, str) else facts
        if not isinstance(name, str) or not isinstance(facts, dict):
            raise Problem("crashed", f"`metrics[{name!r:.60}]` is {facts!r:.100}.", example)
        if name in _TAKEN or re.fullmatch(r"p\d+(\.\d+)?", name):
            raise Problem(
                "crashed", f"`metrics` declares {name!r}, which Pacegate measures itself.", "Choose another name."
            )
        unit, factor = _UNITS.get(str(facts.get("unit", "count")), (str(facts.get("unit", "count")), 1.0))
        better = facts.get("better", "lower")
        if better not in ("lower", "higher"):
            raise Problem("crashed", f"`metrics[{name!r}]` has better {better!r:.60}.", "Write `lower` or `higher`.")
        found.append(OwnMetric(name, unit, better, factor))
    return found


def read_metrics(metrics: List[OwnMetric], result: Any) -> Dict[str, Any]:
    """The values in ``result``, in base units. What is no finite number travels as text, since JSON has no NaN."""
    if len(metrics) == 1 and not isinstance(result, dict):
        result = {metrics[0].name: result}
    if not isinstance(result, dict):
        raise Problem(
            "no-values",
            f"`metrics` declares {', '.join(m.name for m in metrics)}, but the call returned {type(result).__name__}.",
            'Return them by name: `return {"recall": 0.93}`.',
        )
    values: Dict[str, Any] = {}
    for metric in metrics:
        if metric.name not in result:
            raise Problem("no-values", f"`metrics` declares {metric.name!r}, but the call did not return it.")
        value = result[metric.name]
        try:
            number = float(value) * metric.factor
        except (TypeError, ValueError):
            raise Problem("not-a-number", f"The benchmark's own metric {metric.name!r} was {value!r:.60}.") from None
        finite = number == number and abs(number) != float("inf") and number >= 0
        values[metric.name] = number if finite else repr(number)
    return values
