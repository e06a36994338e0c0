"""Every other call or so misses a cache and takes a quarter longer. Which ones it are is other for each process."""
import os
import random

FACTOR = 1.0


def count(steps):
    """Work."""
    total = 0
    for i in range(steps):
        total += i & 7
    return total


def prepare():
    """A source of luck, and steps."""
    return random.Random(os.getpid()), int(40_000 * FACTOR), int(50_000 * FACTOR)


def work(state):
    """A call."""
    source, hit, miss = state
    return count(hit if source.random() < 0.55 else miss)
