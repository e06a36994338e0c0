"""Makes many small objects and adds up their attributes."""
import collections
import types

FACTOR = 1.0


class Point:
    """Two numbers."""

    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


def prepare():
    """How many."""
    return types.SimpleNamespace(count=round(9_000 * FACTOR), seen=collections.deque(maxlen=3))


def work(state):
    """A call."""
    total = sum(point.x * point.y for point in [Point(i % 97, i % 13) for i in range(state.count)])
    state.seen.append(total)
    return total
