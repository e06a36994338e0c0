"""Nearly all of it is one call of C."""
import random
import zlib

FACTOR = 1.0


def text(count):
    """Random letters."""
    source = random.Random(1)
    return bytes(source.randrange(32, 90) for _ in range(count))


def prepare():
    """Bytes."""
    return text(int(90_000 * FACTOR))


def work(letters):
    """A call."""
    return len(zlib.compress(letters, 6))
