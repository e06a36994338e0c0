"""What other threads do, counted; and how long a function waits, which is never less than it slept."""

import queue
import threading
import time
import unittest
from unittest import mock

import profile_threads

profile_threads.watch_new_threads()
requests, answers = queue.Queue(), queue.Queue()


def work():
    return helper()


def helper():
    return 1


def sleep():
    time.sleep(0.01)


def start():
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def serve():
    while True:
        answers.put(requests.get()())


def ask(function):
    requests.put(function)
    return answers.get()


threading.Thread(target=serve, daemon=True).start()


def profile(function):
    profile = profile_threads.profile_threads(function)
    cells = {}
    for (caller, code), cell in profile.cells.items():
        cells[caller.co_name if caller else None, code.co_name] = cell
    return cells, profile


class OtherThreads(unittest.TestCase):
    def test_calls_are_counted_in_a_thread_that_was_there_before(self):
        cells, _ = profile(lambda: [ask(work) for _ in range(7)])
        self.assertEqual(cells["serve", "work"][0], 7)
        self.assertEqual(cells["work", "helper"][0], 7)

    def test_a_new_thread_is_work_of_what_starts_it(self):
        cells, _ = profile(start)
        self.assertIn("start", [caller for caller, name in cells if name in ("_bootstrap", "run")])
        self.assertEqual(cells["work", "helper"][0], 1)

    def test_nothing_is_left_behind(self):
        profile(lambda: ask(work))
        cells, _ = profile(lambda: ask(work))
        self.assertEqual(cells["work", "helper"][0], 1)

    def test_one_that_sleeps_waits(self):
        cells, _ = profile(lambda: ask(sleep))
        self.assertGreaterEqual(cells["serve", "sleep"][3], 0.01)

    def test_pstats_reads_it(self):
        _, profiled = profile(lambda: ask(work))
        profiled.create_stats()
        [entry] = [value for (_, _, name), value in profiled.stats.items() if name == "helper"]
        self.assertEqual(entry[:2], (1, 1))
        self.assertEqual([name for _, _, name in entry[4]], ["work"])


class Simulated:
    """Two threads on clocks that are set by hand."""

    def __init__(self):
        self.now, self.thread, self.cpu, self.switches = 0.0, 1, {1: 0.0, 2: 0.0}, 0
        self.profiler = profile_threads.ThreadProfiler()

    def at(self, now, thread, event, *arguments, cpu=0.0):
        self.now, self.thread = now, thread
        self.cpu[thread] += cpu
        clocks = {"perf_counter": lambda: self.now, "thread_time": lambda: self.cpu[self.thread]}
        clocks.update(get_ident=lambda: self.thread, count_switches=lambda: self.switches)
        with mock.patch.multiple(profile_threads, **clocks):
            getattr(self.profiler, event)(*arguments)

    def waited(self):
        threads = self.profiler.threads.values()
        return {code.co_name: cell[3] for each in threads for (_, code), cell in each.cells.items()}


class Waiting(unittest.TestCase):
    def test_the_one_that_sleeps_waits_and_not_the_one_that_waits_for_it(self):
        both = Simulated()
        both.at(0, 1, "enter", ask.__code__, None)
        both.at(1, 2, "enter", sleep.__code__, None)
        both.switches += 1
        both.at(4, 2, "leave")
        both.at(4, 1, "leave")
        self.assertEqual(both.waited(), {"ask": 1, "sleep": 3})

    def test_nor_one_that_waits_while_another_works(self):
        both = Simulated()
        both.at(0, 1, "enter", ask.__code__, None)
        both.at(0, 2, "enter", work.__code__, None)
        both.switches += 1
        both.at(3, 2, "leave", cpu=3)
        both.at(3, 1, "leave")
        self.assertEqual(both.waited(), {"ask": 0, "work": 0})

    def test_nor_one_that_was_only_interrupted(self):
        one = Simulated()
        one.at(0, 1, "enter", work.__code__, None)
        one.at(3, 1, "leave", cpu=1)
        self.assertEqual(one.waited(), {"work": 0})


if __name__ == "__main__":
    unittest.main()
