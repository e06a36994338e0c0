"""Which kind of thing a value is, and what it holds: read as the interpreter's own types do it, never by the value's own methods.

A list is read by ``list.__iter__``, whatever a subclass makes of it, so that none of the benchmark's code runs.
"""

from __future__ import annotations

import sys
from array import array
from collections import deque
from itertools import islice
from types import GetSetDescriptorType, MemberDescriptorType, MethodDescriptorType
from typing import Any, Callable, Dict, Iterator, NamedTuple, Optional, Tuple

from ..objects import ancestors, declared, has, special

#: Values in an order: they are the same where they hold the same, whatever holds it.
_SEQUENCES = (list, tuple, deque, array, range, type({}.values()))
_SETS = (set, frozenset, type({}.keys()))
_BYTES = (bytes, bytearray)


def _decimal_text(value: Any) -> str:
    sign, digits, exponent = value.as_tuple()
    if type(exponent) is str:  # infinite, or not a number
        return str(value)
    text = "".join(map(str, digits))
    kept = text.rstrip("0")
    return f"{sign} {kept} {exponent + len(text) - len(kept) if kept else 0}"


#: Types of the standard library that say all by one function of their own, by the module that has them.
_TEXTS: Dict[Tuple[str, str], Callable[[Any], str]] = {
    ("_decimal", "Decimal"): _decimal_text,
    ("fractions", "Fraction"): str,
    ("uuid", "UUID"): str,
    ("_datetime", "date"): str,
    ("_datetime", "time"): lambda value: str(value.replace(tzinfo=None)),
    ("_datetime", "datetime"): lambda value: str(value.replace(tzinfo=None)),
    ("_datetime", "timedelta"): str,
    ("pathlib", "PosixPath"): str,
    ("pathlib", "PurePosixPath"): str,
    ("pathlib", "WindowsPath"): str,
    ("pathlib", "PureWindowsPath"): str,
}

_HEAP_TYPE = 1 << 9  # Py_TPFLAGS_HEAPTYPE: every class that a `class` statement makes
_flags_of = type.__dict__["__flags__"].__get__


class Items(NamedTuple):
    """What a value holds: how many, and every so many of them."""

    count: int
    every: Callable[[int], Iterator[Any]]


def sequence(value: Any) -> Optional[Items]:
    """Of what holds values in an order; None for anything else."""
    if _is_array(value) and value.shape:
        if len(value.shape) == 1:
            return Items(len(value), lambda step: iter(value[::step].tolist()))
        return Items(len(value), lambda step: iter(value[::step]))
    return _items(value, _SEQUENCES)


def elements(value: Any) -> Optional[Items]:
    """Of a set."""
    return _items(value, _SETS)


def pairs(value: Any) -> Optional[Items]:
    """The keys of a mapping with their values."""
    if not issubclass(type(value), dict):
        return None
    return Items(dict.__len__(value), lambda step: islice(iter(dict.items(value)), 0, None, step))


def octets(value: Any) -> Optional[bytes]:
    base = _base(value, _BYTES)
    if base is not None:
        return bytes(base.__getitem__(value, slice(None)))
    return value.tobytes() if type(value) is memoryview else None


def number_of(value: Any) -> Any:
    """What a number of an array library is as one of Python's; None for anything else."""
    if not _is_array(value) or value.shape:
        return None
    number = value.tolist()
    return None if type(number) is type(value) else number


def text(value: Any) -> Optional[str]:
    """Of what the standard library writes out whole, such as a date."""
    kind = type(value)
    for (module, name), write in _TEXTS.items():
        if kind is getattr(sys.modules.get(module), name, None):
            return write(value)
    return None


def enum_name(value: Any) -> Optional[str]:
    enum = getattr(sys.modules.get("enum"), "Enum", None)
    if enum is None or not issubclass(type(value), enum):
        return None
    name = declared(value, "_name_")
    return name if type(name) is str else None


def attributes(value: Any) -> Dict[str, Any]:
    """What an object of a Python class holds, by name: what a dataclass compares, or else what is not private.

    Private attributes are the class's own affair: a faster class keeps other ones. Empty where there is nothing to be seen.
    """
    kind = type(value)
    lazy = any(has(kind, name) for name in ("__next__", "__anext__", "__await__"))
    if not _flags_of(kind) & _HEAP_TYPE or lazy or issubclass(kind, type):
        return {}
    found: Dict[str, Any] = {}
    for base in ancestors(kind):
        for name, member in type.__getattribute__(base, "__dict__").items():
            if type(member) is MemberDescriptorType:
                try:
                    found[name] = member.__get__(value)
                except AttributeError:  # a slot that was never filled
                    continue
    if type(special(value, "__dict__")) is GetSetDescriptorType:
        own = object.__getattribute__(value, "__dict__")
        found.update((name, each) for name, each in dict.items(own) if type(name) is str)
    compared = _compared(value)
    if compared is not None:
        return {name: found[name] for name in compared if name in found}
    return {name: each for name, each in found.items() if not name.startswith("_")}


def _compared(value: Any) -> Optional[Tuple[str, ...]]:
    fields = special(value, "__dataclass_fields__")
    field = getattr(sys.modules.get("dataclasses"), "Field", None)
    if type(fields) is not dict or field is None:
        return None
    return tuple(name for name, each in fields.items() if type(each) is field and each.compare is True)


def _is_array(value: Any) -> bool:
    """Whether it is like numpy's arrays and numbers. Its type is built in, and so is what is called of it."""
    if _flags_of(type(value)) & _HEAP_TYPE:
        return False
    return all(type(special(value, name)) is kind for name, kind in _OF_ARRAYS)


_OF_ARRAYS = (
    ("tolist", MethodDescriptorType),
    ("shape", GetSetDescriptorType),
    ("dtype", GetSetDescriptorType),
)


def _items(value: Any, bases: Tuple[Any, ...]) -> Optional[Items]:
    base = _base(value, bases)
    if base is None:
        return None
    return Items(base.__len__(value), lambda step: islice(base.__iter__(value), 0, None, step))


def _base(value: Any, bases: Tuple[Any, ...]) -> Any:
    kind = type(value)
    return next((base for base in bases if issubclass(kind, base)), None)
