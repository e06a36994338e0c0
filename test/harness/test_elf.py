"""Two builds of one library are told to be the same by what a process gets of them."""

import sys
import unittest

from pacegate_harness.recording.elf import loaded_digest

#: Address and size of what follows the header: one segment that is loaded, and one with notes in it.
_CODE = b"code of a function, and /home/one/shop/fast.c in a text" + bytes(9)


def library(identity=b"\x01" * 20, code=_CODE, debug=b"debug information", order="little", bits=64):
    """A small ELF file of two segments."""

    def number(value, size):
        return value.to_bytes(size, order)

    word = bits // 8
    header_size, entry = (64, 56) if bits == 64 else (52, 32)
    note = number(4, 4) + number(len(identity), 4) + number(3, 4) + b"GNU\0" + identity
    start = header_size + 2 * entry
    body = note + code

    def segment(kind, offset, size):
        place = [number(each, word) for each in (offset, offset, offset, size, size)]
        flags = number(4, 4)
        if bits == 64:
            return number(kind, 4) + flags + b"".join(place) + number(8, word)
        return number(kind, 4) + b"".join(place) + flags + number(8, 4)

    file = b"\x7fELF" + bytes([2 if bits == 64 else 1, 1 if order == "little" else 2, 1]) + bytes(9)
    file += number(3, 2) + number(62, 2) + number(1, 4) + number(0, word) + number(header_size, word)
    file += number(start + len(body) + len(debug), word)  # where its sections are listed
    file += number(0, 4) + number(header_size, 2) + number(entry, 2) + number(2, 2) + bytes(6)
    assert len(file) == header_size
    segments = segment(1, 0, start + len(body)) + segment(4, start, len(note))
    return file + segments + body + debug


class Loaded(unittest.TestCase):
    def test_builds_that_differ_in_what_is_not_loaded_are_the_same(self):
        for bits in (32, 64):
            for order in ("little", "big"):
                how = {"bits": bits, "order": order}
                one = loaded_digest(library(**how))
                self.assertIsNotNone(one)
                self.assertEqual(one, loaded_digest(library(debug=b"longer debug information", **how)))
                self.assertEqual(one, loaded_digest(library(identity=b"\x02" * 20, **how)))
                self.assertNotEqual(one, loaded_digest(library(code=_CODE.replace(b"code", b"Code"), **how)))

    def test_the_place_of_the_sources_does_not_count_but_its_length_does(self):
        one = loaded_digest(library(), [b"/home/one"])
        other = library(code=_CODE.replace(b"/home/one", b"/home/two"))
        self.assertEqual(one, loaded_digest(other, [b"/home/two"]))
        self.assertNotEqual(loaded_digest(library()), loaded_digest(other))
        longer = library(code=_CODE.replace(b"/home/one", b"/home/three")[:-2])
        self.assertNotEqual(one, loaded_digest(longer, [b"/home/three"]))

    def test_what_is_none_is_not_read(self):
        whole = library()
        for data in (b"", b"\x7fELF", b"MZ", whole[:70], b"\x7fELF\x09" + whole[5:], whole[:56] + bytes(2) + whole[58:]):
            self.assertIsNone(loaded_digest(data))

    def test_the_interpreter_is_one(self):
        if sys.platform == "linux":
            with open(sys.executable, "rb") as file:
                self.assertIsNotNone(loaded_digest(file.read()))


if __name__ == "__main__":
    unittest.main()
