"""Reports where the checkout's own modules were really loaded from. Pacegate judges it (src/runners/origins.ts)."""

import os
import sys
from typing import Any, Dict, List, Optional

from .layout import Layout, is_within

#: Each module is a record; a project with more than this is reported by its first ones and those from elsewhere.
_MOST = 3000

#: Pacegate's own files, which may lie in another side's checkout where Pacegate measures itself.
_HARNESS = os.path.realpath(os.path.join(os.path.dirname(__file__), ".."))


def report_origins(layout: Layout) -> List[Dict[str, Any]]:
    """One record for each loaded module that the checkout has too, or that came from another side's checkout.

    ``file``: where it was loaded from, a real path. ``source``: the checkout's own file of that module, or None.
    ``same``: whether both hold the same bytes; None where there is nothing to compare. ``installed_from``: the URL that
    the distribution was installed from (PEP 610), asked for only where the file lies outside the checkout's sources.
    """
    records = []
    urls: Dict[str, Optional[str]] = {}
    for name, module in sorted(sys.modules.items()):
        loaded = getattr(module, "__file__", None)
        if not isinstance(loaded, str) or not isinstance(name, str):
            continue
        if name == "__main__":  # `python -m shop` knows its real name
            name = getattr(getattr(module, "__spec__", None), "name", None) or name
        file = os.path.realpath(loaded)
        if is_within(file, _HARNESS):
            continue
        top = name.partition(".")[0]
        foreign = layout.is_foreign(file)
        if not foreign and not (layout.may_own(top) and _has_counterpart(name, layout)):
            continue
        source = layout.find_source(name)
        record: Dict[str, Any] = {"module": name, "file": file, "source": source, "same": None, "installed_from": None}
        if source is not None and os.path.realpath(source) != file:
            record["same"] = _same_bytes(file, source)
        packages = _packages_directory(file)
        if packages is not None:
            if packages not in urls:
                urls[packages] = None
                urls.update(_direct_urls(packages))
            record["installed_from"] = urls.get(f"{packages}\0{top}")
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


def _packages_directory(file: str) -> Optional[str]:
    parts = file.split(os.sep)
    for name in ("site-packages", "dist-packages"):
        if name in parts:
            return os.sep.join(parts[: len(parts) - parts[::-1].index(name)])
    return None


def _direct_urls(directory: str) -> Dict[str, Optional[str]]:
    """``direct_url.json`` of each distribution that has one, by the top-level names that it installed."""
    import json

    urls: Dict[str, Optional[str]] = {}
    try:
        entries = [e for e in os.listdir(directory) if e.endswith(".dist-info")]
    except OSError:
        return urls
    for entry in entries:
        try:
            with open(os.path.join(directory, entry, "direct_url.json"), encoding="utf-8") as file:
                url = json.load(file).get("url")
            with open(os.path.join(directory, entry, "RECORD"), encoding="utf-8") as file:
                tops = {line.partition("/")[0].partition(",")[0].partition(".")[0] for line in file}
        except (OSError, ValueError, AttributeError):
            continue
        for top in tops:
            urls[f"{directory}\0{top}"] = url
    return urls
