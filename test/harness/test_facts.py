"""When a machine counts as noisy, by made-up numbers of /proc/stat on two processors."""

import os
import sys
import tempfile
import unittest
from unittest.mock import patch

from pacegate_harness.facts import CpuUse, collect_environment, is_noisy, read_cpu_times
from pacegate_harness.limits import find_limits

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


class NamesPackages(unittest.TestCase):
    def test_by_file_name_for_the_key_and_by_name_and_version(self):
        with tempfile.TemporaryDirectory() as directory:
            site = os.path.join(directory, "site-packages")
            for entry, said in (
                ("Fast_Json-3.1.dist-info", ("METADATA", "Name: Fast_Json\nVersion: 3.1\n\n")),
                ("old.egg-info", ("PKG-INFO", "Name: old\nVersion: 0.9\n\n")),
                ("half-2.0.dist-info", ("RECORD", "")),
            ):
                os.makedirs(os.path.join(site, entry))
                with open(os.path.join(site, entry, said[0]), "w", encoding="utf-8") as file:
                    file.write(said[1])
            with patch.object(sys, "path", [site, *(p for p in sys.path if not p.endswith("-packages"))]):
                facts = collect_environment(None)
        # Stored baselines are found by this list, so it must not change.
        self.assertEqual(facts["packages"], ["fast-json-3.1", "half-2.0", "old"])
        self.assertEqual(facts["distributions"], ["fast-json 3.1", "old 0.9"])

    def test_settings_are_those_that_change_speed(self):
        found = {"PYTHONMALLOC": "malloc", "OMP_NUM_THREADS": "1", "PYTHONPATH": "/x", "PYTHONHASHSEED": "0"}
        with patch.dict(os.environ, found):
            settings = collect_environment(None)["settings"]
        self.assertLessEqual({"PYTHONMALLOC=malloc", "OMP_NUM_THREADS=1"}, set(settings))
        self.assertFalse([line for line in settings if line.startswith(("PYTHONPATH", "PYTHONHASHSEED"))])


class FindsLimits(unittest.TestCase):
    def check(self, expected, files):
        self.assertEqual(find_limits(files.get), expected)

    def test_none(self):
        self.check({}, {})
        self.check({}, {"/proc/self/cgroup": "0::/", "/sys/fs/cgroup/cpu.max": "max 100000"})

    def test_the_smallest_of_all_groups_above(self):
        files = {
            "/proc/self/cgroup": "0::/a/b",
            "/sys/fs/cgroup/a/cpu.max": "150000 100000",
            "/sys/fs/cgroup/a/b/cpu.max": "400000 100000",
            "/sys/fs/cgroup/a/b/memory.max": "1073741824",
            "/sys/fs/cgroup/memory.max": "max",
        }
        self.check({"cpu_limit": 1.5, "memory_limit": 1 << 30}, files)

    def test_the_first_version(self):
        files = {
            "/proc/self/cgroup": "4:memory:/docker/x\n1:cpu,cpuacct:/docker/x\n0::/",
            "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1",
            "/sys/fs/cgroup/cpu,cpuacct/docker/x/cpu.cfs_quota_us": "50000",
            "/sys/fs/cgroup/cpu,cpuacct/docker/x/cpu.cfs_period_us": "100000",
            "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712",
        }
        self.check({"cpu_limit": 0.5}, files)


if __name__ == "__main__":
    unittest.main()
