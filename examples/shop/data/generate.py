"""Makes the data of the example. The same seed gives the same bytes: `python3 data/generate.py` and `git diff` agree.

What makes a shop's search slow or fast is the shape of its data, not its size alone. So the shape follows what is
published of real shops and texts:

- Words are drawn by Zipf's law (the word of rank r has a weight of 1/r): a few are in most descriptions and have long
  posting lists, most are rare.
- Descriptions are log-normal in length: median 30 words, a twentieth beyond 95, the longest some hundreds.
- Sales, categories, brands and the queries themselves are Zipfian too: a few products earn most of the revenue, and a
  few queries are asked again and again, while most of the different ones were asked once.
- Queries have 1 to 5 words, mostly 2; they name words that stand in titles, and one in thirty finds nothing.
- 1 % of the words have accents; 4 % of the feed's rows are wrong in the ways that feeds are wrong.

Only `random.random()` is used, whose sequence Python promises for a seed in every version.
"""

from __future__ import annotations

import bisect
import csv
import datetime
import io
import itertools
import json
import math
import random
import statistics
from pathlib import Path

SEED = 20261001
PRODUCTS = 2000
ORDERS = 16000
QUERIES = 1500
FEED_ROWS = 2500
HERE = Path(__file__).resolve().parent
NORMAL = statistics.NormalDist()

CONSONANTS = "b br c ch d f fl g gr h k l m n p pl pr r s sh st t tr v w".split()
VOWELS = "a e i o u ai ea oo".split()
ENDINGS = ["", "", "n", "r", "l", "t", "s", "ck", "nd"]
ACCENTS = {"a": "à", "e": "é", "i": "î", "o": "ô", "u": "ü"}
COMMON = "the and with for of a in to this is by from on or".split()


class Zipf:
    """Draws from `items`; the one at place r (from 1) with a weight of 1 / (r + shift)."""

    def __init__(self, items, shift=1.0):
        self.items = list(items)
        self.sums = list(itertools.accumulate(1 / (place + shift) for place in range(1, len(self.items) + 1)))

    def draw(self, rng):
        return self.items[bisect.bisect(self.sums, rng.random() * self.sums[-1])]


def lognormal(rng, median, sigma):
    return median * math.exp(sigma * NORMAL.inv_cdf(max(1e-9, rng.random())))


def make_words(rng, count):
    """Different words that can be said, short ones first: frequent words are short."""
    words = {}
    while len(words) < count:
        syllables = 1 + min(3, int(3.2 * len(words) / count + rng.random()))
        word = ""
        for _ in range(syllables):
            word += CONSONANTS[int(rng.random() * len(CONSONANTS))] + VOWELS[int(rng.random() * len(VOWELS))]
        word += ENDINGS[int(rng.random() * len(ENDINGS))]
        if rng.random() < 0.01:
            word = "".join(ACCENTS.get(letter, letter) for letter in word)
        if len(word) > 2:
            words[word] = None
    return list(words)


def make_text(rng, vocabulary, length):
    """Sentences of about 12 words, a third of them the words that every text is full of."""
    sentences, sentence = [], []
    for _ in range(length):
        common = rng.random() < 0.3
        word = COMMON[int(rng.random() * len(COMMON))] if common else vocabulary.draw(rng)
        if not common and rng.random() < 0.15:
            word += "s"
        sentence.append(word)
        if rng.random() < 1 / 12:
            sentences.append(" ".join(sentence).capitalize())
            sentence = []
    if sentence:
        sentences.append(" ".join(sentence).capitalize())
    return ". ".join(sentences) + "."


def make_products(rng, vocabulary):
    categories = Zipf(word.capitalize() for word in vocabulary.items[200:240])
    brands = Zipf((word.capitalize() for word in vocabulary.items[900:1100]), shift=3)
    products = []
    for number in range(1, PRODUCTS + 1):
        words = [vocabulary.draw(rng) for _ in range(2 + int(rng.random() * 5))]
        products.append(
            {
                "id": number,
                "sku": f"{'ABCDEFGH'[number % 8]}{'KLMNP'[number % 5]}-{10000 + number}",
                "title": " ".join(words).capitalize(),
                "description": make_text(rng, vocabulary, max(4, min(600, round(lognormal(rng, 30, 0.7))))),
                "category": categories.draw(rng),
                "brand": brands.draw(rng),
                "price": max(99, round(lognormal(rng, 2900, 1.0))),
                "stock": 0 if rng.random() < 0.08 else round(lognormal(rng, 14, 1.2)),
                "sold": round(lognormal(rng, 6, 1.6)),
            }
        )
    return products


def make_queries(rng, products):
    """A log of queries: some asked often, most of the different ones only once."""
    wanted = Zipf(sorted(products, key=lambda product: -product["sold"]), shift=20)
    queries = []
    for _ in range(QUERIES):
        words = wanted.draw(rng)["title"].lower().split()
        count = [1, 1, 2, 2, 2, 2, 3, 3, 4, 5][int(rng.random() * 10)]
        start = int(rng.random() * max(1, len(words) - count + 1))
        queries.append(" ".join(words[start : start + count]))
    popular = Zipf(dict.fromkeys(queries), shift=3)
    asked = [popular.draw(rng) if rng.random() < 0.5 else query for query in queries]
    # A slip of the finger: nothing is found.
    return [query.replace(" ", "q") + "x" if rng.random() < 1 / 30 else query for query in asked]


def make_orders(rng, products):
    bought = Zipf(sorted(products, key=lambda product: -product["sold"]), shift=8)
    customers = Zipf(range(1, 6001), shift=300)
    start = datetime.date(2025, 10, 1)
    for number in range(ORDERS):
        product = bought.draw(rng)
        day = start + datetime.timedelta(days=number * 365 // ORDERS)
        quantity = 1 + (int(lognormal(rng, 1, 0.9)) if rng.random() < 0.25 else 0)
        paid = product["price"] if rng.random() < 0.8 else round(product["price"] * 0.85)
        yield [day.isoformat(), customers.draw(rng), product["id"], quantity, paid]


def write_price(rng, cents):
    whole, fraction = divmod(cents, 100)
    style = int(rng.random() * 4)
    if style == 0:
        return f"{whole},{fraction:02d}"
    if style == 1:
        return f"€ {whole}.{fraction:02d}"
    if style == 2:
        return f"{whole:,}".replace(",", ".") + f",{fraction:02d} EUR"
    return f"{whole}.{fraction:02d}"


def make_feed(rng, products):
    """A supplier's feed: most rows known and unchanged, some with a new price or stock, some new, some wrong."""
    for _ in range(FEED_ROWS):
        product = dict(products[int(rng.random() * len(products))])
        chance = rng.random()
        if chance < 0.25:
            product["price"] = round(product["price"] * (0.9 + 0.2 * rng.random()))
        elif chance < 0.45:
            product["stock"] = round(lognormal(rng, 14, 1.2))
        elif chance < 0.50:
            product["sku"] = f"ZZ-{10000 + int(rng.random() * 89999)}"
        elif chance < 0.54:
            broken = ["sku", "title", "price", "stock"][int(rng.random() * 4)]
            product[broken] = {"sku": "n/a", "title": " ", "price": None, "stock": "many"}[broken]
        title = product["title"].upper() if rng.random() < 0.1 else product["title"]
        price = "on request" if product["price"] is None else write_price(rng, product["price"])
        text = " ".join(product["description"].split()[:12])
        yield [product["sku"], title, text, product["category"], product["brand"], price, product["stock"]]


def write_csv(path, header, rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode())


def main(folder=HERE):
    rng = random.Random(SEED)
    vocabulary = Zipf(make_words(rng, 6000), shift=12)
    products = make_products(rng, vocabulary)
    lines = "".join(json.dumps(product, ensure_ascii=False) + "\n" for product in products)
    (folder / "products.jsonl").write_bytes(lines.encode())
    queries = make_queries(rng, products)
    (folder / "queries.txt").write_bytes(("\n".join(queries) + "\n").encode())
    write_csv(folder / "orders.csv", ["day", "customer", "product", "quantity", "price"], make_orders(rng, products))
    write_csv(
        folder / "feed.csv",
        ["sku", "title", "description", "category", "brand", "price", "stock"],
        make_feed(rng, products),
    )


if __name__ == "__main__":
    import sys

    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
