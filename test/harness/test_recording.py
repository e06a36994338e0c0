"""What is compared of a program's text, and what counts as reached."""

import abc
import enum
import importlib
import inspect
import traceback
import types
import typing
import unittest

from pacegate_harness.recording.reach import reach
from pacegate_harness.recording.recorder import is_unheard
from pacegate_harness.recording.sources import MODULE_LEVEL, names_of, read_source
from pacegate_harness.recording.watch import Watch

SHOP = '''
"""A shop."""
import json
from pathlib import Path


def price(n):
    """What it costs."""
    return sum(range(n))


def unused():
    return 1


class Cart:
    limit = 3

    def add(self, item):
        return price(item)
'''


def facts(text, *roots, executed=(), more=None, called=(), hears=lambda place: True):
    """Names and digests of what is reached from the roots, and what reaching them found."""
    sources = {"shop.py": read_source(text.encode())}
    others = {name: text.encode() for name, text in (more or {}).items()}

    def load(name):
        if name not in others:
            return None
        sources[f"{name}.py"] = read_source(others[name])
        return f"{name}.py"

    found = reach(sources, {"shop": "shop.py"}, [names_of(root) for root in roots], executed, load, called, hears)
    return {place: sources[place[0]].units[place[1]].digest for place in found.places}, found


class Reaching(unittest.TestCase):
    def names(self, text, *roots, **more):
        return {name for _, name in facts(text, *roots, **more)[0]} - {MODULE_LEVEL}

    def test_follows_names_and_takes_a_class_whole(self):
        self.assertEqual(self.names(SHOP, "unused"), {"unused"})
        self.assertEqual(self.names(SHOP, "Cart"), {"Cart", "price"})

    def test_follows_what_is_called_by_another_name_or_spelled_in_a_text(self):
        for text in ("from shop import price as cost\ncost()", "getattr(shop, 'price')", "TABLE = {'a': shop.price}"):
            self.assertEqual(self.names(SHOP, text), {"price"}, text)
        self.assertEqual(self.names(SHOP, "from shop import unused as price"), set())

    def test_takes_what_importing_hands_to_somebody(self):
        for text in (
            "@register\ndef f(): pass",
            "class F(Base):\n  def run(self): pass",
            "def __getattr__(name): pass",
            "def f(): pass\nHANDLERS = [f]",
            "def f(): pass\ng = f",
        ):
            self.assertEqual(len(self.names(text)), 1, text)
        for text in ("def f(): pass", "@cache\ndef f(): pass", "__all__ = ['f']\ndef f(): pass"):
            self.assertEqual(self.names(text), set(), text)

    def test_takes_modules_that_would_be_imported_only_when_it_runs(self):
        text = "def f():\n  from tax import rate\n  return rate()"
        tax = "def rate(): return 1\ndef other(): return 2"
        self.assertEqual(self.names(text, "f", more={"tax": tax}), {"f", "rate"})

    def test_tells_what_ran_although_no_name_leads_there(self):
        found = facts(SHOP, "Cart", executed=[("shop.py", "unused"), ("shop.py", "price")])[1]
        self.assertEqual(found.surprises, {("shop.py", "unused")})

    def test_what_a_framework_finds_by_itself_is_no_surprise(self):
        places, found = facts(SHOP, executed=[("shop.py", "Cart")], called=[("shop.py", "Cart")])
        self.assertEqual(found.surprises, set())
        self.assertIn(("shop.py", "price"), places)

    def test_follows_fixtures_and_only_those_that_a_test_takes(self):
        text = """
import pytest

@pytest.fixture(scope="session")
def cart(): return fill()

@pytest.fixture
def other(): pass

def fill(): pass

@pytest.mark.parametrize("n", [1, 2])
def test_cart(benchmark, cart, n): n

@pytest.mark.usefixtures("other")
def test_other(benchmark): benchmark
"""
        # What its decorator names was used when the module was loaded.
        self.assertEqual(self.names(text), {"other", "pytest"})
        self.assertEqual(self.names(text, "'shop.py::test_cart[1]'"), {"test_cart", "cart", "fill", "other", "pytest"})
        self.assertEqual(self.names(text, "'shop.py::test_other'"), {"test_other", "other", "pytest"})

    def test_tells_what_reaches_by_other_means_than_names(self):
        for text in ("import_module(a)", "exec(a)", "f.__globals__", "sys.modules[a]"):
            self.assertTrue(facts(SHOP, text)[1].dynamic, text)
        for text in ("getattr(a, 'b' + c)", "globals()", "re.compile(a)", "a.b()"):
            self.assertFalse(facts(SHOP, text)[1].dynamic, text)

    def test_a_class_with_bases_is_reached_by_its_name_where_nobody_else_hears_of_it(self):
        text = "class Base: pass\nclass Derived(Base):\n  def run(self): return helper()\ndef helper(): pass"
        self.assertEqual(self.names(text), {"Base", "Derived", "helper"})
        deaf = {"hears": lambda place: False}
        self.assertEqual(self.names(text, **deaf), {"Base"})
        self.assertEqual(self.names(text, "Derived()", **deaf), {"Base", "Derived", "helper"})
        self.assertTrue(facts(text, "Base.__subclasses__()", **deaf)[1].dynamic)
        for kept in ("@register\nclass F(Base): pass", "class F(Base, name='f'): pass"):
            self.assertIn("F", self.names(kept, **deaf))

    def test_whether_anybody_hears_of_a_class(self):
        class Registry:
            def __init_subclass__(cls): pass

        class Meta(type): pass

        for bases in ((), (Exception,), (abc.ABC,), (enum.Enum,), (typing.Generic[typing.TypeVar("T")],)):
            self.assertTrue(is_unheard(types.new_class("Quiet", bases)), bases)
        for found in (types.new_class("Kept", (Registry,)), Meta("Kept", (), {})):
            self.assertFalse(is_unheard(found))

    def test_what_asks_for_computed_names_reaches_all_of_a_module_that_it_may_ask(self):
        every = {"price", "unused", "Cart", "json", "Path"}
        for text in ("import shop\ngetattr(shop, 'pr' + a)", "import shop as s\nattrgetter(a)(s)", "import shop\nvars(shop)"):
            self.assertEqual(self.names(SHOP, text), every, text)
        self.assertEqual(self.names(SHOP, "from shop import Cart\ngetattr(Cart(), 'a' + b)"), {"Cart", "price"})
        self.assertEqual(self.names(SHOP, "import shop\nshop.unused()"), {"unused"})
        tax = {"tax": "import os\ndef f(): return globals()['g' + a]()\ndef g(): pass"}
        self.assertEqual(self.names(SHOP, "from tax import f\nf()", more=tax), {"f", "g", "os"})
        # Wherever the module came from, and whoever asks.
        more = {"tax": "import shop\nMODULE = shop", "ask": "def ask(what, name): return getattr(what, name)"}
        text = "from tax import MODULE\nfrom ask import ask\nask(MODULE, a)"
        self.assertEqual(self.names(SHOP, text, more=more), {*every, "ask", "shop"})

    def test_tells_what_reads_its_own_text_and_what_is_chance(self):
        for text in (
            "print(__doc__)",
            "inspect.getsource(f)",
            "from linecache import getline",
            "f.__code__",
        ):
            self.assertTrue(facts(SHOP, text)[1].reads_text, text)
        for text in ("import inspect\ninspect.signature(f)", "from traceback import format_exc"):
            self.assertFalse(facts(SHOP, text)[1].reads_text, text)
        for text in ("import random", "from time import time", "np.random.rand()", "datetime.now()"):
            self.assertTrue(facts(SHOP, text)[1].chance, text)
        self.assertFalse(facts(SHOP, "price(3)")[1].reads_text or facts(SHOP, "price(3)")[1].chance)


class Watching(unittest.TestCase):
    def watched(self, call):
        watch = Watch(set())
        watch.follow()
        try:
            call()
        finally:
            watch.stop()
        return watch

    def test_loading_a_module_that_reads_texts_reads_none(self):
        self.assertFalse(self.watched(lambda: importlib.reload(traceback)).reads_text())
        self.assertTrue(self.watched(lambda: traceback.format_stack()).reads_text())
        self.assertTrue(self.watched(lambda: inspect.getdoc(Watching)).reads_text())

    def test_whose_lines_were_read_is_known(self):
        watch = self.watched(lambda: inspect.getsource(facts))
        self.assertIn(facts.__code__.co_filename, watch.read)
        self.assertFalse(watch.reads_text())

    def test_a_module_is_not_the_function_that_stands_in_its_first_line(self):
        code = compile("def f(): pass\nf()", "shop.py", "exec")
        executed = self.watched(lambda: exec(code)).executed()
        self.assertEqual({line for file, line in executed if file == "shop.py"}, {0, 1})
        code = compile("def f(): pass", "shop.py", "exec")
        executed = self.watched(lambda: exec(code)).executed()
        self.assertEqual({line for file, line in executed if file == "shop.py"}, {0})

    def test_who_takes_the_profiler_away_is_noticed(self):
        import sys

        watch = self.watched(lambda: sys.setprofile(None))
        self.assertTrue(watch.dynamic)


class Comparing(unittest.TestCase):
    def test_comments_docstrings_positions_and_functions_that_are_not_reached_are_no_change(self):
        before = facts(SHOP, "Cart")[0]
        for change in (
            lambda text: text.replace('"""A shop."""', '"""Another."""\n# comment\n'),
            lambda text: text.replace('"""What it costs."""', '"""New."""\n    # comment'),
            lambda text: text.replace("return 1", "return 2"),
            lambda text: text.replace("import json", "import csv, json\n__version__ = '1.1'"),
            lambda text: text.replace("def unused():\n    return 1\n", "def more(n: int = 3):\n    return 2\n"),
            lambda text: text.replace("def unused():\n    return 1\n", "") + "\n\ndef unused():\n    return 1\n",
        ):
            self.assertNotEqual(change(SHOP), SHOP)
            self.assertEqual(facts(change(SHOP), "Cart")[0], before)

    def test_everything_else_is(self):
        before = facts(SHOP, "Cart")[0]
        for change in (
            lambda text: text.replace("sum(range(n))", "sum(range(n + 0))"),
            lambda text: text.replace("limit = 3", "limit = 4"),
            lambda text: text.replace("return price(item)", "return price(item) + 1"),
            lambda text: text.replace("def price(n)", "def price(n=1)"),
            lambda text: text.replace("def unused():", "@register\ndef unused():"),
            lambda text: text + "\n\ndef sum(n):\n    return 0\n",
            lambda text: text + "\nprice = Cart\n",
        ):
            self.assertNotEqual(change(SHOP), SHOP)
            self.assertNotEqual(facts(change(SHOP), "Cart")[0], before, change(SHOP))

    def test_where_a_name_has_several_meanings_their_order_counts(self):
        one = "def f(): return 1\nf = wrap(f)\ng = f\n"
        other = "f = wrap(f)\ndef f(): return 1\ng = f\n"
        self.assertNotEqual(facts(one)[0], facts(other)[0])
        choice = "if A:\n  def f(): return 1\nelse:\n  pass\ng = f"
        self.assertNotEqual(facts(choice)[0], facts("if A:\n  pass\nelse:\n  def f(): return 1\ng = f")[0])


if __name__ == "__main__":
    unittest.main()
