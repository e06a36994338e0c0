"""Calls a benchmark that was measured once more, and tells what it returned: after all timing, when peak memory is known."""

from __future__ import annotations

from typing import Any, Callable, Dict, Optional

from ..channel import Send
from .parts import Part, parts_of

#: Of the time that was spent on measuring. A slower call is made only in some of a benchmark's processes.
_CHEAP_SHARE = 0.1
#: Of the time-out: a process must not be killed for this.
_POSSIBLE_SHARE = 0.1


def call_for_answer(
    request: Dict[str, Any], send: Send, call: Callable[[], Any], made: int, call_ns: float, spent_ns: float
) -> None:
    """``made``: calls so far; ``call_ns``: how long one takes; ``spent_ns``: how long measuring took.

    What the calls raise now is no failure of what was measured.
    """
    wanted = request.get("answer")
    cheap = _CHEAP_SHARE * spent_ns
    possible = _POSSIBLE_SHARE * request["timeout"] * 1e9
    if not wanted or call_ns > (possible if wanted == "always" else min(cheap, possible)):
        return
    try:
        first = parts_of(call())
        # A second one shows whether the result changes from call to call.
        second = parts_of(call()) if 2 * call_ns <= min(cheap, possible) else None
    except BaseException:  # a benchmark may raise SystemExit or KeyboardInterrupt
        return
    tell_answer(send, made + 1, first, second)


def tell_answer(send: Send, calls: int, first: Dict[str, Part], second: Optional[Dict[str, Part]] = None) -> None:
    """``calls``: how many were made when it was returned; ``second``: what the next one returned."""
    parts = [
        {
            "path": path,
            "digest": part.digest,
            "floats": part.floats,
            "varies": None if second is None else second.get(path) != part,
        }
        for path, part in first.items()
    ]
    send({"record": "answer", "calls": calls, "parts": parts})
