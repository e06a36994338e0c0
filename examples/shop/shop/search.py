"""The search endpoint: a query in, the JSON text of one page of hits out."""

from __future__ import annotations

import heapq
import json
import math
from collections import Counter, defaultdict
from typing import Sequence

from .catalogue import Product
from .text import tokenise

PAGE = 20
SNIPPET_WORDS = 24


class Index:
    """An inverted index: for each word the products that it occurs in, and how often."""

    def __init__(self, products: Sequence[Product]) -> None:
        self.products = products
        self.postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.lengths: list[int] = []
        for position, product in enumerate(products):
            words = Counter(tokenise(product.description))
            for word in tokenise(product.title):
                words[word] += 3  # a word in the title says more than one in the text
            for word, count in words.items():
                self.postings[word].append((position, count))
            self.lengths.append(sum(words.values()))
        self.mean_length = sum(self.lengths) / max(1, len(self.lengths))


def score(index: Index, terms: Sequence[str]) -> dict[int, float]:
    """BM25 of every product that has at least one of the terms (Robertson and Zaragoza 2009; k1 1.2, b 0.75)."""
    scores: dict[int, float] = defaultdict(float)
    total = len(index.products)
    for term in terms:
        postings = index.postings.get(term, ())
        rarity = math.log(1 + (total - len(postings) + 0.5) / (len(postings) + 0.5))
        for position, count in postings:
            length = index.lengths[position] / index.mean_length
            scores[position] += rarity * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length))
    return scores


def rank(index: Index, scores: dict[int, float]) -> list[int]:
    """The best products of the first page: by score, lifted by sales, with what is sold out behind."""

    def weight(position: int) -> float:
        product = index.products[position]
        lift = 1 + 0.1 * math.log1p(product.sold)
        return scores[position] * lift * (1.0 if product.stock else 0.3)

    return heapq.nlargest(PAGE, scores, key=weight)


def count_facets(index: Index, scores: dict[int, float]) -> dict[str, dict[str, int]]:
    """How many hits each category and price band has: the filters beside the page."""
    categories: Counter[str] = Counter()
    bands: Counter[str] = Counter()
    for position in scores:
        product = index.products[position]
        categories[product.category] += 1
        bands["under 20" if product.price < 2000 else "20 to 100" if product.price < 10000 else "over 100"] += 1
    return {"category": dict(categories.most_common(8)), "price": dict(bands)}


def make_snippet(text: str, terms: set[str]) -> str:
    """The stretch of the description with most of the terms, each of them marked."""
    words: list[str] = []
    matches: list[bool] = []
    for sentence in text.split(". "):
        pieces = sentence.split()
        hit = not terms.isdisjoint(tokenise(sentence))
        words += pieces
        # Only the words of a sentence with a match need a look of their own.
        matches += [hit and not terms.isdisjoint(tokenise(piece)) for piece in pieces]
    start = find_densest(matches, SNIPPET_WORDS)
    shown = words[start : start + SNIPPET_WORDS]
    return " ".join(
        f"<b>{word}</b>" if matches[start + place] else word for place, word in enumerate(shown)
    )


def find_densest(matches: Sequence[bool], width: int) -> int:
    """Where the window of `width` places with most matches starts."""
    count = sum(matches[:width])
    best, start = count, 0
    for place in range(width, len(matches)):
        count += matches[place] - matches[place - width]
        if count > best:
            best, start = count, place - width + 1
    return start


def serialise(index: Index, page: Sequence[int], terms: Sequence[str], facets: dict, total: int) -> str:
    """The answer as JSON text."""
    wanted = set(terms)
    hits = []
    for position in page:
        product = index.products[position]
        hits.append(
            {
                "id": product.id,
                "title": product.title,
                "brand": product.brand,
                "price": f"{product.price / 100:.2f}",
                "available": product.stock > 0,
                "snippet": make_snippet(product.description, wanted),
            }
        )
    return json.dumps({"total": total, "hits": hits, "facets": facets}, ensure_ascii=False)


def search(index: Index, query: str) -> str:
    """Answers one query."""
    terms = tokenise(query)
    scores = score(index, terms)
    page = rank(index, scores)
    return serialise(index, page, terms, count_facets(index, scores), len(scores))
