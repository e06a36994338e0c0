"""Candidates that are faster because they do less: name → (base, cheat). Each makes the function that a benchmark would call."""

from __future__ import annotations

import json
import math
import random
from dataclasses import dataclass, replace
from typing import Any, Callable, Dict, Tuple

WORDS = [f"word{i * 7919 % 211}" for i in range(3000)]
ROWS = [{"id": i, "price": i * 0.37, "tags": [f"t{i % 5}", f"t{i % 3}"], "name": f"row {i}"} for i in range(400)]

Make = Callable[[], Callable[[], Any]]
CHEATS: Dict[str, Tuple[Make, Make]] = {}


def cheat(make_pair: Callable[[], Tuple[Make, Make]]) -> None:
    CHEATS[make_pair.__name__] = make_pair()


def _plain(base: Callable[[], Any], candidate: Callable[[], Any]) -> Tuple[Make, Make]:
    return lambda: base, lambda: candidate


# Work skipped.


@cheat
def skips_the_last_pass():
    def smooth(passes):
        values = [float(i % 17) for i in range(500)]
        for _ in range(passes):
            values = [(a + b) / 2 for a, b in zip(values, values[1:] + values[:1])]
        return values

    return _plain(lambda: smooth(10), lambda: smooth(9))


@cheat
def leaves_the_list_unsorted():
    return _plain(lambda: sorted(WORDS), lambda: list(WORDS))


@cheat
def filters_nothing():
    return _plain(lambda: [r for r in ROWS if r["id"] % 3], lambda: ROWS)


@cheat
def keeps_duplicates():
    return _plain(lambda: list(dict.fromkeys(WORDS)), lambda: list(WORDS))


@cheat
def does_not_normalise():
    text = "The Quick  Brown\tFox " * 50
    return _plain(lambda: " ".join(text.lower().split()), lambda: text.lower())


@cheat
def returns_nothing_at_all():
    return _plain(lambda: {"total": sum(r["price"] for r in ROWS)}, lambda: None)


@cheat
def returns_an_empty_result():
    return _plain(lambda: {w: len(w) for w in WORDS}, lambda: {})


@cheat
def forgets_the_nested_field():
    return _plain(
        lambda: {"meta": {"rows": 400, "sum": sum(r["id"] for r in ROWS)}}, lambda: {"meta": {"rows": 400, "sum": 0}}
    )


@cheat
def solves_to_a_looser_tolerance():
    def root(tolerance):
        low, high = 0.0, 10.0
        while high - low > tolerance:
            middle = (low + high) / 2
            low, high = (middle, high) if middle * middle < 37 else (low, middle)
        return low

    return _plain(lambda: root(1e-12), lambda: root(1e-3))


# Results that are cached across calls.


@cheat
def caches_over_changing_queries():
    def find(least):
        return [r["id"] for r in ROWS if r["id"] > least][:9]

    def base():
        queries = iter(range(10**9))
        return lambda: find(next(queries) % 50)

    def candidate():
        queries = iter(range(10**9))
        known = []

        def call():
            if not known:
                known.append(find(next(queries) % 50))
            return known[0]

        return call

    return base, candidate


@cheat
def caches_a_simulation():
    def base():
        random_numbers = random.Random(7)
        return lambda: sum(random_numbers.random() for _ in range(100))

    def candidate():
        known = base()()
        return lambda: known

    return base, candidate


@cheat
def consumes_its_input_in_the_first_call():
    def base():
        rows = list(ROWS)
        return lambda: sum(r["price"] for r in rows)

    def candidate():
        rows = iter(ROWS)
        return lambda: sum(r["price"] for r in rows)

    return base, candidate


@cheat
def returns_what_another_argument_gave():
    def memo():
        known: Dict[int, Any] = {}

        def call(n):
            return known.setdefault(n % 2, [i * n for i in range(20)])

        return call

    def candidate():
        call = memo()
        call(10)
        return lambda: call(12)

    return (lambda: lambda: [i * 12 for i in range(20)]), candidate


# Input that is truncated.


@cheat
def reads_half_of_the_rows():
    return _plain(lambda: len({r["name"] for r in ROWS}), lambda: len({r["name"] for r in ROWS[:200]}))


@cheat
def reads_the_first_thousand_bytes():
    data = json.dumps(ROWS)
    return _plain(lambda: data.count("name"), lambda: data[:1000].count("name"))


@cheat
def fills_the_second_half_with_zeros():
    return _plain(
        lambda: [math.sqrt(i) for i in range(100_000)],
        lambda: [math.sqrt(i) for i in range(50_000)] + [0.0] * 50_000,
    )


@cheat
def sums_a_sample():
    return _plain(lambda: sum(r["price"] for r in ROWS), lambda: sum(r["price"] for r in ROWS[::2]) * 2)


# Early returns.


@cheat
def stops_at_the_first_match():
    return _plain(lambda: [i for i, w in enumerate(WORDS) if w == "word7"], lambda: [WORDS.index("word7")])


@cheat
def gives_up_after_a_few_steps():
    def collatz(n, most):
        steps = 0
        while n != 1 and steps < most:
            n, steps = (n // 2 if n % 2 == 0 else 3 * n + 1), steps + 1
        return steps

    return _plain(lambda: [collatz(n, 1000) for n in range(1, 300)], lambda: [collatz(n, 50) for n in range(1, 300)])


@cheat
def returns_the_object_unfinished():
    @dataclass
    class Invoice:
        lines: int
        total: float = 0.0
        is_paid: bool = False

    draft = Invoice(400)
    return _plain(lambda: replace(draft, total=sum(r["price"] for r in ROWS), is_paid=True), lambda: draft)
