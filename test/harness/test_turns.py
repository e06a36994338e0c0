"""The line to Pacegate, and the move to the core that is due, with the system calls replaced."""

import os
import unittest
from unittest import mock

from pacegate_harness.timed.turns import Line, open_line


class FakeDescriptor:
    """Stands in for the descriptor: answers as Pacegate does, and writes down what happens."""

    def __init__(self, cores, answers=b"." * 100):
        self.log = []
        self.cores = set(cores)
        self.answers = answers
        self.inode = 1

    def read(self, _, count):
        answer, self.answers = self.answers[:count], self.answers[count:]
        self.log.append("read")
        return answer

    def write(self, _, text):
        self.log.append(text.decode())
        return len(text)

    def stat(self, _):
        if self.inode is None:
            raise OSError("closed")
        return mock.Mock(st_dev=1, st_ino=self.inode)

    def restrict(self, _, cores):
        if not set(cores) <= self.cores:
            raise OSError("not ours")
        self.log.append(tuple(sorted(cores)))

    def baton(self):
        with mock.patch.multiple(
            os,
            create=True,
            sched_getaffinity=lambda _: set(self.cores),
            sched_setaffinity=self.restrict,
            set_inheritable=lambda *_: None,
        ):
            return Line(self.read, self.write, self.stat)

    def cores_moved_to(self):
        """One for each turn; after each the process may run everywhere again."""
        moves = [entry for entry in self.log if isinstance(entry, tuple)]
        assert all(back == tuple(sorted(self.cores)) for back in moves[1::2]), moves
        return [core for (core,) in moves[::2]]


class TakesTurns(unittest.TestCase):
    def test_both_sides_move_to_the_same_core_in_the_same_turn(self):
        for cores in ({0}, {0, 1}, {2, 5, 7}):
            one, two = FakeDescriptor(cores), FakeDescriptor(cores)
            for line in (one, two):
                baton = line.baton()
                for _ in range(7):
                    self.assertTrue(baton.next_turn())
            self.assertEqual(one.cores_moved_to(), two.cores_moved_to())
            self.assertEqual(set(one.cores_moved_to()), cores)

    def test_it_asks_then_waits_and_then_moves(self):
        line = FakeDescriptor({0, 1})
        line.baton().next_turn()
        self.assertEqual(line.log, [".", "read", (0,), (0, 1)])

    def test_the_last_turn_is_ended_without_moving(self):
        line = FakeDescriptor({0, 1})
        line.baton().finish()
        self.assertEqual(line.log, ["!", "read"])

    def test_where_nobody_gives_turns_any_more_it_goes_on_without(self):
        line = FakeDescriptor({0}, answers=b".")
        baton = line.baton()
        self.assertTrue(baton.next_turn())
        self.assertFalse(baton.next_turn())
        asked = len(line.log)
        self.assertFalse(baton.next_turn())
        baton.finish()
        self.assertEqual(len(line.log), asked)

    def test_a_descriptor_that_is_another_file_now_is_neither_read_nor_written(self):
        for inode in (2, None):
            line = FakeDescriptor({0})
            baton = line.baton()
            line.inode = inode
            self.assertFalse(baton.next_turn())
            baton.finish()
            self.assertEqual(line.log, [])

    def test_where_moving_is_forbidden_it_takes_its_turns_all_the_same(self):
        line = FakeDescriptor({0, 1})

        def refuse(_, cores):
            raise PermissionError(cores)

        line.restrict = refuse
        baton = line.baton()
        self.assertTrue(baton.next_turn())
        self.assertTrue(baton.next_turn())

    def test_without_affinity_as_on_macos(self):
        line = FakeDescriptor({0})
        with mock.patch.object(os, "set_inheritable"):
            baton = Line(line.read, line.write, line.stat)
        baton._cores_of = baton._restrict = None
        self.assertTrue(baton.next_turn())

    def test_a_process_alone_has_no_baton(self):
        self.assertIsNone(open_line(False))


if __name__ == "__main__":
    unittest.main()
