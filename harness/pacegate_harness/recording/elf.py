"""What of a shared library is loaded: two builds of the same sources differ in their debug information, in their build ID, and in
the place of the sources, where the compiler wrote it down for messages.

Format: Tool Interface Standard (TIS) Executable and Linking Format, version 1.2; System V ABI, chapter 5.
"""

from __future__ import annotations

import hashlib
import struct
from typing import Iterable, Optional

_LOAD, _NOTE = 1, 4
_BUILD_ID = 3
#: The header of a 32-bit file.
_LEAST = 52
#: Of a header of the program, by the class of the file: its format, and the places of type, offset and size in the file.
_HEADERS = {1: ("IIIIIIII", 0, 1, 4), 2: ("IIQQQQQQ", 0, 2, 5)}


def loaded_digest(data: bytes, roots: Iterable[bytes] = ()) -> Optional[str]:
    """Of the segments that a process gets of the file. None where the bytes are no ELF file that we can read.

    ``roots``: paths of the checkout, whose length alone counts: the sides have paths of one length.
    """
    if len(data) < _LEAST or data[:4] != b"\x7fELF" or data[4] not in _HEADERS or data[5] not in (1, 2):
        return None
    order = "<" if data[5] == 1 else ">"
    try:
        wide = data[4] == 2
        (table,) = struct.unpack_from(order + ("Q" if wide else "I"), data, 32 if wide else 28)
        size, count = struct.unpack_from(order + "HH", data, 54 if wide else 42)
        form, *places = _HEADERS[data[4]]
        headers = [struct.unpack_from(order + form, data, table + size * index) for index in range(count)]
        parts = [tuple(header[place] for place in places) for header in headers]
        # Where the tables of sections lie says the header, and nobody loads them.
        content = bytearray(data[: 40 if wide else 32] + bytes(24 if wide else 20) + data[64 if wide else 52 :])
        for kind, offset, length in parts:
            if kind == _NOTE:
                _clear_build_id(content, order, offset, offset + length)
        for root in roots:
            content = content.replace(root + b"/", bytes(len(root)) + b"/")
        found = hashlib.sha256(repr([header[:3] for header in headers]).encode())
        for kind, offset, length in parts:
            if kind == _LOAD:
                found.update(content[offset : offset + length])
    except (struct.error, IndexError):
        return None
    return found.hexdigest()[:32] if any(kind == _LOAD for kind, _, _ in parts) else None


def _clear_build_id(content: bytearray, order: str, at: int, end: int) -> None:
    while at + 12 <= end:
        name, length, kind = struct.unpack_from(order + "III", content, at)
        start = at + 12 + _padded(name)
        if kind == _BUILD_ID and content[at + 12 : at + 16] == b"GNU\0":
            content[start : start + length] = bytes(length)
        at = start + _padded(length)


def _padded(length: int) -> int:
    return (length + 3) // 4 * 4
