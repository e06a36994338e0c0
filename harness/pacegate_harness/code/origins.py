"""Reports where the checkout's own modules were really loaded from. Pacegate judges it (src/runners/harness/origins.ts)."""

from __future__ import annotations

import os
import sys
from typing import Any, Dict, List, Optional

from ..objects import declared
from .distributions import installed_files
from .layout import Layout
from .paths import is_within

#: Each module is a record; a project with more than this is reported by its first ones and those from elsewhere.
_MOST = 3000

#: Pacegate's own files, which may lie in another side's checkout where Pacegate measures itself.
_HARNESS = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))


def report_origins(layout: Layout) -> List[Dict[str, Any]]:
    """One record for each loaded module that the checkout has too, or that came from another side's checkout, or from a
    distribution that was made from either.

    ``file``: where it was loaded from, a real path. ``source``: the checkout's own file of that module, or None.
    ``same``: whether both hold the same bytes; None where there is nothing to compare. ``installed_from``: the URL that
    the distribution that holds the file was installed from (PEP 610).
    """
    records: List[Dict[str, Any]] = []
    installed: Dict[str, Optional[str]] = {}
    for distribution in layout.own_distributions():
        installed.update(dict.fromkeys(installed_files(distribution), distribution.url))
    for name, module in sorted(sys.modules.items()):
        loaded = declared(module, "__file__")
        if not issubclass(type(loaded), str) or not issubclass(type(name), str):
            continue
        if name == "__main__":  # `python -m shop` knows its real name
            name = getattr(declared(module, "__spec__"), "name", None) or name
        file = os.path.realpath(loaded)
        if is_within(file, _HARNESS):
            continue
        known = file in installed or layout.is_foreign(file)
        if not known and not (layout.may_own(name.partition(".")[0]) and _has_counterpart(name, layout)):
            continue
        source = layout.find_source(name)
        record: Dict[str, Any] = {
            "module": name,
            "file": file,
            "source": source,
            "same": None,
            "installed_from": installed.get(file),
        }
        if source is not None and os.path.realpath(source) != file:
            record["same"] = _same_bytes(file, source)
        if len(records) < _MOST or record["same"] is not True and file != source:
            records.append(record)
    return records


def _has_counterpart(name: str, layout: Layout) -> bool:
    """Whether the checkout has this module or a regular package around it; a namespace alone is shared with others."""
    parts = name.split(".")
    return any(layout.find_source(".".join(parts[:depth])) for depth in range(1, len(parts) + 1))


def _same_bytes(one: str, other: str) -> Optional[bool]:
    if os.path.splitext(one)[1] != os.path.splitext(other)[1]:
        return None
    try:
        with open(one, "rb") as a, open(other, "rb") as b:
            return a.read() == b.read()
    except OSError:
        return None
