"""The schedule against benchmarks whose cost is known: no clock, no sleeping."""

import itertools
import random
import unittest

from pacegate_harness.timed.schedule import (
    LEAST_TURNS,
    LEAST_VALUE_NS,
    MOST_CALLS,
    MOST_LOOPS,
    MOST_VALUES,
    TURN_NS,
    Plan,
    calibrate,
    count_values,
    has_trend,
    is_steady,
    single_calls,
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
            self.assertTrue(warmed.steady)

    def test_a_call_of_a_millisecond_and_more_is_a_value_of_its_own(self):
        for cost in (1 * MS, 5 * MS, 50 * MS):
            warmed, _ = self.calibrate(lambda call: cost)
            self.assertEqual(warmed.plan.loops, 1)

    def test_how_long_a_value_takes_is_found_out(self):
        for cost in (20, 500, 30_000, 5 * MS, 100 * MS):
            warmed, _ = self.calibrate(lambda call: cost)
            self.assertEqual(warmed.plan.value_ns, warmed.plan.loops * cost)

    def test_a_cold_first_call_and_disturbances_are_not_how_long_a_value_takes(self):
        noise = random.Random(1)
        warmed, _ = self.calibrate(lambda call: (50 if call == 0 else 5 + 20 * (noise.random() < 0.3)) * MS)
        self.assertEqual(warmed.plan.value_ns, 5 * MS)

    def test_calibrating_takes_no_longer_than_its_budget_says(self):
        for cost in (100, 2 * MS, 5 * MS, 20 * MS, 100 * MS):
            warmed, _ = self.calibrate(lambda call: cost)
            self.assertLessEqual(warmed.spent, max(0.5 * SECOND, 10 * cost), cost)

    def test_a_slow_call_is_not_called_often(self):
        warmed, simulated = self.calibrate(lambda call: SECOND)
        self.assertEqual(warmed.plan, Plan(1, 1, SECOND))
        self.assertLessEqual(simulated.calls, 2)

    def test_a_call_near_the_time_out_is_called_once(self):
        warmed, simulated = self.calibrate(lambda call: 20 * SECOND, limit=48 * SECOND)
        self.assertEqual(warmed.plan, Plan(1, 1, 20 * SECOND))
        self.assertEqual(simulated.calls, 1)

    def test_a_slow_first_call_does_not_make_a_fast_benchmark_slow(self):
        warmed, _ = self.calibrate(lambda call: 400 * MS if call == 0 else 1000)
        self.assertGreater(warmed.plan.loops, 500)
        self.assertLess(warmed.plan.value_ns, 10 * MS)

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
        # Later processes begin with the calls that agreed here.
        self.assertEqual(warmed.plan.warmup, simulated.calls - 10)

    def test_what_is_steady_from_the_start_costs_later_processes_two_values(self):
        for cost in (500, 5 * MS):
            warmed, _ = self.calibrate(lambda call: cost)
            self.assertEqual(warmed.plan.warmup, 2)

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


class Turns(unittest.TestCase):
    COSTS = (1_000, 20_000, 200_000, 1 * MS, 1_700_000, 2 * MS, 3 * MS, 4 * MS, 7 * MS, 30 * MS, 200 * MS, SECOND, 7 * SECOND)

    def test_a_turn_lasts_about_five_milliseconds(self):
        for value_ns in (1 * MS, 2 * MS, 3 * MS, 5 * MS):
            plan = Plan(10, 3, value_ns)
            self.assertLessEqual(abs(plan.turn * value_ns - TURN_NS), value_ns / 2)
        self.assertEqual(Plan(1, 3, 40 * MS).turn, 1)

    def test_values_come_in_whole_turns_and_an_even_number_of_them(self):
        for value_ns in self.COSTS:
            for budget in (0.01, 0.04, 0.08, 0.3, 0.64, 10):
                plan = Plan(1, 2, value_ns)
                count = count_values(plan, budget * SECOND, 600 * SECOND)
                self.assertEqual(count % plan.turn, 0, value_ns)
                turns = count // plan.turn
                self.assertTrue(turns == 1 or turns % 2 == 0, (value_ns, budget))
                self.assertLessEqual(count, MOST_VALUES)

    def test_they_take_about_the_budget(self):
        for value_ns in (1 * MS, 2 * MS, 5 * MS, 7 * MS):
            for budget in (0.08, 0.16):
                count = count_values(Plan(1, 2, value_ns), budget * SECOND, 600 * SECOND)
                self.assertLessEqual(abs(count * value_ns - budget * SECOND), 0.15 * budget * SECOND, value_ns)

    def test_there_are_enough_to_compare_one_with_the_next_however_short_a_call_or_the_budget_is(self):
        # A call that needs state of its own is a value by itself, and may take a microsecond.
        for value_ns in (1, 1_000, 20_000, 200_000, 2 * MS, 60 * MS):
            plan = Plan(1, 2, value_ns)
            self.assertGreaterEqual(count_values(plan, 0.01 * SECOND, 600 * SECOND) // plan.turn, LEAST_TURNS)

    def test_three_blocks_in_a_minute_because_a_script_has_one_slow_benchmark_beside_fast_ones(self):
        """A process of a suite times all of its benchmarks: five of each side are to fit into what one may take."""
        for costs in itertools.combinations_with_replacement((1 * MS, 16 * MS, 160 * MS, SECOND), 3):
            took = 0
            for cost in costs:
                warmed = calibrate(lambda loops: (loops * cost, loops * cost), False, 0.08 * SECOND, 60 * SECOND)
                took += (warmed.plan.warmup + count_values(warmed.plan, 0.08 * SECOND, 60 * SECOND)) * warmed.plan.value_ns
            self.assertLessEqual(2 * 5 * took, 60 * SECOND * len(costs), costs)

    def test_slow_calls_get_fewer(self):
        self.assertEqual(count_values(Plan(1, 1, 200 * MS), 0.08 * SECOND, 600 * SECOND), 4)
        self.assertEqual(count_values(Plan(1, 1, SECOND), 0.08 * SECOND, 600 * SECOND), 2)
        self.assertEqual(count_values(Plan(1, 1, 7 * SECOND), 0.08 * SECOND, 600 * SECOND), 1)

    def test_half_of_the_time_out_is_left_alone(self):
        for value_ns in self.COSTS:
            count = count_values(Plan(1, 1, value_ns), 60 * SECOND, 48 * SECOND)
            self.assertLessEqual(count * value_ns, max(24 * SECOND, value_ns))
        self.assertEqual(count_values(Plan(1, 1, 20 * SECOND), 0.5 * SECOND, 48 * SECOND), 1)

    def test_short_values_are_warmed_up_again_after_a_turn_of_the_other_side(self):
        self.assertEqual(Plan(1000, 3, 2 * MS).warm_loops, 250)
        self.assertEqual(Plan(1, 3, 2 * MS).warm_loops, 1)
        self.assertEqual(Plan(1, 3, 40 * MS).warm_loops, 0)


class SingleCalls(unittest.TestCase):
    def test_as_many_as_are_worth_a_process(self):
        self.assertEqual(single_calls(Plan(1000, 2, 2 * MS), 2, 20) * 20, MOST_CALLS)
        self.assertEqual(single_calls(Plan(1000, 2, 2 * MS), 2, 24), 42)

    def test_but_no_more_than_the_values_of_the_turn_are_made_of(self):
        self.assertEqual(single_calls(Plan(3, 2, 2 * MS), 2, 20), 6)

    def test_where_a_value_is_a_call_there_are_none(self):
        self.assertEqual(single_calls(Plan(1, 2, 2 * MS), 2, 20), 0)


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
