"""Records what each benchmark of a suite depends on: each in a child of its own, forked when the suite is loaded.

So the benchmarks share what importing and collecting did, and nothing else: what one has read, cached or started is no
other one's affair, and one that dies takes only its own record.
"""

from __future__ import annotations

import os
import signal
import threading
import time
import warnings
from typing import Any, Dict, Optional

from ..channel import Send
from ..phases import Phases
from ..suite import Suite
from ..timed.turns import Line
from .recorder import Recorder

#: Share of the time-out that one child may take: one that hangs must not end the others with it.
_PATIENCE = 0.25


class RecordedSuite(Suite):
    forks = True

    def __init__(
        self, request: Dict[str, Any], send: Send, enter: Phases, line: Line, hints: Dict[str, str], recorder: Recorder
    ) -> None:
        super().__init__(request, send, enter, line, hints)
        self._recorder, self._is_child, self._prepared = recorder, False, False
        self._deadline = time.monotonic() + float(request.get("record_seconds") or "inf")

    def load(self) -> None:
        self._recorder.follow()

    def elsewhere(self, name: str) -> bool:
        self.end()
        if self.place(name) is None:
            return False  # nor is it begun
        if not self._prepared:
            self._prepared = True
            self._recorder.prepare()
        if threading.active_count() > 1:
            # A child would lack them, and a lock that one of them holds would never be released.
            return self._leave_out(name, "threads are running when its suite is loaded")
        if time.monotonic() > self._deadline:
            return self._leave_out(name, "recording the suite took too long")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the threads that libraries have in C
            child = os.fork()
        if child == 0:
            self._is_child = True
            self._enter.follow()
            return False
        self._await(child)
        return True

    def _leave_out(self, name: str, reason: str) -> bool:
        self._send({"record": "benchmark", "name": name})
        self._send({"record": "error", "phase": "setup", "code": "unsupported", "message": reason})
        self._send({"record": "done"})
        return True

    def rest(self) -> None:
        self._recorder.stop()

    def _await(self, child: int) -> None:
        deadline = time.monotonic() + self._request["timeout"] * _PATIENCE
        pause = 0.0005
        while os.waitpid(child, os.WNOHANG) == (0, 0):
            if time.monotonic() > deadline:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return
            time.sleep(pause)
            pause = min(0.02, pause * 1.5)

    def begin(self, name: str, timeout: Optional[float] = None) -> bool:
        begun = super().begin(name, timeout)
        if self._is_child and not begun:
            os._exit(0)
        return begun

    def end(self) -> None:
        name = self._current
        if self._is_child and name is not None and not self._failed:
            self._send(self._recorder.finish([name]))
        super().end()
        if self._is_child and name is not None:
            os._exit(0)
