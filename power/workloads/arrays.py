"""numpy: arithmetic, sorting and sums of arrays."""
import math

import numpy

FACTOR = 1.0


def grid(count):
    """Numbers that are not in order."""
    return (numpy.arange(count, dtype=float) * 7919) % 10_007


def prepare():
    """An array."""
    return grid(round(60_000 * FACTOR))


def work(values):
    """A call."""
    return math.floor(numpy.sort(numpy.sqrt(values) * 3.5 + values).cumsum()[-1])
