"""Which lines are timed, and to whom their time goes: by a clock that moves only where the test says so."""

import queue
import sys
import threading
import unittest
from unittest import mock

import profile_lines
from profile_functions import Function, Names

NOW = 0.0


def spend(seconds):
    global NOW
    NOW += seconds


def cold():
    spend(1)


def hot(calls):
    spend(2)
    for _ in range(calls):
        warm()
        cold()
    return [spend(4) for _ in "ab"]


def warm():
    spend(8)


def sums():
    for value in range(3):
        spend(16)
        yield value


FILE = "test/harness/test_profile_lines.py"


def function(called, file=FILE):
    return Function(called.__name__, file, True)


def timed(work, *functions, limit=1e9, every_thread=False, overhead=profile_lines.Overhead()):
    """Seconds by function and line, counted from its ``def``."""
    global NOW
    NOW = 0.0
    names = Names([__file__.rsplit("/test/", 1)[0]])
    with mock.patch.object(profile_lines.time, "thread_time", lambda: NOW):
        timer = profile_lines.LineTimer({function(each) for each in functions}, names, limit, overhead)
        timer.run(work, every_thread)
    firsts = {each.__name__: each.__code__.co_firstlineno for each in functions}
    found = {(key.name, line - firsts[key.name]): seconds for (key, line), seconds in timer.seconds.items()}
    return {place: seconds for place, seconds in found.items() if seconds > 0}


class Lines(unittest.TestCase):
    def test_each_has_its_own_time_and_that_of_what_is_not_traced(self):
        expected = {("hot", 1): 2, ("hot", 4): 3, ("hot", 5): 8, ("warm", 1): 24}
        self.assertEqual(timed(lambda: hot(3), hot, warm), expected)
        self.assertEqual(timed(lambda: hot(3), hot), {("hot", 1): 2, ("hot", 3): 24, ("hot", 4): 3, ("hot", 5): 8})

    def test_of_generators_only_while_they_work(self):
        self.assertEqual(timed(lambda: [spend(100) for _ in sums()], sums), {("sums", 2): 48})

    def test_of_what_raises_end_with_it(self):
        def work():
            with self.assertRaises(TypeError):
                hot("x")
            spend(100)
            warm()

        self.assertEqual(timed(work, hot, warm), {("hot", 1): 2, ("warm", 1): 8})

    def test_are_left_alone_when_the_time_is_over(self):
        before = sys.gettrace()
        found = timed(lambda: hot(1000), hot, warm, limit=30)
        self.assertLess(sum(found.values()), 45)
        self.assertIs(sys.gettrace(), before)

    def test_of_other_threads_are_theirs(self):
        profile_lines.watch_new_threads()
        tasks = queue.Queue()

        def serve():
            for task in iter(tasks.get, None):
                task()
                done.release()

        thread, done = threading.Thread(target=serve), threading.Semaphore(0)
        thread.start()

        def work():
            spend(2)
            tasks.put(lambda: hot(1))
            done.acquire()

        found = timed(work, hot, warm, every_thread=True)
        tasks.put(None)
        thread.join()
        threading.settrace(None)
        self.assertEqual(found, {("hot", 1): 2, ("hot", 4): 1, ("hot", 5): 8, ("warm", 1): 8})

    def test_measured_tracing_is_taken_off(self):
        overhead = profile_lines.measure_tracing()
        self.assertGreater(min(overhead), 0)
        self.assertEqual(timed(warm, warm, overhead=profile_lines.Overhead(3, 2)), {("warm", 1): 5})


class Dearest(unittest.TestCase):
    def test_are_the_projects_with_the_libraries_that_they_call(self):
        def entry(name, own, inside=True):
            return {"name": name, "file": "a.py", "inside": inside, "own": own}

        functions = [entry("caller", 1), entry("library", 50, False), entry("own", 48), entry("tiny", 0.1)]
        profile = {"functions": functions, "edges": [{"from": 0, "to": 1, "total": 50}]}
        found = profile_lines.find_dearest(profile)
        self.assertEqual({each.name for each in found}, {"caller", "own"})


if __name__ == "__main__":
    unittest.main()
