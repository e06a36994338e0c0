"""How long the import of one supplier's feed takes, against the whole catalogue."""

from contextlib import contextmanager
from pathlib import Path

from shop.catalogue import load_products
from shop.feed import import_feed

DATA = Path(__file__).resolve().parent.parent / "data"


@contextmanager
def batch_import():
    """Reads catalogue and feed once, outside the timed region; what is yielded is the benchmark."""
    catalogue = {product.sku: product for product in load_products(DATA / "products.jsonl")}
    feed = (DATA / "feed.csv").read_text(encoding="utf-8")
    changes = import_feed(feed, catalogue)
    assert changes.updated and changes.rejected and changes.unchanged, "the feed exercises only a part of the import"
    yield lambda: import_feed(feed, catalogue)
