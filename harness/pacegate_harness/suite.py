"""The benchmarks that share a process: measured one after the other, each as a ``callable`` is.

An adapter (``pytest_suite``, ``asv_suite``, ``pyperf_suite``) tells which ones there are, asks of each whether it
is wanted, prepares it as its framework does, and hands over what is to be timed. What was learned of one is sent between
a ``benchmark`` and a ``done`` record, so that a process that dies takes only the one that it was at.
"""

from __future__ import annotations

import gc
import os
import re
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Pattern, Sequence

from .cases import OwnMetric
from .channel import Send
from .phases import Phases
from .problems import Problem, describe
from .timed.measure import measure
from .timed.subjects import Subject, refuse
from .timed.turns import Line
from .timed.unrun import look

_OWN_DIRECTORY = os.path.dirname(os.path.abspath(__file__))

#: Seconds that a benchmark of a suite is timed in one process, at least.
_LEAST_SECONDS = 0.04


def settle() -> None:
    """All is loaded: what the suite and its framework hold need not be looked through for every benchmark."""
    gc.collect()
    gc.freeze()


def _compile(glob: str) -> Pattern[str]:
    """Patterns of Pacegate (src/samples/names/glob.ts): ``*`` is any text, ``?`` any character, everything else is itself."""
    return re.compile(
        "".join(
            ".*" if part[0] == "*" else "." if part == "?" else re.escape(part)
            for part in re.findall(r"\*+|.", glob, re.S)
        ),
        re.S,
    )


class Member(NamedTuple):
    """A benchmark of a suite."""

    name: str
    #: Benchmarks of one group prepare something together, such as a module's fixtures, and stay next to each other.
    group: str
    params: Dict[str, str]


class Suite:
    """``request["wanted"]``: names in the order in which to measure them, or None for all, in the suite's own.

    ``hints``: what to do where a call made a coroutine (``awaitable``) or a ``generator`` and left it.
    """

    #: Whether its calls are profiled and not timed.
    profiles = False

    #: Whether each benchmark is called in a child of this process.
    forks = False

    def __init__(
        self, request: Dict[str, Any], send: Send, enter: Phases, line: Line, hints: Optional[Dict[str, str]] = None
    ) -> None:
        self._request, self._send, self._enter, self._line, self._hints = request, send, enter, line, hints
        wanted = request["wanted"]
        self._places = None if wanted is None else {name: place for place, name in enumerate(wanted)}
        chosen = request.get("chosen")
        self._chosen = None if chosen is None else [_compile(glob) for glob in chosen]
        self._spared = frozenset(request.get("spared") or ())
        self._current: Optional[str] = None
        self._timeout: float = request["timeout"]
        self._failed = False
        self._ended = False

    def announce(self, members: Sequence[Member]) -> None:
        """Tells which benchmarks there are: before the first is measured, where that is known by then."""
        chosen = [member._asdict() for member in members if self._is_chosen(member.name)]
        self._send({"record": "suite", "benchmarks": chosen})

    def place(self, name: str) -> Optional[int]:
        """Where the benchmark stands in the order that is wanted; None where it is not wanted. 0 for all without an order."""
        if self._places is not None:
            return self._places.get(name)
        return 0 if self._is_chosen(name) else None

    def _is_chosen(self, name: str) -> bool:
        full = f"{self._request['name']}/{name}"
        asked = self._chosen is None or any(pattern.fullmatch(full) for pattern in self._chosen)
        return asked and full not in self._spared

    def load(self) -> None:
        """The framework is there, and the project is about to be loaded."""

    def elsewhere(self, name: str) -> bool:
        """Whether another process has taken this benchmark on, which was to be begun, and is through with it."""
        return False

    def rest(self) -> None:
        """All benchmarks are through; what the framework still does takes as long as it takes."""

    def begin(self, name: str, timeout: Optional[float] = None) -> bool:
        """Goes on to this benchmark. False where nothing more is to be measured: the other side's process is gone.

        ``timeout``: seconds that its author gives it; what the budget file says stays the most.
        """
        place = self.place(name)
        if self._ended or place is None:
            return False
        self.end()
        self._timeout = min(self._request["timeout"], timeout or self._request["timeout"])
        if not self._line.next_benchmark(place, timeout):
            self._ended = True
            return False
        self._current, self._failed = name, False
        self._send({"record": "benchmark", "name": name})
        self._enter.forget()
        self._enter("setup")
        return True

    def enter(self, phase: str) -> None:
        """Tells what is being done to the benchmark that was begun."""
        self._enter(phase)

    def measure(self, subject: Subject, metrics: Sequence[OwnMetric] = ()) -> List[float]:
        """Times the benchmark that was begun; seconds of a call, a value each. Raises what it raises."""
        share = self._request["budget"]
        if self._places is not None:
            share = max(_LEAST_SECONDS, share / len(self._places))
        request = {
            **self._request,
            "budget": share,
            "timeout": self._timeout,
            "calibration": self._request["plans"].get(self._current),
            "hints": self._hints,
            "single_calls": self._current in self._request["single_calls"],
        }
        baton = self._line if self._request["turns"] else None
        try:
            return measure(request, subject, list(metrics), self._send, self._enter, baton)
        except Problem as problem:
            self.fail(problem)
            raise

    def call_once(self, call: Callable[[], Any]) -> Any:
        """Makes the one call of a benchmark that is not timed. The other side waits meanwhile: the call may time itself."""
        self.enter("timed")
        if self._request["turns"]:
            self._line.next_turn()
        result, unrun = look(call)
        try:
            refuse(result, unrun, self._hints)
        except Problem as problem:
            self.fail(problem)
            raise
        if self._request["turns"]:
            self._line.finish()
        return result

    def tell_result(self, kind: str, name: str, unit: str, values: Sequence[float]) -> None:
        """What a benchmark that is not timed yielded. ``kind``: ``peak_memory``, ``memory``, or ``track`` with a name of its own."""
        self._send({"record": "result", "kind": kind, "name": name, "unit": unit, "values": list(values)})

    def tell_metrics(self, values: Dict[str, Any]) -> None:
        """Numbers that the benchmark reports itself. Which of them may be metrics is Pacegate's to say."""
        numbers = {
            str(name): float(value)
            for name, value in values.items()
            if isinstance(value, (int, float)) and not isinstance(value, bool)
        }
        if numbers:
            self._send(
                {"record": "reported", "values": {name: value for name, value in numbers.items() if value == value}}
            )

    def fail(self, error: BaseException) -> None:
        """The benchmark that was begun cannot be measured. Only the first reason counts."""
        self.tell_failure(describe(error, self._enter.now or "setup", _OWN_DIRECTORY))

    def tell_failure(self, record: Dict[str, Any]) -> None:
        if not self._failed:
            self._failed = True
            self._send(record)

    def tell_uncollected(self, place: str, message: str) -> None:
        """A file whose benchmarks could not be found out."""
        self._send({"record": "uncollected", "place": place, "message": message})

    def tell_broken(self, place: str, error: BaseException) -> None:
        """The same, where it is known what was raised."""
        self.tell_uncollected(place, describe(error, "import", _OWN_DIRECTORY)["message"])

    def skip(self, reason: str) -> None:
        self.tell_failure(
            {"record": "error", "phase": "setup", "code": "skipped", "message": f"It was skipped: {reason[:4000]}"}
        )

    def end(self) -> None:
        """Nothing more is to be told of the benchmark that was begun."""
        if self._current is not None:
            self._current = None
            self._send({"record": "done"})
