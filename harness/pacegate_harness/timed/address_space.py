"""Puts back what Pacegate changed about this process to give both sides one memory layout (`memory-layout.ts`).

Pacegate starts both processes of a block without address randomisation, with one stack limit and with environments of
one size. All three have had their effect when Python starts, and the benchmark, its threads and its children are to
see none of them. What this system does not let us put back stays, on both sides alike: no reason to measure nothing.
"""

from __future__ import annotations

import _thread
import os
from typing import Any, Dict, Optional

PADDING = "PACEGATE_PADDING"
_NO_RANDOMISATION = 0x0040000
_QUERY = 0xFFFFFFFF
#: What a thread gets where the system's own limit is none: the C library's default on most machines.
_USUAL_STACK = 8 << 20
_LEAST_STACK, _MOST_STACK = 64 << 10, 1 << 30
#: `sizeof(pthread_attr_t)` is 32 to 64 bytes, whatever the C library and the processor.
_ATTRIBUTES = 256


def put_back(layout: Optional[Dict[str, Any]]) -> None:
    """To be called before the benchmark is imported. ``layout["stack"]`` is Pacegate's own limit, None for no limit."""
    os.environ.pop(PADDING, None)
    if layout is None:
        return
    try:
        import resource

        soft, hard = layout["stack"], resource.getrlimit(resource.RLIMIT_STACK)[1]
        resource.setrlimit(resource.RLIMIT_STACK, (resource.RLIM_INFINITY if soft is None else soft, hard))
    except (ImportError, ValueError, OSError):
        pass
    _limit_threads(_USUAL_STACK if layout["stack"] is None else layout["stack"])
    _randomise_children()


def _limit_threads(size: int) -> None:
    """The C library took its default for new threads from the limit at the start: a gigabyte of addresses each."""
    size = min(max(size, _LEAST_STACK), _MOST_STACK)
    try:
        attributes = bytes(bytearray(_ATTRIBUTES))  # an object of its own: C writes into it
        for name, arguments in (
            ("pthread_attr_init", (attributes,)),
            ("pthread_attr_setstacksize", (attributes, size)),
            ("pthread_setattr_default_np", (attributes,)),
        ):
            if _call(name, *arguments) != 0:
                raise OSError(name)
    except (ImportError, AttributeError, OSError, TypeError):
        try:
            _thread.stack_size(size)  # Python's own threads, at least
        except (ValueError, RuntimeError):
            pass


def _randomise_children() -> None:
    """Children are to have layouts of their own."""
    try:
        current = _call("personality", _QUERY)
        if current >= 0:
            _call("personality", current & ~_NO_RANDOMISATION)
    except (ImportError, AttributeError, OSError, TypeError):
        pass  # an interpreter without it: children have one layout then, as both sides have


def _call(name: str, *arguments: Any) -> Any:
    """Calls a function of the C library. `ctypes` without its Python part, which is slow to import."""
    import _ctypes

    return _ctypes.call_function(_ctypes.dlsym(_ctypes.dlopen(None, 0), name), arguments)
