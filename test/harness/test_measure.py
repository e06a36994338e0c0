"""How many values are timed where calls take longer than was planned: the clock is replaced."""

import unittest

from pacegate_harness.phases import Phases
from pacegate_harness.timed.measure import _time, _Turns, measure
from pacegate_harness.timed.schedule import Plan
from pacegate_harness.timed.subjects import Subject

MS = 1_000_000


class FakeBaton:
    def __init__(self, wait):
        self.wait, self.asked = wait, 0

    def next_turn(self):
        self.wait()
        self.asked += 1
        return True


class TimesValues(unittest.TestCase):
    def time(self, plan, count, cost, waits=0, singles=None):
        """``cost`` of each call and ``waits`` of each turn of the other side, in nanoseconds. Values, and turns asked for."""
        now = 0

        def call(loops):
            nonlocal now
            now += loops * cost
            return loops * cost, loops * cost, None

        def wait():
            nonlocal now
            now += waits

        baton = FakeBaton(wait)
        turns = _Turns(plan.turn, plan.warm_loops, call, baton, lambda: now)
        sent = []
        walls, _, calls = _time(plan, count, singles, call, [], sent.append, lambda: now, turns)
        self.assertEqual([wall for record in sent for wall in record["wall"]], walls)
        self.assertEqual([wall for record in sent for wall in record["calls"]], calls)
        self.assertEqual(calls, walls if singles == 0 else [cost] * (len(walls) // plan.turn * (singles or 0)))
        return len(walls), baton.asked

    def test_as_many_as_were_planned_a_turn_at_a_time(self):
        self.assertEqual(self.time(Plan(1, 2, 2 * MS), 40, 2 * MS), (40, 20))

    def test_what_a_busy_machine_does_within_a_second_ends_nothing(self):
        self.assertEqual(self.time(Plan(1, 2, 2 * MS), 40, 15 * MS), (40, 20))

    def test_a_side_that_is_much_slower_ends_early_after_a_whole_turn(self):
        for cost in (50 * MS, 90 * MS, 100 * MS, 110 * MS):
            count, asked = self.time(Plan(1, 2, 2 * MS), 40, cost)
            self.assertLess(count, 40)
            self.assertEqual(count, 2 * asked)
            self.assertGreaterEqual(count * cost, 500 * MS)

    def test_but_not_before_three_values(self):
        self.assertEqual(self.time(Plan(1, 1, 200 * MS), 4, 60_000 * MS), (3, 3))

    def test_single_calls_come_at_the_end_of_each_turn_and_make_no_side_slow(self):
        plan = Plan(100, 2, 2 * MS)
        self.assertEqual(self.time(plan, 40, MS // 50, singles=50), (40, 20))
        # As many as the values are made of take as long again, and four times that is not much slower yet.
        self.assertEqual(self.time(plan, 400, 3 * MS // 50, singles=200), (400, 200))

    def test_values_that_are_calls_are_told_as_such_where_single_calls_are_wanted(self):
        self.assertEqual(self.time(Plan(1, 2, 2 * MS), 40, 2 * MS, singles=0), (40, 20))

    def test_the_turns_of_the_other_side_do_not_count(self):
        self.assertEqual(self.time(Plan(1, 2, 2 * MS), 40, 2 * MS, waits=10_000 * MS), (40, 20))


class DividesByWhatHappensInACall(unittest.TestCase):
    def method(self, inner):
        def timer(loops):
            return loops * MS, loops * MS, None

        def empty(loops):
            return loops * 2_000, 0, None

        told = []
        subject = Subject(timer, empty, lambda: None, False, timer, inner=inner)
        plan = {"loops": 5, "warmup": 1, "value_ns": 5 * MS}
        request = {"calibration": plan, "budget": 0.02, "timeout": 60}
        values = measure(request, subject, [], told.append, Phases(told.append))
        return values, next(record for record in told if record["record"] == "method")

    def test_values_and_all_that_is_told_beside_them(self):
        one, ten = self.method(1), self.method(10)
        self.assertAlmostEqual(one[0][0], 1e-3)
        self.assertAlmostEqual(ten[0][0], 1e-4)
        self.assertAlmostEqual(one[1]["overhead"], 2e-6)
        self.assertAlmostEqual(ten[1]["overhead"], 2e-7)


class CallsOnceMore(unittest.TestCase):
    def test_a_child_that_comes_back_from_the_call_does_not_go_on(self):
        told, processes = [], iter([1] * 100)

        def leave(status):
            raise KeyboardInterrupt(status)

        def timer(loops):
            return loops * MS, loops * MS, "result"

        def first(loops):
            nonlocal processes
            if any(record["record"] == "method" for record in told):
                processes = iter([2] * 100)
            return timer(loops)

        subject = Subject(timer, timer, lambda: None, False, first)
        plan = {"loops": 1, "warmup": 1, "value_ns": MS}
        request = {"calibration": plan, "budget": 0.02, "timeout": 60, "answer": "always"}
        measure(request, subject, [], told.append, Phases(told.append, lambda: next(processes), leave))
        self.assertEqual(told[-1], {"record": "forked"})


if __name__ == "__main__":
    unittest.main()
