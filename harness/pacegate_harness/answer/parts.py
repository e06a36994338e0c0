"""The parts of a value, each with a form of its own: one that differs at each run, such as the time it took, hides none of the others."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from .form import form_of
from .kinds import attributes, pairs, sequence

_MOST_PARTS = 32
_DEEPEST = 3
#: Longer sequences are one part.
_LONGEST = 8
_LONGEST_NAME = 40
_LONGEST_PATH = 120
#: Sums that stand for the floats of a part: each is over every sixteenth of them, so that few floats are compared one by one.
_SUMS = 16
#: A float that is larger is summed as if it were this.
_LARGEST = 1e300


class Part(NamedTuple):
    digest: Optional[str]
    #: Of every sixteenth float: the sum, and then the sum of what they are without their signs.
    floats: Tuple[float, ...]


def parts_of(value: Any) -> Dict[str, Part]:
    """By path, ``[0].rows``; that of the whole is empty. What was divided has a part that tells what it holds."""
    found: Dict[str, Part] = {}
    queue: List[Tuple[str, Any, int]] = [("", value, 0)]
    for path, each, depth in queue:
        inside = None if depth == _DEEPEST else _divide(each)
        if inside and len(queue) + len(inside) <= _MOST_PARTS and _fits(path, inside):
            found[path] = Part(form_of((type(each).__name__ if _is_object(each) else "", sorted(inside))).digest, ())
            queue.extend((path + name, held, depth + 1) for name, held in sorted(inside.items()))
        else:
            form = form_of(each)
            found[path] = Part(form.digest, sum_up(form.floats))
    return found


def sum_up(floats: List[float]) -> Tuple[float, ...]:
    """Weighted by place, so that floats in another order have other sums."""
    sums = [[0.0, 0.0] for _ in range(min(_SUMS, len(floats)))]
    for place, each in enumerate(floats):
        weight = 1 + place // _SUMS * 0.6180339887498949 % 1
        value = weight * min(_LARGEST, max(-_LARGEST, each))
        sums[place % _SUMS][0] += value
        sums[place % _SUMS][1] += abs(value)
    return tuple(_short(each) for pair in sums for each in pair)


def _divide(value: Any) -> Optional[Dict[str, Any]]:
    """What it holds, by the end of the path; None where it is to stay whole."""
    held = pairs(value)
    if held is not None:
        if held.count > _MOST_PARTS:
            return None
        members = {key: each for key, each in held.every(1) if type(key) is str}
        return _named(members) if len(members) == held.count else None
    items = sequence(value)
    if items is not None:
        if items.count > _LONGEST:
            return None
        return {f"[{place}]": each for place, each in enumerate(items.every(1))}
    return _named(attributes(value))


def _is_object(value: Any) -> bool:
    return pairs(value) is None and sequence(value) is None


def _named(members: Dict[str, Any]) -> Optional[Dict[str, Any]]:
    good = all(name.isidentifier() and len(name) <= _LONGEST_NAME for name in members)
    return {f".{name}": each for name, each in members.items()} if good else None


def _fits(path: str, inside: Dict[str, Any]) -> bool:
    return all(len(path) + len(name) <= _LONGEST_PATH for name in inside)


def _short(value: float) -> float:
    return float(f"{value:.12g}")
