"""Counts words in a dictionary and sorts the result."""
import heapq
import string

FACTOR = 1.0


def pick(seen):
    """The ten most frequent."""
    return sorted(seen.items(), key=lambda item: (-item[1], item[0]))[:10]


def prepare():
    """Words."""
    letters = string.ascii_lowercase
    return [f"{letters[i % 26]}{i % 977}" for i in range(round(20_000 * FACTOR))]


def work(words):
    """A call."""
    seen = {}
    for word in words:
        seen[word] = seen.get(word, 0) + 1
    return heapq.nsmallest(3, pick(seen))
