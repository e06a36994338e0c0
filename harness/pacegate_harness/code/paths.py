"""Questions about paths that need no file."""

from __future__ import annotations

import os


def is_within(path: str, base: str) -> bool:
    """Whether ``path`` is ``base`` or lies below it. Both are real paths."""
    path, base = os.path.normcase(path), os.path.normcase(base)
    return path == base or path.startswith(base.rstrip(os.sep) + os.sep)
