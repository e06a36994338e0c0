"""Sorts records by a key and searches among them."""
import bisect
import random

FACTOR = 1.0


def records(count):
    """Records in random order."""
    source = random.Random(7)
    return [(source.random(), i) for i in range(count)]


def prepare():
    """Records."""
    return records(round(7_000 * FACTOR))


def work(found):
    """A call."""
    ordered = sorted(found, key=lambda record: record[0])
    return bisect.bisect(ordered, (0.5, 0))
