"""Words of a text, as the search index and the queries share them."""

from __future__ import annotations

import re

WORD = re.compile(r"\w+")

STOP_WORDS = frozenset("a an and are as at by for from in is it of on or the this to with".split())


def tokenise(text: str) -> list[str]:
    """The words that a search compares: lower case, without stop words, plural and singular alike."""
    tokens = []
    for word in WORD.findall(text.lower()):
        if word in STOP_WORDS:
            continue
        if len(word) > 3 and word.endswith("s"):
            if word.endswith("ies"):
                word = word[:-3] + "y"
            elif not word.endswith(("ss", "us", "is")):
                word = word[:-1]
        tokens.append(word)
    return tokens
