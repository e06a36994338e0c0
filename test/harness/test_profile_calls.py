"""How many calls are profiled, of benchmarks whose cost is known: no clock, no profiler."""

import cProfile
import gc
import unittest
from unittest import mock

import profile_calls


class Simulated:
    """A benchmark whose call takes ``plain`` seconds, and ``profiled`` under the profiler; counts its calls."""

    def __init__(self, plain, profiled):
        self.now, self.plain, self.profiled, self.under = 0.0, plain, profiled, False
        self.calls = {False: 0, True: 0}

    def __call__(self, times):
        self.calls[self.under] += times
        self.now += times * (self.profiled if self.under else self.plain)

    def profile(self, work):
        self.under = True
        work()
        self.under = False
        return cProfile.Profile()

    def take(self, **request):
        asked = {"tool": "cprofile", "output": "", "roots": [], "seconds": 1, "stretches": 5, "limit": None}
        asked.update({"iterations": None, "taken": None, "unprofiled": None, "every_thread": True, **request})
        tools = {"profile_threads": self.profile, "write_stats": lambda profilers, path: None}
        with mock.patch.multiple(profile_calls, perf_counter=lambda: self.now, **tools):
            found = profile_calls.take_profiles(asked, self, False)
        gc.enable()
        return found["iterations"], len(found["profiles"])


class CountsCalls(unittest.TestCase):
    def test_of_a_call_that_the_profiler_slows_down_250_fold(self):
        benchmark = Simulated(plain=0.001, profiled=0.25)
        self.assertEqual(benchmark.take(), (1, 5))
        self.assertEqual(benchmark.calls[True], 5)  # the one that was timed is one of the profiles

    def test_of_tiny_calls_and_of_those_in_c_that_it_does_not_slow_down(self):
        self.assertEqual(Simulated(plain=1e-6, profiled=4e-6).take(), (50_000, 5))
        self.assertEqual(Simulated(plain=0.04, profiled=0.04).take(), (5, 5))

    def test_all_processes_do_the_work_of_the_first(self):
        self.assertEqual(Simulated(plain=0.001, profiled=0.011).take(iterations=20, taken=3), (20, 3))
        # Far slower than the first one's side: not more than three times the time.
        self.assertEqual(Simulated(plain=0.001, profiled=0.2).take(iterations=20, taken=3), (3, 3))


class Limited(unittest.TestCase):
    def test_makes_as_many_profiles_as_there_is_time_for_and_at_least_one(self):
        self.assertEqual(Simulated(plain=0.01, profiled=1).take(limit=4.5), (1, 3))
        self.assertEqual(Simulated(plain=0.01, profiled=1).take(limit=100), (1, 5))
        self.assertEqual(Simulated(plain=0.01, profiled=60).take(limit=4.5), (1, 1))

    def test_warms_up_for_a_quarter_of_it_at_most(self):
        benchmark = Simulated(plain=1.5, profiled=2)
        benchmark.take(limit=4)
        self.assertEqual(benchmark.calls[False], 1)
        benchmark = Simulated(plain=1.5, profiled=2)
        benchmark.take()
        self.assertEqual(benchmark.calls[False], 3)
