"""The schedule against benchmarks whose cost is known: no clock, no sleeping."""

import random
import unittest

from pacegate_harness.schedule import (
    LEAST_VALUE_NS,
    MOST_LOOPS,
    MOST_VALUES,
    Plan,
    calibrate,
    has_trend,
    is_steady,
    warm_up,
)

MS = 1_000_000
SECOND = 1000 * MS


class Simulated:
    """A benchmark that costs ``cost(call)`` nanoseconds a call; counts what it is asked for."""

    def __init__(self, cost, cpu_share=1.0):
        self.cost = cost
        self.cpu_share = cpu_share
        self.calls = 0
        self.spent = 0

    def __call__(self, loops):
        total = 0
        for _ in range(loops):
            total += self.cost(self.calls)
            self.calls += 1
        self.spent += total
        return total, total * self.cpu_share


class Calibrate(unittest.TestCase):
    def calibrate(self, cost, single=False, budget=0.5 * SECOND, limit=60 * SECOND, **kwargs):
        simulated = Simulated(cost, **kwargs)
        warmed = calibrate(simulated, single, budget, limit)
        self.assertEqual(warmed.spent, simulated.spent)
        return warmed, simulated

    def test_a_fast_call_is_repeated_until_a_value_is_long_enough(self):
        for cost in (20, 500, 30_000, 400_000):
            warmed, _ = self.calibrate(lambda call: cost)
            self.assertGreaterEqual(warmed.plan.loops * cost, LEAST_VALUE_NS)
            self.assertLessEqual(warmed.plan.loops * cost, 10 * LEAST_VALUE_NS)
            self.assertGreaterEqual(warmed.plan.values, 30)
            self.assertTrue(warmed.steady)

    def test_a_call_of_a_millisecond_and_more_is_a_value_of_its_own(self):
        for cost in (1 * MS, 5 * MS, 50 * MS):
            warmed, _ = self.calibrate(lambda call: cost)
            self.assertEqual(warmed.plan.loops, 1)
            self.assertGreaterEqual(warmed.plan.values, 3)

    def test_a_process_takes_about_its_budget(self):
        for cost in (100, 2 * MS, 5 * MS, 20 * MS, 100 * MS):
            warmed, simulated = self.calibrate(lambda call: cost)
            planned = warmed.plan.values * warmed.plan.loops * cost
            self.assertLessEqual(warmed.spent + planned, 1.6 * 0.5 * SECOND, cost)
            if warmed.plan.values < MOST_VALUES:
                self.assertGreaterEqual(warmed.spent + planned, 0.6 * 0.5 * SECOND, cost)

    def test_a_slow_call_gives_a_few_values(self):
        warmed, simulated = self.calibrate(lambda call: SECOND)
        self.assertEqual(warmed.plan, Plan(1, 1, 3))
        self.assertLessEqual(simulated.calls, 2)

    def test_a_call_near_the_time_out_gives_one_value(self):
        warmed, simulated = self.calibrate(lambda call: 20 * SECOND, limit=48 * SECOND)
        self.assertEqual(warmed.plan, Plan(1, 1, 1))
        self.assertEqual(simulated.calls, 1)

    def test_a_slow_first_call_does_not_make_a_fast_benchmark_slow(self):
        warmed, _ = self.calibrate(lambda call: 400 * MS if call == 0 else 1000)
        self.assertGreater(warmed.plan.loops, 500)
        self.assertGreaterEqual(warmed.plan.values, 20)

    def test_a_disturbed_timing_does_not_make_a_fast_benchmark_slow(self):
        # 5 us a call, and 20 ms of another process's turn in the first, the second or the third timing of the search.
        for disturbed in (1, 3, 23):
            warmed, _ = self.calibrate(lambda call: 20 * MS if call == disturbed else 5000)
            self.assertGreaterEqual(warmed.plan.loops * 5000, LEAST_VALUE_NS, disturbed)

    def test_a_call_that_needs_state_of_its_own_is_not_repeated(self):
        warmed, _ = self.calibrate(lambda call: 1000, single=True)
        self.assertEqual(warmed.plan.loops, 1)

    def test_warming_up_goes_on_until_it_is_steady(self):
        # Each call is 3 % faster than the one before, for forty calls.
        warmed, simulated = self.calibrate(lambda call: int(5 * MS * 0.97 ** min(call, 40)))
        self.assertTrue(warmed.steady)
        self.assertGreaterEqual(simulated.calls, 40)
        self.assertGreaterEqual(warmed.plan.warmup, 38)

    def test_a_benchmark_that_grows_never_becomes_steady(self):
        warmed, _ = self.calibrate(lambda call: (call + 1) * MS // 5)
        self.assertFalse(warmed.steady)

    def test_disturbances_of_wall_time_do_not_matter_to_what_uses_the_cpu(self):
        noise = random.Random(1)
        warmed, _ = self.calibrate(lambda call: int(5 * MS * (1 + noise.random() * 0.2)))
        self.assertTrue(warmed.steady)

    def test_a_clock_that_stands_still_ends_all_the_same(self):
        warmed = calibrate(lambda loops: (0, 0), False, 0.5 * SECOND, 60 * SECOND)
        self.assertEqual(warmed.plan.loops, MOST_LOOPS)


class Steady(unittest.TestCase):
    def test_two_windows_are_needed(self):
        self.assertFalse(is_steady([1.0] * 9))
        self.assertTrue(is_steady([1.0] * 10))

    def test_a_step_is_not_steady_until_it_is_past(self):
        self.assertFalse(is_steady([2.0] * 5 + [1.0] * 5))
        self.assertTrue(is_steady([2.0] * 5 + [1.0] * 10))

    def test_a_trend_is_seen_and_noise_is_none(self):
        self.assertTrue(has_trend([1.3 - 0.01 * i for i in range(30)]))
        self.assertTrue(has_trend([1 + 0.03 * i for i in range(30)]), "work that grows")
        self.assertIsNone(has_trend([1.0] * 14))
        found = 0
        for seed in range(400):
            noise = random.Random(seed)
            found += has_trend([1 + abs(noise.gauss(0, 0.1)) for _ in range(30)])
        self.assertLessEqual(found, 8)


    def test_a_processor_that_slows_down_is_no_benchmark_that_warms_up(self):
        """What a loop of 0.5 ms took on a machine that is called ordinary: 3 to 10 % more in the end, in every process."""
        for seed in range(100):
            noise = random.Random(seed)
            slower = noise.uniform(0.03, 0.1)
            values = [1 + slower * min(1, i / 120) + abs(noise.gauss(0, 0.01)) for i in range(200)]
            self.assertFalse(has_trend(values))
            self.assertTrue(has_trend(values[::-1]) or slower < 0.08, "the same drift, getting faster")


class WarmUp(unittest.TestCase):
    def test_later_processes_drop_what_was_planned(self):
        simulated = Simulated(lambda call: 10)
        self.assertEqual(warm_up(simulated, Plan(100, 4, 20)), simulated.spent)
        self.assertEqual(simulated.calls, 301)


if __name__ == "__main__":
    unittest.main()
