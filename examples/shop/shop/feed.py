"""The import of a supplier's feed: CSV text in, changes of the catalogue out."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field, replace
from typing import Mapping, Optional

from .catalogue import Product

PRICE = re.compile(r"^\s*(?:EUR|€)?\s*(\d{1,3}(?:[. ]?\d{3})*)(?:[.,](\d{1,2}))?\s*(?:EUR|€)?\s*$")


@dataclass
class Changes:
    added: list[Product] = field(default_factory=list)
    updated: list[Product] = field(default_factory=list)
    unchanged: int = 0
    #: Line number and reason.
    rejected: list[tuple[int, str]] = field(default_factory=list)


def parse_price(text: str) -> Optional[int]:
    """Cents of a price as suppliers write it (`1.299,00`, `€ 12.5`, `7`), or None."""
    match = PRICE.match(text)
    if match is None:
        return None
    whole, fraction = match.groups()
    return int(whole.replace(".", "").replace(" ", "")) * 100 + int((fraction or "0").ljust(2, "0"))


def clean_title(text: str) -> str:
    """A title without double spaces and shouting."""
    words = text.split()
    return " ".join(word.capitalize() if word.isupper() and len(word) > 3 else word for word in words)


def check_row(row: Mapping[str, str], seen: set[str]) -> Optional[str]:
    """Why a row cannot be imported, or None."""
    sku = row.get("sku") or ""
    if not re.fullmatch(r"[A-Z]{2}-\d{5}", sku):
        return "sku"
    if sku in seen:
        return "twice"
    if not (row.get("title") or "").strip():
        return "title"
    if not (row.get("stock") or "").strip().isdigit():
        return "stock"
    return None


def import_feed(text: str, catalogue: Mapping[str, Product]) -> Changes:
    """Compares a feed with the catalogue, by SKU. The catalogue stays as it is."""
    changes = Changes()
    seen: set[str] = set()
    for line, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        reason = check_row(row, seen)
        price = parse_price(row.get("price") or "")
        if reason is None and price is None:
            reason = "price"
        if reason is not None or price is None:
            changes.rejected.append((line, reason or "price"))
            continue
        seen.add(row["sku"])
        merge_row(row, price, catalogue, changes)
    return changes


def merge_row(row: Mapping[str, str], price: int, catalogue: Mapping[str, Product], changes: Changes) -> None:
    """Sorts one valid row into added, updated or unchanged."""
    title = clean_title(row["title"])
    stock = int(row["stock"])
    known = catalogue.get(row["sku"])
    if known is None:
        number = len(catalogue) + len(changes.added) + 1
        changes.added.append(
            Product(number, row["sku"], title, row["description"], row["category"], row["brand"], price, stock, 0)
        )
    elif (known.title, known.price, known.stock) == (title, price, stock):
        changes.unchanged += 1
    else:
        changes.updated.append(replace(known, title=title, price=price, stock=stock))
