"""Looks at a benchmark's objects without asking them: any of them may answer to every attribute, or do work when asked.

Special methods are looked up on the type, as the interpreter does it; other attributes are read only where they are
really there.
"""

from __future__ import annotations

from types import MethodType
from typing import Any, Tuple


def answers(value: Any, *names: str) -> bool:
    """Whether the type of ``value`` has all of these special methods."""
    return all(has(type(value), name) for name in names)


def special(value: Any, name: str) -> Any:
    """The type's own special method, unbound, or None."""
    return next((_namespace(base)[name] for base in ancestors(type(value)) if name in _namespace(base)), None)


def declared(target: Any, name: str, default: Any = None) -> Any:
    """An attribute that somebody has set on ``target`` or on its class; not what ``__getattr__`` makes up."""
    own = _own_namespace(target)
    if name in own and not has(type(target), name):
        return own[name]  # not asked for: a module that is loaded when it is first asked stays as it is
    if type(target) is MethodType:
        return declared(target.__func__, name, default)
    found = name in own or has(type(target), name) or (is_class(target) and has(target, name))
    return getattr(target, name) if found else default


def is_class(value: Any) -> bool:
    """As ``isinstance(value, type)``, which would believe what an object says of its class."""
    return issubclass(type(value), type)


def ancestors(kind: type) -> Tuple[type, ...]:
    return type.__getattribute__(kind, "__mro__")


def has(kind: type, name: str) -> bool:
    """Whether the class or one of its bases defines it."""
    return any(name in _namespace(base) for base in ancestors(kind))


def _own_namespace(target: Any) -> Any:
    try:
        return object.__getattribute__(target, "__dict__")
    except AttributeError:  # slots, or something built in
        return {}


def _namespace(kind: type) -> Any:
    return type.__getattribute__(kind, "__dict__")
