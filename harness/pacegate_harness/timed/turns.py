"""Taking turns with the other side's process: while either of the two is being timed, the other one waits.

The machine's speed changes within milliseconds, by other tenants on the same core or by its clock; two processes that
run one after the other meet different speeds, two that alternate every few milliseconds meet the same. The baton is a
byte on a file descriptor that Pacegate opened: written to ask for the next turn, read when it begins. Pacegate gives
the turns in the order A B B A, so that neither side is always the first on a core. A process that measures several
benchmarks also says which one it has come to.

At each turn the process first moves to the core that is due, the same for both sides: other tenants are not on all cores
alike. It may move on from there as ever.

The functions are bound before the benchmark is imported. A benchmark that closes the descriptor, or puts a file of its
own in its place, keeps its turn until it ends.
"""

from __future__ import annotations

import os
from typing import Any, Optional, Tuple

_DESCRIPTOR = 3
_NEXT, _DONE = b".", b"!"
#: What is read instead of a turn where nothing more is to be measured.
_STOP = b"x"


class Line:
    """Our end of the line to Pacegate."""

    def __init__(self, read: Any = os.read, write: Any = os.write, stat: Any = os.fstat) -> None:
        self._read, self._write, self._stat = read, write, stat
        # Not on macOS.
        self._cores_of, self._restrict = getattr(os, "sched_getaffinity", None), getattr(os, "sched_setaffinity", None)
        self._turn = 0
        self._identity: Optional[Tuple[int, int]] = self._look()
        if self._identity is not None:
            os.set_inheritable(_DESCRIPTOR, False)

    def _look(self) -> Optional[Tuple[int, int]]:
        try:
            found = self._stat(_DESCRIPTOR)
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def next_benchmark(self, place: int, timeout: Optional[float] = None) -> bool:
        """Goes on to the benchmark that stands at ``place`` in the order both sides have. False where there is no use in that.

        Whoever waits for us at an earlier one waits no longer. ``timeout``: seconds after which this one is to be ended, where
        that is less than any may take.
        """
        limit = b"" if timeout is None else b":%d" % max(1, min(timeout * 1000, 999_999_999))
        return self._ask(b"@%d%s\n" % (place, limit)) != _STOP

    def next_turn(self) -> bool:
        """Ends this turn and waits for the next one. False where there is nobody any more who gives turns."""
        if self._ask(_NEXT) is None:
            return False
        self._move()
        return True

    def finish(self) -> None:
        """Ends the last turn. Returns when the other side has finished, too: what follows must disturb nobody."""
        self._ask(_DONE)

    def _ask(self, what: bytes) -> Optional[bytes]:
        """The answer; None where there is nobody who answers."""
        if self._identity is not None and self._look() == self._identity:
            try:
                self._write(_DESCRIPTOR, what)
                answer = self._read(_DESCRIPTOR, 1)
                if answer:
                    return answer
            except OSError:
                pass
        self._identity = None
        return None

    def _move(self) -> None:
        if self._cores_of is None or self._restrict is None:
            return
        try:
            allowed = sorted(self._cores_of(0))
            self._restrict(0, {allowed[self._turn % len(allowed)]})
            self._restrict(0, allowed)
        except OSError:
            pass
        self._turn += 1


def open_line(wanted: bool) -> Optional[Line]:
    """The line to Pacegate, where the request says that the process takes turns."""
    return Line() if wanted else None
