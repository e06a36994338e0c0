"""Searches a log with regular expressions."""
import re
import string

FACTOR = 1.0

PATTERN = re.compile(r"(?P<level>WARN|ERROR)\s+\[(?P<name>\w+)\]\s+(?P<rest>.*?)(\d+)$", re.MULTILINE)


def lines(count):
    """A log."""
    levels = ("INFO", "WARN", "DEBUG", "ERROR")
    return "\n".join(f"{levels[i % 4]} [{string.ascii_letters[i % 52]}x] took {i % 91} ms and {i}" for i in range(count))


def prepare():
    """The log."""
    return lines(round(1_700 * FACTOR))


def work(log):
    """A call."""
    return sum(len(match.group("rest")) for match in PATTERN.finditer(log))
