"""How long the nightly sales report takes for a year of orders."""

from pathlib import Path

from shop.catalogue import load_products
from shop.report import build_report, load_orders

DATA = Path(__file__).resolve().parent.parent / "data"


def build():
    """Loads the orders once, outside the timed region; what is yielded is the benchmark."""
    products = load_products(DATA / "products.jsonl")
    orders = load_orders(DATA / "orders.csv")
    assert build_report(orders, products).count("\n") > 80, "the report is all but empty"
    yield lambda: build_report(orders, products)
