"""How long the search endpoint takes for a stretch of real traffic.

One call answers 20 queries of the log, as one worker does in about a second of a busy hour: the queries of a log differ by two orders
of magnitude in what they cost, so a single one of them would stand for nothing.
"""

import json
from pathlib import Path

from shop.catalogue import load_products
from shop.search import Index, search as answer

DATA = Path(__file__).resolve().parent.parent / "data"


def search():
    """Builds the index once, outside the timed region; what is yielded is the benchmark."""
    index = Index(load_products(DATA / "products.jsonl"))
    queries = (DATA / "queries.txt").read_text(encoding="utf-8").splitlines()[:20]

    def replay():
        return [answer(index, query) for query in queries]

    hits = [json.loads(page)["total"] for page in replay()]
    assert len(hits) == 20 and sum(count > 0 for count in hits) >= 15, "the queries find next to nothing"
    yield replay
