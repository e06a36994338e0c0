"""Rewrites that return the same: name → (base, rewrite), each a function of a size, made and called for every one of ``SIZES``."""

from __future__ import annotations

import bisect
import functools
import heapq
import itertools
import math
import operator
import random
import re
import threading
import time
from array import array
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Callable, Dict, List, Tuple

SIZES = (1, 7, 40, 300, 2500)

Call = Callable[[int], Any]
HONEST: Dict[str, Tuple[Call, Call]] = {}


def same(make_pair: Callable[[], Tuple[Call, Call]]) -> None:
    HONEST[make_pair.__name__] = make_pair()


def ints(n: int) -> List[int]:
    return [i * 7919 % 1009 for i in range(n)]


def floats(n: int) -> List[float]:
    numbers = random.Random(n)
    return [numbers.uniform(-1e3, 1e3) for _ in range(n)]


def words(n: int) -> List[str]:
    return [f"w{i * 31 % 97}" for i in range(n)]


# Another order of summing, another formula: floats that differ in their last digits.


@same
def sums_in_another_order():
    return lambda n: sum(floats(n)), lambda n: sum(reversed(floats(n)))


@same
def sums_exactly():
    return lambda n: sum(floats(n)), lambda n: math.fsum(floats(n))


@same
def sums_in_pairs():
    def pairwise(values):
        return (
            values[0]
            if len(values) == 1
            else pairwise(values[: len(values) // 2]) + pairwise(values[len(values) // 2 :])
        )

    return lambda n: {"sum": sum(floats(n))}, lambda n: {"sum": pairwise(floats(n))}


@same
def divides_once():
    return lambda n: [x / 3 / 7 for x in floats(n)], lambda n: [x / 21 for x in floats(n)]


@same
def multiplies_by_the_inverse():
    return lambda n: [x / 49.0 for x in floats(n)], lambda n: [x * (1 / 49.0) for x in floats(n)]


@same
def powers():
    return lambda n: [x**2 for x in floats(n)], lambda n: [x * x for x in floats(n)]


@same
def horner():
    return (
        lambda n: [4 * x**3 - 3 * x**2 + x - 9 for x in floats(n)],
        lambda n: [((4 * x - 3) * x + 1) * x - 9 for x in floats(n)],
    )


@same
def mean_by_steps():
    def running(values):
        mean = 0.0
        for count, x in enumerate(values, 1):
            mean += (x - mean) / count
        return mean

    return lambda n: sum(floats(n)) / n, lambda n: running(floats(n))


@same
def variance_in_one_pass():
    def two(values):
        mean = sum(values) / len(values)
        return sum((x - mean) ** 2 for x in values)

    def one(values):
        return sum(x * x for x in values) - sum(values) ** 2 / len(values)

    return (lambda n: (n, sum(abs(x) for x in floats(n)), [two(floats(n)) + 1])), (
        lambda n: (n, sum(abs(x) for x in floats(n)), [one(floats(n)) + 1])
    )


@same
def prefix_sums():
    def slow(values):
        return [sum(values[: i + 1]) for i in range(len(values))]

    return lambda n: slow(floats(min(n, 300))), lambda n: list(itertools.accumulate(floats(min(n, 300))))


@same
def norms():
    return lambda n: math.sqrt(
        sum(x * x for x in floats(n))
    ), lambda n: math.hypot(*floats(n)[:1]) if n == 1 else math.sqrt(math.fsum(x * x for x in floats(n)))


@same
def complex_numbers():
    return lambda n: [complex(x, 1) ** 2 for x in floats(n)], lambda n: [complex(x * x - 1, 2 * x) for x in floats(n)]


@same
def floats_in_a_dictionary():
    return (
        lambda n: {w: sum(floats(5)) for w in words(n)},
        lambda n: {w: math.fsum(floats(5)) for w in reversed(words(n))},
    )


@same
def floats_in_a_set():
    return lambda n: {x / 3 / 7 for x in floats(n)}, lambda n: {x / 21 for x in reversed(floats(n))}


# The same by a better algorithm.


@same
def sorts_by_a_heap():
    def heapsort(values):
        heapq.heapify(values)
        return [heapq.heappop(values) for _ in range(len(values))]

    return lambda n: sorted(ints(n)), lambda n: heapsort(ints(n))


@same
def takes_the_largest():
    return lambda n: sorted(ints(n), reverse=True)[:10], lambda n: heapq.nlargest(10, ints(n))


@same
def joins_text():
    def slow(parts):
        text = ""
        for part in parts:
            text += part + ","
        return text

    return lambda n: slow(words(n)), lambda n: "".join(f"{w}," for w in words(n))


@same
def counts_words():
    def slow(all_words):
        counts: Dict[str, int] = {}
        for word in all_words:
            counts[word] = counts.get(word, 0) + 1
        return counts

    return lambda n: slow(words(n)), lambda n: Counter(words(n))


@same
def groups_words():
    def slow(all_words):
        groups: Dict[int, List[str]] = {}
        for word in all_words:
            groups.setdefault(len(word), []).append(word)
        return groups

    def fast(all_words):
        groups = defaultdict(list)
        for word in all_words:
            groups[len(word)].append(word)
        return groups

    return lambda n: slow(words(n)), lambda n: fast(words(n))


@same
def finds_by_bisection():
    return lambda n: sum(1 for i in ints(n) if i < 500), lambda n: bisect.bisect_left(sorted(ints(n)), 500)


@same
def sieves_primes():
    def slow(n):
        return [p for p in range(2, n) if all(p % d for d in range(2, int(p**0.5) + 1))]

    def fast(n):
        sieve = bytearray([1]) * max(n, 2)
        for d in range(2, int(n**0.5) + 1):
            if sieve[d]:
                sieve[d * d :: d] = bytes(len(range(d * d, len(sieve), d)))
        return [p for p in range(2, n) if sieve[p]]

    return slow, fast


@same
def fibonacci_as_large_integers():
    def slow(n):
        a, b = 0, 1
        for _ in range(n):
            a, b = b, a + b
        return a

    def fast(n):
        a, b = 0, 1
        for bit in bin(n)[2:]:
            a, b = a * (2 * b - a), a * a + b * b
            if bit == "1":
                a, b = b, a + b
        return a

    return slow, fast


@same
def one_regular_expression():
    return (
        lambda n: [w for w in words(n) if w.startswith("w1") or w.startswith("w2")],
        lambda n: list(filter(re.compile("w[12]").match, words(n))),
    )


@same
def flattens():
    return (
        lambda n: [x for row in [ints(3)] * n for x in row],
        lambda n: list(itertools.chain.from_iterable([ints(3)] * n)),
    )


@same
def remembers_calls():
    @functools.lru_cache(None)
    def fast(n):
        return [sum(divmod(i, 10)) for i in range(n)]

    return lambda n: [sum(divmod(i, 10)) for i in range(n)], fast


@same
def checks_membership_in_a_set():
    return (
        lambda n: [i for i in range(n) if i in ints(20)],
        lambda n: [i for i in range(n) if i in frozenset(ints(20))],
    )


@same
def transposes():
    return lambda n: [[row[i] for row in [ints(4)] * n] for i in range(4)], lambda n: list(zip(*[ints(4)] * n))


# Another container, or another class, for the same values.


@same
def a_tuple_for_a_list():
    return ints, lambda n: tuple(ints(n))


@same
def an_array_for_a_list():
    return floats, lambda n: array("d", floats(n))


@same
def a_deque_for_a_list():
    return words, lambda n: deque(words(n))


@same
def a_range_for_a_list():
    return lambda n: [2 * i for i in range(n)], lambda n: range(0, 2 * n, 2)


@same
def a_frozen_set():
    return lambda n: set(words(n)), lambda n: frozenset(reversed(words(n)))


@same
def an_ordered_dictionary():
    return lambda n: {w: len(w) for w in words(n)}, lambda n: OrderedDict((w, len(w)) for w in reversed(words(n)))


@same
def a_bytearray():
    return lambda n: bytes(i % 256 for i in ints(n)), lambda n: bytearray(i % 256 for i in ints(n))


@same
def a_named_tuple():
    point = namedtuple("point", "x y")
    return lambda n: [(i, -i) for i in ints(n)], lambda n: [point(i, -i) for i in ints(n)]


@same
def slots():
    class Row:
        def __init__(self, n):
            self.n, self.items = n, ints(n)

    plain = Row

    class Row:  # noqa: F811
        __slots__ = ("n", "items", "unused")

        def __init__(self, n):
            self.n, self.items = n, ints(n)

    return plain, Row


@same
def private_attributes_of_a_cache():
    class Index:
        def __init__(self, n):
            self.words = words(n)
            self._positions = list(range(n))

    plain = Index

    class Index:  # noqa: F811
        def __init__(self, n):
            self.words = words(n)
            self._by_word = {}

    return plain, Index


@same
def a_dataclass_with_what_it_does_not_compare():
    @dataclass
    class Report:
        total: int
        took: float = field(default=0.0, compare=False)

    return lambda n: Report(sum(ints(n)), 0.5), lambda n: Report(sum(ints(n)), 0.1)


# What says nothing: it differs at each call, or cannot be seen.


@same
def tells_how_long_it_took():
    return (
        lambda n: {"rows": ints(n), "took": time.perf_counter_ns()},
        lambda n: {"rows": ints(n), "took": time.perf_counter_ns()},
    )


@same
def returns_the_order_of_a_set():
    return lambda n: list(set(words(n))), lambda n: [w for w in set(reversed(words(n)))]


@same
def draws_unseeded_numbers():
    return lambda n: [random.random() for _ in range(n)], lambda n: [random.random() for _ in range(n + 1)][:n]


@same
def returns_something_with_a_lock():
    return lambda n: (n, threading.Lock()), lambda n: (n, threading.RLock())


@same
def returns_an_iterator():
    return lambda n: iter(ints(n)), lambda n: map(operator.neg, ints(n))


@same
def exact_numbers():
    return (
        lambda n: (Decimal(n) / 8, Fraction(n, 24), float("nan"), math.inf),
        lambda n: (Decimal(n) * Decimal("0.125"), Fraction(n) / 24, math.nan, float("inf")),
    )
