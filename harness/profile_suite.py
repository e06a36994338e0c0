"""Profiles one benchmark of a suite: its framework prepares it as ever, and the calls are profiled instead of timed."""

from __future__ import annotations

import os
import sys
from typing import Any, Callable, Dict, List, Optional, Sequence

from pacegate_harness.code.layout import Layout
from pacegate_harness.problems import describe
from pacegate_harness.suite_process import adapter
from profile_calls import repeat, take_profiles, write_profiles

_DIRECTORY = os.path.dirname(os.path.abspath(__file__))


class ProfiledSuite:
    """In the place of ``Suite``: it wants one benchmark only, the named one or the first."""

    profiles = True
    forks = False

    def __init__(self, request: Dict[str, Any]) -> None:
        self._request = request
        self._chosen: Optional[str] = request["sub"]
        self.failure: Optional[str] = None
        self.found = False

    def announce(self, members: Sequence[Any], **_: Any) -> None:
        pass

    def place(self, name: str) -> Optional[int]:
        if self._chosen is None:
            self._chosen = name
        return 0 if name == self._chosen else None

    def load(self) -> None:
        pass

    def elsewhere(self, name: str) -> bool:
        return False

    def begin(self, name: str, timeout: Optional[float] = None) -> bool:
        return self.place(name) is not None and not self.found

    def measure(self, subject: Any, metrics: Sequence[Any] = ()) -> List[float]:
        single = subject.single or subject.rounds is not None
        write_profiles(self._request, take_profiles(self._request, subject.timer, single))
        self.found = True
        return [1.0]  # a test may look at times that were not taken

    def call_once(self, call: Callable[[], Any]) -> Any:
        write_profiles(self._request, take_profiles(self._request, repeat(call), False))
        self.found = True
        return call()

    def tell_result(self, kind: str, name: str, unit: str, values: Sequence[float]) -> None:
        pass

    def enter(self, phase: str) -> None:
        pass

    def fail(self, error: BaseException) -> None:
        self.failure = self.failure or describe(error, "profile", _DIRECTORY)["message"]

    def tell_failure(self, record: Dict[str, Any]) -> None:
        self.failure = self.failure or record["message"]

    def tell_uncollected(self, place: str, message: str) -> None:
        self.failure = self.failure or message

    def tell_broken(self, place: str, error: BaseException) -> None:
        self.fail(error)

    def tell_metrics(self, values: Dict[str, Any]) -> None:
        pass

    def skip(self, reason: str) -> None:
        self.failure = self.failure or f"It was skipped: {reason}"

    def end(self) -> None:
        pass


def profile_suite(request: Dict[str, Any], arguments: Sequence[str]) -> int:
    suite = ProfiledSuite(request)
    try:
        Layout(request["checkout"], request["root"], request["foreign"]).install()
        adapter(request["kind"]).measure_all(suite, request, arguments)
    except BaseException as error:
        suite.fail(error)
    if not suite.found:
        print(suite.failure or f"There is no benchmark {request['sub']!r}.", file=sys.stderr)
    return 0 if suite.found else 1
