"""Decodes JSON."""
import json
import textwrap

FACTOR = 1.0


def document(count):
    """A document of so many records."""
    return json.dumps([{"id": i, "name": f"n{i}", "tags": ["a", "b"], "value": i * 1.5} for i in range(count)])


def prepare():
    """The text."""
    return textwrap.dedent(document(round(1_000 * FACTOR)))


def work(text):
    """A call."""
    return len(json.loads(text))
