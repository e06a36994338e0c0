"""Plain arithmetic in a loop."""
import math
import operator

FACTOR = 1.0


def step(total, i):
    """One step."""
    return operator.xor(total, i & 7) + 1


def prepare():
    """How many steps."""
    return int(38_000 * FACTOR), math.floor(2.5)


def work(state):
    """A call."""
    steps, total = state
    for i in range(steps):
        total += i & 7
    return step(total, 3)
