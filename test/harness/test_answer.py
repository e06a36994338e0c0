"""What a call returned is read without running any of the benchmark's code, within limits, and without ever failing."""

import unittest

from pacegate_harness.answer.form import form_of
from pacegate_harness.answer.parts import parts_of
from pacegate_harness.answer.tell import call_for_answer


def refuse(*_):
    raise SystemExit("the benchmark's own code was run")


HOSTILE = {
    name: refuse
    for name in "__iter__ __len__ __getitem__ __eq__ __hash__ __str__ __repr__ __bool__ __index__ __float__ items keys encode "
    "__getattribute__ __getattr__ tolist __array__ __reduce__".split()
}


def hostile(base, *args):
    return type("Hostile", (base,), HOSTILE)(*args)


class ReadsWithoutAsking(unittest.TestCase):
    def test_subclasses_of_built_in_types_are_read_as_those(self):
        for plain in ([1, 2], (1, 2), {1: 2}, "text", b"bytes", 7, 1.5, {1, 2}):
            value = hostile(type(plain), plain)
            self.assertEqual(form_of(value), form_of(plain))
            self.assertEqual(parts_of(value), parts_of(plain))

    def test_of_an_object_that_answers_anything_nothing_is_asked(self):
        value = hostile(object)
        object.__getattribute__(value, "__dict__")["rows"] = 3
        self.assertEqual(sorted(parts_of(value)), ["", ".rows"])

    def test_what_it_cannot_see_is_unknown(self):
        for value in ((x for x in ()), object(), iter([1]), open, type, unittest, lambda: 1, memoryview(b"1").__len__):
            self.assertIsNone(form_of(value).digest)
            self.assertIsNone(form_of([1, value]).digest)


class KeepsLimits(unittest.TestCase):
    def test_a_cycle(self):
        value = [1]
        value.append(value)
        other = [1]
        other.append(other)
        self.assertEqual(form_of(value), form_of(other))

    def test_values_in_values(self):
        deep = []
        for _ in range(100_000):
            deep = [deep]
        self.assertIsNone(form_of(deep).digest)

    def test_many_attributes_that_lead_to_each_other(self):
        nodes = [type("Node", (), {})() for _ in range(30)]
        for node in nodes:
            node.__dict__.update((f"n{i}", other) for i, other in enumerate(nodes))
        self.assertIsNotNone(form_of(nodes[0], most=10_000).digest)

    def test_of_many_values_some_are_looked_at_over_the_whole_length(self):
        values = list(range(1_000_000))
        before = form_of(values)
        values[500_000:] = [0] * 500_000
        self.assertNotEqual(form_of(values), before)

    def test_parts_are_few(self):
        wide = {f"a{i}": {f"b{j}": [j] for j in range(20)} for i in range(20)}
        self.assertLessEqual(len(parts_of(wide)), 32)


class FakeCall:
    def __init__(self, *results):
        self.results, self.made = list(results), 0

    def __call__(self):
        self.made += 1
        return self.results[min(self.made, len(self.results)) - 1]


class CallsOnceMore(unittest.TestCase):
    def tell(self, call, answer="cheap", call_ns=1, spent_ns=1e9, timeout=10):
        told = []
        call_for_answer({"answer": answer, "timeout": timeout}, told.append, call, 5, call_ns, spent_ns)
        return told

    def test_twice_to_see_what_changes(self):
        (record,) = self.tell(FakeCall({"a": 1, "b": 2}, {"a": 1, "b": 3}))
        self.assertEqual({p["path"]: p["varies"] for p in record["parts"]}, {"": False, ".a": False, ".b": True})
        self.assertEqual(record["calls"], 6)

    def test_a_slow_call_only_where_it_is_worth_it(self):
        self.assertEqual(self.tell(FakeCall(1), call_ns=2e8), [])
        (record,) = self.tell(FakeCall(1), "always", call_ns=2e8)
        self.assertIsNone(record["parts"][0]["varies"])
        self.assertEqual(self.tell(FakeCall(1), "always", call_ns=2e9), [])
        self.assertEqual(self.tell(FakeCall(1), None), [])

    def test_what_it_raises_then_is_no_failure(self):
        self.assertEqual(self.tell(refuse), [])


if __name__ == "__main__":
    unittest.main()
