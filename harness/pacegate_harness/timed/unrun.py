"""Sees that a call did none of its work: it only made a coroutine or a generator, and nobody ran that."""

from __future__ import annotations

import sys
from types import AsyncGeneratorType, CoroutineType, GeneratorType
from typing import Any, Callable, List, NamedTuple, Optional, Tuple, TypeVar

from ..objects import answers

_T = TypeVar("_T")

#: How the attributes that tell their state begin.
_PREFIXES = {GeneratorType: "gi", CoroutineType: "cr", AsyncGeneratorType: "ag"}


class Unrun(NamedTuple):
    """What was made and never ran."""

    #: ``awaitable`` or ``generator``: what is to be done about it differs.
    kind: str
    #: A whole sentence.
    message: str


def find_unrun(result: Any) -> Optional[Unrun]:
    """Whether a call's result is work that is still to be done. What was run to its end, or begun, is none."""
    if answers(result, "__await__"):
        if _has_begun(result):
            return None
        return Unrun(
            "awaitable", "The call returned something to be awaited, and nobody awaited it, so its work never ran."
        )
    generator = answers(result, "__next__", "send", "throw") or answers(result, "__anext__", "asend", "athrow")
    if generator and not _has_begun(result):
        return Unrun("generator", "The call returned a generator that nobody consumed, so its work never ran.")
    if type(result) in (map, filter):
        kind = type(result).__name__
        return Unrun("generator", f"The call returned a `{kind}` object that nobody consumed, so its work never ran.")
    return None


def watch_dropped(call: Callable[[], _T]) -> Tuple[_T, Optional[Unrun]]:
    """Makes a call, and sees whether a coroutine was dropped meanwhile that nobody awaited.

    CPython tells of each by a function of ``warnings``; where there is none (PyPy), nothing is seen.
    """
    import warnings

    tell = getattr(warnings, "_warn_unawaited_coroutine", None)
    if tell is None:
        return call(), None
    names: List[str] = []

    def note(coroutine: Any) -> None:
        if not names:  # one is enough: a timed loop may drop millions
            names.append(getattr(coroutine, "__qualname__", "coroutine"))
            tell(coroutine)

    warnings._warn_unawaited_coroutine = note  # type: ignore[attr-defined]
    try:
        result = call()
    finally:
        warnings._warn_unawaited_coroutine = tell  # type: ignore[attr-defined]
    if not names:
        return result, None
    return result, Unrun(
        "awaitable", f"The call made the coroutine {names[0]:.100} and nobody awaited it, so its work never ran."
    )


def look(call: Callable[[], Any]) -> Tuple[Any, Optional[Unrun]]:
    """Makes a call; its result, and what never ran of it."""
    result, dropped = watch_dropped(call)
    return result, find_unrun(result) or dropped


def _has_begun(value: Any) -> bool:
    prefix = _PREFIXES.get(type(value))
    if prefix is None:
        # A future or a task can be finished. Of others, such as those that Cython makes, nothing is known.
        future = getattr(sys.modules.get("_asyncio"), "Future", None)
        return future is not None and issubclass(type(value), future) and value.done()
    frame = getattr(value, prefix + "_frame")
    if frame is None:
        return True
    if sys.version_info < (3, 11):
        return frame.f_lasti != -1
    return getattr(value, prefix + "_suspended", False)  # an async generator tells it since 3.12
