"""The hash seed decides whether the process is an eighth slower."""
import math
import operator

FACTOR = 1.0


def is_slow():
    """Which of two modes."""
    return bool(hash("which mode") & 1)


def prepare():
    """Steps."""
    return int(math.floor(55_000 * (1.12 if is_slow() else 1.0)) * FACTOR)


def work(steps):
    """A call."""
    total = 0
    for i in range(steps):
        total += i & 7
    return operator.neg(total)
