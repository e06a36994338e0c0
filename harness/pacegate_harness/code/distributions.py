"""Installed distributions that were made from this repository, found without importlib.metadata, which costs 50 ms.

One is the repository's where it says so itself (``direct_url.json``, PEP 610, names a checkout of either side), or where
it has the project's name.
"""

from __future__ import annotations

import json
import os
import re
import sys
from typing import Dict, Iterator, List, NamedTuple, Optional, Sequence, Set, Tuple

from .paths import is_within


class Distribution(NamedTuple):
    #: Directory that holds the packages.
    directory: str
    #: Name of its `.dist-info` or `.egg-info` directory.
    entry: str
    #: URL that it was installed from, where it says so.
    url: Optional[str]
    #: An editable install: its code stays in the checkout.
    editable: bool


def find_distributions() -> Iterator[Tuple[str, str]]:
    """Directory and metadata entry of everything that is installed in a `site-packages` or `dist-packages` on the path."""
    for directory in dict.fromkeys(os.path.realpath(path) for path in sys.path):
        if os.path.basename(directory) in ("site-packages", "dist-packages"):
            try:
                entries = os.listdir(directory)
            except OSError:
                continue
            for entry in entries:
                if entry.endswith((".dist-info", ".egg-info")):
                    yield directory, entry


def read_name(directory: str, entry: str) -> Optional[Tuple[str, str]]:
    """Name and version as the metadata says; None where it is half there, or none of ours to read."""
    path = os.path.join(directory, entry)
    # Of a wheel, of a directory and of a file of setuptools.
    for file in (os.path.join(path, "METADATA"), os.path.join(path, "PKG-INFO"), path):
        said: Dict[str, str] = {}
        try:
            with open(file, encoding="utf-8", errors="replace") as lines:
                for line in lines:
                    if not line.strip():
                        break  # the description follows
                    key, _, value = line.partition(":")
                    said.setdefault(key, value.strip())
        except OSError:
            continue
        if said.get("Name") and said.get("Version"):
            return said["Name"], said["Version"]
    return None


def find_own_distributions(
    own_directories: Set[str], foreign: Sequence[str], projects: Sequence[str] = ()
) -> List[Distribution]:
    """Those that were installed from this repository or from the other side's checkout of it.

    ``own_directories``: the project and the repository's root; ``foreign``: those of the other side; ``projects``: other
    projects in the repository, whose names count as well. Real paths.
    """
    names = _project_names({*own_directories, *projects})
    checkouts = [*own_directories, *foreign]
    own = []
    for directory, entry in find_distributions():
        url, editable = _read_direct_url(os.path.join(directory, entry, "direct_url.json"))
        local = url is not None and any(is_within(path_of(url), base) for base in checkouts)
        if local or _normalise(entry.partition("-")[0]) in names:
            own.append(Distribution(directory, entry, url, editable))
    return own


def installed_files(distribution: Distribution) -> Set[str]:
    """The files of the project that a distribution installed, as its RECORD says; real paths.

    The modules that an editable install puts at the top are no part of the project: they lead to the checkout.
    """
    for name in ("RECORD", "installed-files.txt"):
        try:
            with open(os.path.join(distribution.directory, distribution.entry, name), encoding="utf-8") as file:
                paths = [line.rsplit(",", 2)[0].strip('"\n') if name == "RECORD" else line.strip() for line in file]
        except (OSError, ValueError):
            continue
        if distribution.editable:
            paths = [path for path in paths if "/" in path or not path.endswith(".py")]
        base = distribution.directory if name == "RECORD" else os.path.join(distribution.directory, distribution.entry)
        return {os.path.normpath(os.path.join(base, path)) for path in paths}
    return set()


def path_of(url: str) -> str:
    """The path that a ``file:`` URL names, a real path; empty for any other URL."""
    if not url.startswith("file:"):
        return ""
    from urllib.parse import unquote, urlsplit

    path = unquote(urlsplit(url).path)
    return os.path.realpath(path[1:] if re.match(r"/[A-Za-z]:", path) else path)


def _read_direct_url(file: str) -> Tuple[Optional[str], bool]:
    try:
        with open(file, encoding="utf-8") as opened:
            facts = json.load(opened)
        url, about = facts.get("url"), facts.get("dir_info")
    except (OSError, ValueError, AttributeError):
        return None, False
    return (url if isinstance(url, str) else None), isinstance(about, dict) and about.get("editable") is True


def _project_names(directories: Set[str]) -> Set[str]:
    """The names that the checkout's own metadata give it."""
    found = set()
    for directory in directories:
        for name, section in (("pyproject.toml", r"project|tool\.poetry"), ("setup.cfg", "metadata")):
            match = re.search(
                rf"^\[(?:{section})\][^\[]*?^name\s*=\s*[\"']?([\w.-]+)", _read(os.path.join(directory, name)), re.M
            )
            if match:
                found.add(_normalise(match.group(1)))
    return found


def _normalise(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
