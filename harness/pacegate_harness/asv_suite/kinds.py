"""How each kind of asv's benchmarks is measured: ``time_``, ``timeraw_``, ``mem_``, ``peakmem_`` and ``track_``.

What a kind's number is follows asv_runner 0.3 (BSD-3-Clause; ``asv_runner/benchmarks/*.py``); the timing is Pacegate's own.
"""

from __future__ import annotations

import copy
import gc
import math
from functools import partial
from typing import Any, Callable, Dict, List, Sequence

from ..problems import Problem
from ..suite import Suite
from ..timed import memory
from ..timed.subjects import EMPTY, Rounds, Subject, nothing, of_calls
from ..timed.timing import fresh_arguments_timer
from .discovery import Benchmark
from .prepared import Prepared, Skipped
from .timeraw import timeraw_timer

#: Values of a process where the author says how many calls one is, and not how many of them: as many as asv takes.
_VALUES = 10


def measure_prepared(suite: Suite, benchmark: Benchmark, prepared: Prepared) -> None:
    _MEASURE[benchmark.kind](suite, benchmark, prepared)


def _time(suite: Suite, benchmark: Benchmark, prepared: Prepared) -> None:
    """Calls as Pacegate chooses. Where ``number`` says how many make a value, each value is set up anew, as under asv."""
    call = _call(benchmark, prepared)
    number = int(benchmark.attribute("number", 0))
    if number == 0:
        suite.measure(of_calls(call))
        return
    timer = fresh_arguments_timer(call, _fresh(prepared), None, _forget)
    warmup = 0 if benchmark.attribute("warmup_time", -1) == 0 else 1
    suite.measure(Subject(timer, EMPTY, nothing, True, timer, Rounds(_values(benchmark), number, warmup, False)))


def _fresh(prepared: Prepared) -> Callable[[], Any]:
    used = False

    def prepare() -> Any:
        nonlocal used
        if used:
            prepared.again()
        used = True
        return (), {}

    return prepare


def _timeraw(suite: Suite, benchmark: Benchmark, prepared: Prepared) -> None:
    if suite.profiles:
        raise Problem("unsupported", "It runs in processes of its own, which are not profiled.")
    environment = benchmark.attribute("env", None) or {}
    timer = timeraw_timer(_call(benchmark, prepared), {str(name): str(value) for name, value in environment.items()})
    rounds = Rounds(_values(benchmark), int(benchmark.attribute("number", 1)), 1, False)
    suite.measure(Subject(timer, EMPTY, nothing, True, timer, rounds))


def _values(benchmark: Benchmark) -> int:
    """``repeat``: a number, or the least, the most, and how long at most."""
    repeat = benchmark.attribute("repeat", 0)
    most = repeat[1] if isinstance(repeat, (tuple, list)) else repeat
    return max(1, int(most)) if most else _VALUES


def _mem(suite: Suite, benchmark: Benchmark, prepared: Prepared) -> None:
    """Bytes that an object takes with all that it holds, but for what its copies share."""
    try:
        from pympler.asizeof import asizeof
    except ImportError:
        raise Problem(
            "unsupported",
            "A `mem_` benchmark needs pympler, which tells the size of an object, and it is not installed.",
            "Install pympler in the environment of `python`, for example with `setup`.",
        ) from None
    made = suite.call_once(_call(benchmark, prepared))
    suite.tell_result("memory", "", "B", [asizeof([made, copy.copy(made)]) - asizeof([made, made])])


def _peakmem(suite: Suite, benchmark: Benchmark, prepared: Prepared) -> None:
    """The most that the process held, from the set-up on: ``watch_peak`` has reset the mark before."""
    suite.call_once(_call(benchmark, prepared))
    peak = memory.read_peak()
    if peak is None:
        raise Problem("unsupported", "This system does not tell how much memory a process has held.")
    suite.tell_result("peak_memory", "", "B", [peak])


def watch_peak(benchmark: Benchmark) -> None:
    """To be called before the benchmark is set up, which counts with asv as well."""
    if benchmark.kind == "peakmem":
        gc.collect()
        memory.reset_peak()


def _track(suite: Suite, benchmark: Benchmark, prepared: Prepared) -> None:
    result = suite.call_once(_call(benchmark, prepared))
    values = _numbers(result["samples"] if isinstance(result, dict) and "samples" in result else [result])
    name = benchmark.name.rpartition(".")[2]
    unit = benchmark.attribute("unit", "unit")
    suite.tell_result("track", name[len("track_") :], str(unit), values)


def _numbers(values: Sequence[Any]) -> List[float]:
    numbers = [
        float(value) if not isinstance(value, (str, bytes)) and hasattr(value, "__float__") else None
        for value in values
    ]
    if numbers and all(number is not None and math.isnan(number) for number in numbers):
        raise Skipped("it returned NaN")
    for number, value in zip(numbers, values):
        if number is None or not 0 <= number < math.inf:
            raise Problem(
                "not-a-number",
                f"It returned {str(value)[:100] if number is not None else type(value).__name__}.",
                "A `track_` benchmark must return a finite number of 0 or more.",
            )
    return [number for number in numbers if number is not None]


def _call(benchmark: Benchmark, prepared: Prepared) -> Callable[[], Any]:
    return partial(benchmark.function, *prepared.arguments) if prepared.arguments else benchmark.function


def _forget(result: Any) -> None:
    pass


_MEASURE: Dict[str, Callable[[Suite, Benchmark, Prepared], None]] = {
    "time": _time,
    "timeraw": _timeraw,
    "mem": _mem,
    "peakmem": _peakmem,
    "track": _track,
}
