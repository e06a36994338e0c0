"""Puts back what Pacegate changed about this process to give both sides one memory layout (`memory-layout.ts`).

Pacegate starts both processes of a block without address randomisation, with one stack limit and with environments of
one size. All three have had their effect when Python starts, and the benchmark, its threads and its children are to
see none of them.
"""

from __future__ import annotations

import _thread
import os

PADDING = "PACEGATE_PADDING"
_NO_RANDOMISATION = 0x0040000
_QUERY = 0xFFFFFFFF
#: What a thread gets where the system's own limit is none: the C library's default on most machines.
_USUAL_STACK = 8 << 20


def put_back() -> None:
    """To be called before the benchmark is imported. Does nothing where nothing was changed."""
    if os.environ.pop(PADDING, None) is None:
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    soft, _ = resource.prlimit(os.getppid(), resource.RLIMIT_STACK)  # the parent is Pacegate, whose limit is untouched
    resource.setrlimit(resource.RLIMIT_STACK, (soft, hard))
    # The C library took its default for new threads from the limit at the start: a gigabyte of addresses each.
    _thread.stack_size(_USUAL_STACK if soft == resource.RLIM_INFINITY else min(max(soft, 1 << 16), 1 << 30))
    _randomise_children()


def _randomise_children() -> None:
    """Children are to have layouts of their own. `ctypes` without its Python part, which is slow to import."""
    try:
        import _ctypes

        personality = _ctypes.dlsym(_ctypes.dlopen(None, 0), "personality")
        current = _ctypes.call_function(personality, (_QUERY,))
        _ctypes.call_function(personality, (current & ~_NO_RANDOMISATION,))
    except (ImportError, AttributeError, OSError, TypeError):
        pass  # an interpreter without it: children have one layout then, as both sides have
