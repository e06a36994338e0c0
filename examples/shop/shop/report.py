"""The sales report that the back office builds every night."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, Mapping, Sequence

from .catalogue import Product


@dataclass(frozen=True)
class Order:
    day: str  # ISO date
    customer: int
    product: int
    quantity: int
    price: int  # cents for one piece, as paid


def load_orders(path: Path) -> list[Order]:
    """Reads a CSV file with the columns of `Order`."""
    with open(path, encoding="utf-8", newline="") as lines:
        return [
            Order(row["day"], int(row["customer"]), int(row["product"]), int(row["quantity"]), int(row["price"]))
            for row in csv.DictReader(lines)
        ]


def sum_by_month(orders: Iterable[Order], categories: Mapping[int, str]) -> dict[str, dict[str, int]]:
    """Revenue in cents by category and month."""
    table: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for order in orders:
        category = categories.get(order.product, "withdrawn")
        table[category][order.day[:7]] += order.quantity * order.price
    return table


def collect_baskets(orders: Iterable[Order]) -> dict[tuple[int, str], int]:
    """What a customer spent on a day, in cents."""
    baskets: dict[tuple[int, str], int] = defaultdict(int)
    for order in orders:
        baskets[order.customer, order.day] += order.quantity * order.price
    return baskets


def quantiles(values: Iterable[int], levels: Sequence[float]) -> list[int]:
    """The values at `levels` (0 to 1), by the nearest rank."""
    ordered = sorted(values)
    return [ordered[min(len(ordered) - 1, int(level * len(ordered)))] for level in levels]


def rank_products(orders: Iterable[Order], titles: Mapping[int, str], count: int) -> list[tuple[str, int]]:
    """The products with the highest revenue."""
    revenue: dict[int, int] = defaultdict(int)
    for order in orders:
        revenue[order.product] += order.quantity * order.price
    best = sorted(revenue.items(), key=lambda item: (-item[1], item[0]))[:count]
    return [(titles.get(product, f"#{product}"), cents) for product, cents in best]


def count_returning(orders: Iterable[Order]) -> dict[str, tuple[int, int]]:
    """For each month: customers who bought, and those of them who had bought in an earlier month."""
    months: dict[str, set[int]] = defaultdict(set)
    for order in orders:
        months[order.day[:7]].add(order.customer)
    known: set[int] = set()
    table = {}
    for month in sorted(months):
        buyers = months[month]
        table[month] = (len(buyers), len(buyers & known))
        known |= buyers
    return table


def render(
    revenue: Mapping[str, Mapping[str, int]],
    baskets: Sequence[int],
    best: Sequence[tuple[str, int]],
    returning: Mapping[str, tuple[int, int]],
) -> str:
    """The report as CSV text, one block below another."""
    out = io.StringIO()
    writer = csv.writer(out)
    months = sorted({month for row in revenue.values() for month in row})
    writer.writerow(["category", *months, "total"])
    for category in sorted(revenue, key=lambda name: -sum(revenue[name].values())):
        row = revenue[category]
        cells = [f"{row.get(month, 0) / 100:,.2f}" for month in months]
        writer.writerow([category, *cells, f"{sum(row.values()) / 100:,.2f}"])
    writer.writerow([])
    writer.writerow(["basket", "median", "p90", "p99"])
    writer.writerow(["", *(f"{cents / 100:.2f}" for cents in baskets)])
    writer.writerow([])
    writer.writerows([title, f"{cents / 100:,.2f}"] for title, cents in best)
    writer.writerow([])
    for month, (buyers, back) in returning.items():
        writer.writerow([month, buyers, back, f"{back / buyers:.1%}"])
    return out.getvalue()


def build_report(orders: Sequence[Order], products: Sequence[Product]) -> str:
    """The whole report."""
    categories = {product.id: product.category for product in products}
    titles = {product.id: product.title for product in products}
    return render(
        sum_by_month(orders, categories),
        quantiles(collect_baskets(orders).values(), (0.5, 0.9, 0.99)),
        rank_products(orders, titles, 50),
        count_returning(orders),
    )
