"""A value in a form that can be compared: a digest of all that is exact, and beside it the floats, which are compared within a tolerance.

Equal values have one form in each process: sets and dictionaries are read in the order of their elements' digests, and how
much of a large value is looked at depends on nothing but its size.
"""

from __future__ import annotations

from _blake2 import blake2b  # hashlib loads OpenSSL as well, which takes memory
from typing import Any, Callable, List, NamedTuple, Optional, Tuple

from .kinds import attributes, elements, enum_name, number_of, octets, pairs, sequence, text

#: Values that are looked at. Of longer sequences it is every second one, or every third…
_MOST = 50_000
_DEEPEST = 40


class Form(NamedTuple):
    #: None where there is something in it of which nothing can be told, such as a generator or a file.
    digest: Optional[str]
    floats: List[float]


class _Unknown(Exception):
    """Nothing can be told of the value without running code of the benchmark's."""


def form_of(value: Any, most: int = _MOST) -> Form:
    floats: List[float] = []
    try:
        return Form(_digest(value, most, (), floats).hex(), floats)
    except Exception:  # also what no one thinks of: this is never why a benchmark fails
        return Form(None, [])


def _digest(value: Any, most: int, above: Tuple[int, ...], floats: List[float]) -> bytes:
    state = blake2b(digest_size=12)
    _feed(value, most, above, state.update, floats)
    return state.digest()


def _feed(value: Any, most: int, above: Tuple[int, ...], update: Callable[[bytes], None], floats: List[float]) -> None:
    kind = type(value)
    if value is None:
        update(b"none;")
    elif kind is bool:
        update(b"true;" if value else b"false;")
    elif issubclass(kind, int):
        update(b"int %x;" % int.__index__(value))
    elif issubclass(kind, float):
        _feed_float(float.__float__(value), update, floats)
    elif kind is complex:
        update(b"complex;")
        for part in (value.real, value.imag):
            _feed_float(part, update, floats)
    elif issubclass(kind, str):
        _feed_bytes(b"text", str.encode(value, "utf-8", "surrogatepass"), update)
    else:
        _feed_other(value, most, above, update, floats)


def _feed_float(value: float, update: Callable[[bytes], None], floats: List[float]) -> None:
    if value - value == 0:
        update(b"float;")
        floats.append(value)
    else:
        update(b"float %s;" % repr(value).encode())  # infinite, or not a number


def _feed_bytes(kind: bytes, value: bytes, update: Callable[[bytes], None]) -> None:
    update(b"%s %d:" % (kind, len(value)))
    update(value)


def _feed_other(
    value: Any, most: int, above: Tuple[int, ...], update: Callable[[bytes], None], floats: List[float]
) -> None:
    number = number_of(value)
    if number is not None:
        return _feed(number, most, above, update, floats)
    data = octets(value)
    if data is not None:
        return _feed_bytes(b"bytes", data, update)
    written = enum_name(value) or text(value)
    if written is not None:
        return _feed_bytes(type(value).__name__.encode(), written.encode("utf-8", "surrogatepass"), update)
    place = id(value)
    if place in above:
        return update(b"above %d;" % (len(above) - above.index(place)))
    if len(above) == _DEEPEST:
        raise _Unknown
    above = (*above, place)
    items = sequence(value)
    if items is not None:
        step = -(-items.count // max(1, most))
        update(b"sequence %d:" % items.count)
        share = _share(most, items.count)
        for each in items.every(step) if items.count else ():
            _feed(each, share, above, update, floats)
        return None
    items = elements(value)
    if items is not None:
        update(b"set %d:" % items.count)
        return _feed_unordered(
            [(e,) for e in items.every(1)] if items.count <= most else [], most, above, update, floats
        )
    items = pairs(value)
    if items is not None:
        update(b"mapping %d:" % items.count)
        return _feed_unordered(list(items.every(1)) if items.count <= most else [], most, above, update, floats)
    held = attributes(value)
    if not held:
        raise _Unknown
    _feed_bytes(b"object", type(value).__name__.encode("utf-8", "surrogatepass"), update)
    share = _share(most, len(held))
    for name in sorted(held):
        _feed_bytes(b"name", name.encode("utf-8", "surrogatepass"), update)
        if len(held) <= most:
            _feed(held[name], share, above, update, floats)
    return None


def _feed_unordered(
    rows: List[Tuple[Any, ...]],
    most: int,
    above: Tuple[int, ...],
    update: Callable[[bytes], None],
    floats: List[float],
) -> None:
    share = _share(most, len(rows))
    formed = []
    for row in rows:
        own: List[float] = []
        formed.append(([_digest(each, share, above, own) for each in row], own))
    for digests, own in sorted(formed):
        for each in digests:
            update(each)
        floats.extend(own)


def _share(most: int, count: int) -> int:
    return max(0, most - count) // max(1, min(count, most))
