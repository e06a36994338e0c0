"""What the process is doing now, told to Pacegate: where one dies, its failure says during what."""

from __future__ import annotations

import os
from typing import Any, Optional

from .channel import Send


class Phases:
    """Call it with the name of what begins."""

    def __init__(self, send: Send, getpid: Any = os.getpid, leave: Any = os._exit) -> None:
        self._send, self._getpid, self._leave = send, getpid, leave
        self._process = getpid()
        self.now: Optional[str] = None

    def check(self) -> None:
        """Sees that this is still the process that was started.

        A child that the benchmark forked may return into the harness; it must not measure as well.
        """
        if self._getpid() != self._process:
            self._send({"record": "forked"})
            self._leave(0)

    def follow(self) -> None:
        """This is a child of that process, forked by the harness, and goes on in its place."""
        self._process = self._getpid()

    def __call__(self, name: str) -> None:
        self.check()
        if name != self.now:
            self.now = name
            self._send({"record": "phase", "phase": name})

    def forget(self) -> None:
        """The next phase is told even if it is the same: it is another benchmark's."""
        self.now = None
