"""Changes the case of words, replaces and pads them."""
import functools
import itertools

FACTOR = 1.0


def shout(word):
    """One word."""
    return word.upper().replace("WORD", "w").rjust(8)


def prepare():
    """Words."""
    return list(itertools.islice((f"word{i % 331}" for i in itertools.count()), round(14_000 * FACTOR)))


def work(words):
    """A call."""
    return functools.reduce(max, [len(" ".join([shout(word) for word in words]))], 0)
