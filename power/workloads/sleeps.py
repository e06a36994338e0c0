"""Waits three quarters of its time, as for a database."""
import operator
import time

FACTOR = 1.0


def count(steps):
    """Work."""
    total = 0
    for i in range(steps):
        total += i & 7
    return total


def prepare():
    """Seconds and steps."""
    return 0.0055 * FACTOR, int(26_000 * FACTOR)


def work(state):
    """A call."""
    time.sleep(operator.itemgetter(0)(state))
    return count(state[1])
