"""When a machine counts as noisy, by made-up numbers of /proc/stat on two processors."""

import unittest
from unittest.mock import patch

from pacegate_harness.facts import CpuUse, is_noisy, read_cpu_times

BEFORE = CpuUse(total=1000, idle=500, stolen=0, own=100.0, waited=0, at=0)
SECOND = 1_000_000_000


def after(idle, own, stolen=0, waited=0, seconds=1.0):
    """A second later: 200 ticks of two processors."""
    return CpuUse(1000 + round(200 * seconds), 500 + idle, stolen, 100.0 + own, waited, round(seconds * SECOND))


class IsNoisy(unittest.TestCase):
    def check(self, expected, use, before=BEFORE):
        with patch("os.cpu_count", return_value=2):
            self.assertIs(is_noisy(before, use), expected)

    def test_alone_on_one_processor(self):
        self.check(False, after(idle=98, own=100))

    def test_alone_on_all_processors_whatever_its_threads_wait_for_each_other(self):
        self.check(False, after(idle=0, own=199, waited=SECOND))

    def test_others_use_the_other_processor(self):
        self.check(True, after(idle=0, own=100))

    def test_others_use_some_of_it_and_it_never_waits(self):
        self.check(False, after(idle=50, own=100))

    def test_six_busy_processes_beside_it(self):
        self.check(True, after(idle=0, own=30, waited=int(0.7 * SECOND)))

    def test_waits_on_a_processor_of_its_own_while_another_is_idle(self):
        self.check(True, after(idle=100, own=50, waited=int(0.5 * SECOND)))

    def test_the_hypervisor_takes_some(self):
        self.check(True, after(idle=90, own=90, stolen=20))

    def test_too_short_to_tell_or_not_known(self):
        self.check(False, after(idle=0, own=1, seconds=0.05))
        self.check(False, None)
        self.check(False, after(idle=0, own=100), before=None)

    def test_what_is_read_only_ever_grows(self):
        first, second = read_cpu_times(), read_cpu_times()
        if first is not None:
            self.assertTrue(all(a <= b for a, b in zip(first, second) if a is not None))


if __name__ == "__main__":
    unittest.main()
