"""Live objects that decide what heap a counted loop finds, instead of what happened to be allocated before it.

CPython's allocator keeps objects of one size in pools, and takes from the pool that last got a free block. Where some object in
an otherwise full pool has died, each turn of a loop fills that pool, unlinks it and links it again: a tight loop then takes
several percent more instructions, because of a list that it never touches. So for each size up to 512 bytes the holes
are filled, and the pool that is next gets many.

Where in its arena a pool lies costs up to 2 % as well, since Python 3.10: to give a block back, two comparisons tell whose arena it
is, or one. So for small sizes pools are filled up to one at the beginning of a megabyte.
"""

from __future__ import annotations

from itertools import repeat
from typing import Any, Callable, List, Optional, Tuple

#: Bytes of a pool: 16 KiB since Python 3.10, before that a quarter of it.
_POOL = 16384

#: Bytes of an arena since Python 3.10; they need not begin at a multiple of it.
_ARENA = 1 << 20

#: Where in it the last pool is to lie, so that the one before it does as well.
_PLACE = range(2 * _POOL, 4 * _POOL)

#: Sizes of what tight loops make and drop.
_SMALL = 128

#: Bytes of an empty ``bytes`` object, with the zero at its end.
_EMPTY = 33


#: How to make an object of a size, blocks of a pool, how many to make, and where the last one is to lie.
_Fill = Tuple[Callable[[Any], Any], Any, int, int, Optional[range]]


def make_ballast(seed: int) -> List[Any]:
    """A list that keeps the objects alive. The same seed makes the same objects; another one as many more or fewer."""
    plan = _plan(seed)
    kept: List[Any] = [plan]
    for make, argument, blocks, count, place in plan:
        filling = [make(argument) for _ in repeat(None, count)]
        if place is not None:
            for _ in repeat(None, _ARENA // _POOL):
                if place.start <= id(filling[-1]) % _ARENA < place.stop:
                    break
                filling.extend([make(argument) for _ in repeat(None, blocks)])
        kept.append(filling)
        # Every other one dies again, in the order of their addresses: the last pool that was full is next, half empty.
        del filling[-2 * blocks :: 2]
    return kept


def _plan(seed: int) -> List[_Fill]:
    """
    What to make of each size, the numbers among it, which are objects themselves and must not die while holes are filled.
    Their size comes last.
    """
    state = (seed * 2654435761 + 12345) & 0xFFFFFFFF
    plan: List[_Fill] = []
    for size in (16, *range(48, 513, 16), 32):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        blocks = _POOL // size
        count = 4 * blocks + (state >> 8) % blocks
        make: Callable[[Any], Any] = _object if size == 16 else float if size == 32 else bytes
        argument: Any = None if size == 16 else "0.5" if size == 32 else size - _EMPTY
        plan.append((make, argument, blocks, count, _PLACE if size <= _SMALL else None))
    return plan


def _object(_: Any) -> Any:
    return object()
