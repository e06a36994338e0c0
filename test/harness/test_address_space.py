"""Putting back what a system does not let us put back: the benchmark is measured all the same."""

import _thread
import os
import sys
import unittest
from unittest import mock

from pacegate_harness.timed import address_space
from pacegate_harness.timed.address_space import PADDING, put_back

LAYOUT = {"stack": 8 << 20}


class FakeResource:
    RLIMIT_STACK, RLIM_INFINITY = 3, -1

    def __init__(self, hard=-1, refuse=None):
        self.hard, self.refuse, self.set = hard, refuse, None

    def getrlimit(self, _):
        return 1 << 30, self.hard

    def setrlimit(self, _, limits):
        if self.refuse is not None:
            raise self.refuse
        self.set = limits


class PutsBack(unittest.TestCase):
    def setUp(self):
        self.called = []
        self.replace(address_space, "_call", self.call)
        self.replace(_thread, "stack_size", lambda size: self.called.append(("stack_size", size)))

    def replace(self, *what):
        patch = mock.patch.object(*what)
        patch.start()
        self.addCleanup(patch.stop)

    def call(self, name, *arguments):
        self.called.append((name, arguments[-1]))
        return 0x40000 | 8 if name == "personality" else 0

    def put_back(self, layout, resource):
        with mock.patch.dict(sys.modules, {"resource": resource}):
            put_back(layout)

    def test_a_process_with_a_layout_of_its_own_is_left_alone(self):
        resource = FakeResource()
        with mock.patch.dict(os.environ, {PADDING: "xxx"}):
            self.put_back(None, resource)
            self.assertNotIn(PADDING, os.environ)
        self.assertIsNone(resource.set)
        self.assertEqual(self.called, [])

    def test_the_soft_limit_is_what_pacegate_has_and_the_hard_one_is_kept(self):
        for hard in (-1, 2 << 30):
            resource = FakeResource(hard)
            self.put_back(LAYOUT, resource)
            self.assertEqual(resource.set, (8 << 20, hard))
        resource = FakeResource()
        self.put_back({"stack": None}, resource)
        self.assertEqual(resource.set, (-1, -1))

    def test_only_the_one_flag_of_the_personality_goes(self):
        self.put_back(LAYOUT, FakeResource())
        self.assertEqual([what for name, what in self.called if name == "personality"], [0xFFFFFFFF, 8])

    def test_threads_get_what_the_limit_says_or_as_much_as_is_usual(self):
        for stack, size in ((8 << 20, 8 << 20), (None, 8 << 20), (4096, 64 << 10), (1 << 40, 1 << 30)):
            self.called.clear()
            self.put_back({"stack": stack}, FakeResource())
            self.assertIn(("pthread_attr_setstacksize", size), self.called)
            self.assertNotIn("stack_size", dict(self.called))

    def test_a_c_library_that_sets_no_default_leaves_pythons_own_threads(self):
        def refuse(name, *arguments):
            self.called.append((name, arguments[-1]))
            return 22

        self.replace(address_space, "_call", refuse)
        self.put_back(LAYOUT, FakeResource())
        self.assertIn(("stack_size", 8 << 20), self.called)

    def test_nothing_that_is_missing_or_refused_ends_the_process(self):
        for error in (ValueError("not so low"), PermissionError("no"), OSError("no")):
            self.put_back(LAYOUT, FakeResource(refuse=error))
        self.put_back(LAYOUT, None)  # as where Python has no such module
        for error in (ImportError("_ctypes"), AttributeError("dlsym"), OSError("static"), TypeError("PyPy")):

            def fail(*_, error=error):
                raise error

            self.replace(address_space, "_call", fail)
            self.put_back(LAYOUT, FakeResource())
        self.replace(address_space, "_call", lambda *_: -1)  # forbidden by a seccomp profile
        self.put_back(LAYOUT, FakeResource())

    def test_a_personality_that_may_not_be_asked_for_is_not_set(self):
        self.replace(address_space, "_call", lambda name, *arguments: self.called.append(arguments[-1]) or -1)
        self.put_back(LAYOUT, FakeResource())
        self.assertEqual(self.called[-1], 0xFFFFFFFF)


if __name__ == "__main__":
    unittest.main()
