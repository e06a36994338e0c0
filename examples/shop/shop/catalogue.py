"""Products and where they come from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Product:
    id: int
    sku: str
    title: str
    description: str
    category: str
    brand: str
    price: int  # cents
    stock: int
    sold: int  # pieces in the last 90 days


def load_products(path: Path) -> list[Product]:
    """Reads a file with one JSON object a line."""
    with open(path, encoding="utf-8") as lines:
        return [Product(**json.loads(line)) for line in lines]
