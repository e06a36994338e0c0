"""Gives the shared libraries that a side has for itself another place in physical memory before each process.

Both sides of a comparison load extension modules from files of their own. Their pages stay in the page cache where they
came to lie when they were built or installed, for all processes of the run. Code that is the same to the byte then differs
in every block, the same way, and no repetition shows that: of yarl's quoting (a Cython module, built on each side) two of
ten unchanged benchmarks seemed 6.4 % slower in each of 30 blocks, and with a copy of the file in its place none did. So the
pages are dropped before each process and read again: a bias of the session becomes noise between blocks. In three
sessions each, 8 of 30 intervals of unchanged benchmarks lay beside 0 before, and 1 of 30 since (`npm run suites -- yarl`).
Where the system has no `posix_fadvise`, or something else maps the files, they stay.
"""

from __future__ import annotations

import json
import os
from typing import Any, Dict, List, Optional

from ..code.paths import is_within

#: Reading hundreds of megabytes anew for each process would take longer than measuring.
_MOST_BYTES = 256 << 20

#: In ``request["cache"]``, the directory that a side's processes of one benchmark share.
_FILE = "libraries.json"


def place_anew(request: Dict[str, Any]) -> None:
    """Drops the pages of what the processes before this one had mapped. To be called before anything is imported."""
    left = _MOST_BYTES
    for path in _remembered(request.get("cache")):
        try:
            file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        except (OSError, ValueError):
            continue
        try:
            size = os.fstat(file).st_size
            if size > left:
                continue
            left -= size
            os.fsync(file)  # what was written just now could not be dropped
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
        except (OSError, AttributeError):
            pass
        finally:
            os.close(file)


def remember_libraries(request: Dict[str, Any]) -> None:
    """Notes which files of the side's own checkout this process has mapped."""
    cache = request.get("cache")
    if not cache:
        return
    root = os.path.realpath(request["root"])
    known = set(_remembered(cache))
    mapped = {path for path in mapped_files() if is_within(path, root)}
    if not mapped <= known:
        # Written whole or not at all: the process may be ended at any time.
        draft = os.path.join(cache, f"{_FILE}.{os.getpid()}")
        try:
            with open(draft, "w", encoding="ascii") as file:
                json.dump(sorted(mapped | known), file)
            os.replace(draft, os.path.join(cache, _FILE))
        except OSError:
            pass


def mapped_files() -> List[str]:
    """Paths of this process's mapped files, where the system tells them."""
    try:
        with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as file:
            return list({line.split(maxsplit=5)[-1].strip() for line in file if "/" in line})
    except OSError:
        return []


def _remembered(cache: Optional[str]) -> List[str]:
    if not cache:
        return []
    try:
        with open(os.path.join(cache, _FILE), encoding="ascii") as file:
            paths = json.load(file)
    except (OSError, ValueError):
        return []
    return [path for path in paths if type(path) is str] if type(paths) is list else []
