"""Shared libraries of a side get another place in physical memory before each process."""

import json
import mmap
import os
import shutil
import subprocess
import tempfile
import unittest
from unittest import mock

from pacegate_harness.timed.placement import place_anew, remember_libraries

FINCORE = shutil.which("fincore")


def cached_bytes(path):
    told = subprocess.run([FINCORE, "--bytes", "--noheadings", "-o", "RES", path], stdout=subprocess.PIPE, check=True)
    return int(told.stdout)


@unittest.skipUnless(hasattr(os, "posix_fadvise") and os.path.exists("/proc/self/maps"), "not on this system")
class Placement(unittest.TestCase):
    def setUp(self):
        # The temporary directory may lie in memory, whose files have no other place.
        self.root = os.path.realpath(tempfile.mkdtemp(dir=os.path.dirname(__file__)))
        self.addCleanup(shutil.rmtree, self.root)
        self.cache = os.path.join(self.root, "cache")
        os.mkdir(self.cache)
        self.request = {"cache": self.cache, "root": self.root}

    def file(self, name, size=1 << 20):
        path = os.path.join(self.root, name)
        with open(path, "wb") as file:
            file.write(os.urandom(size))
        return path

    def remembered(self):
        with open(os.path.join(self.cache, "libraries.json"), encoding="ascii") as file:
            return json.load(file)

    def map(self, path):
        with open(path, "rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        mapped[:]  # only a page that was touched is in use
        return mapped

    def test_what_a_process_mapped_of_its_own_side_is_remembered_and_added_to(self):
        elsewhere = tempfile.NamedTemporaryFile()
        self.addCleanup(elsewhere.close)
        elsewhere.write(b"x")
        elsewhere.flush()
        one, two = self.file("one.so"), self.file("zwei ö.so")
        with self.map(one), self.map(elsewhere.name):
            remember_libraries(self.request)
        self.assertEqual(self.remembered(), [one])
        with self.map(two):
            remember_libraries(self.request)
        self.assertEqual(self.remembered(), [one, two])
        self.assertEqual(os.listdir(self.cache), ["libraries.json"])

    @unittest.skipUnless(FINCORE, "needs fincore")
    def test_the_next_process_reads_it_again(self):
        path, other = self.file("one.so"), self.file("other.so")
        with self.map(path):
            remember_libraries(self.request)
            place_anew(self.request)
            self.assertEqual(cached_bytes(path), 1 << 20, "what another process has mapped stays")
        place_anew(self.request)
        self.assertEqual(cached_bytes(path), 0)
        self.assertEqual(cached_bytes(other), 1 << 20)

    @unittest.skipUnless(FINCORE, "needs fincore")
    def test_what_is_too_large_stays(self):
        large, small = self.file("a.so", 2 << 20), self.file("b.so")
        with self.map(large), self.map(small):
            remember_libraries(self.request)
        with mock.patch("pacegate_harness.timed.placement._MOST_BYTES", 1 << 20):
            place_anew(self.request)
        self.assertEqual((cached_bytes(large), cached_bytes(small)), (2 << 20, 0))

    def test_whatever_stands_in_the_cache_hurts_nobody(self):
        fifo = os.path.join(self.root, "fifo")
        os.mkfifo(fifo)
        for text in ("", "{", "null", "[1, null]", json.dumps(["", "/gone", "a\0b", self.root, fifo, "\udc80"])):
            with open(os.path.join(self.cache, "libraries.json"), "w", encoding="utf-8") as file:
                file.write(text)
            place_anew(self.request)
        with open(os.path.join(self.cache, "libraries.json"), "wb") as file:
            file.write(b"[\xff")
        place_anew(self.request)

    def test_without_a_cache_nothing_is_noted(self):
        with self.map(self.file("one.so")):
            remember_libraries({"cache": None, "root": self.root})
        place_anew({"cache": None})
        self.assertEqual(os.listdir(self.cache), [])

    def test_a_system_without_advice_leaves_them_in_place(self):
        with self.map(self.file("one.so")):
            remember_libraries(self.request)
        with mock.patch("os.posix_fadvise", side_effect=OSError):
            place_anew(self.request)


if __name__ == "__main__":
    unittest.main()
