"""Where a checkout keeps its own packages, and how they come to be imported from there and from nowhere else.

The base side and the candidate side often share one environment. An editable or an ordinary install of the project in it
would make both sides run the same code. So a checkout's own source directories stand first on ``sys.path``. Where the
interpreter's environment lies inside the checkout – a ``.venv`` that this side's ``setup`` has made – what is installed
there is this side's own, so it stands first, and the source directories last. So does an ordinary install from this very
checkout, wherever it lies, where it has compiled parts that the sources lack.
"""

from __future__ import annotations

import os
import re
import sys
from importlib.machinery import EXTENSION_SUFFIXES, PathFinder
from typing import Any, Dict, List, Optional, Sequence, Set

from .distributions import Distribution, find_own_distributions, installed_files, path_of
from .paths import is_within

#: Source directories by convention: the src layout, `lib`, maturin's `python`, and the flat layout.
_SOURCE_DIRECTORIES = ("src", "lib", "python", "")

#: Keys by which build back ends are told of another one: setuptools, flit and pdm, maturin, uv, poetry, hatch.
_SOURCE_KEYS = re.compile(
    r"^\s*(where|package[-_]dir|python-source|module-root|packages|sources|\"\")\s*=\s*(.*(?:\n[ \t]+\S.*)*)", re.M
)

_SUFFIXES = (".py", *EXTENSION_SUFFIXES)


class Layout:
    """The own modules of a checkout. Reads directories once."""

    def __init__(self, directory: str, root: str, foreign: Sequence[str]) -> None:
        self.directory = os.path.realpath(directory)
        self.root = os.path.realpath(root)
        self.foreign = [os.path.realpath(path) for path in foreign]
        self.sources = _source_directories(self.directory)
        if self.root != self.directory:
            self.sources += [path for path in _source_directories(self.root) if path not in self.sources]
        self.own_environment = self.holds(os.path.realpath(sys.prefix))
        if self.foreign and not self.own_environment:
            found = [path for project in self._installed_projects() for path in _source_directories(project)]
            self.sources += [path for path in found if path not in self.sources]
        self._names: Dict[str, Set[str]] = {path: _top_level_names(path) for path in self.sources}

    def holds(self, path: str) -> bool:
        """Whether a path lies in this checkout. Checkouts may lie in each other: the innermost one has it."""
        own = max((len(base) for base in (self.directory, self.root) if is_within(path, base)), default=-1)
        other = max((len(base) for base in self.foreign if is_within(path, base)), default=-1)
        return own > other

    def is_foreign(self, path: str) -> bool:
        """Whether a path lies in another side's checkout."""
        return not self.holds(path) and any(is_within(path, base) for base in self.foreign)

    def may_own(self, name: str) -> bool:
        """Whether the checkout has something of this top-level name: a package, a module or a namespace."""
        return any(name in names for names in self._names.values())

    def find_source(self, name: str) -> Optional[str]:
        """The checkout's own file for a dotted module name."""
        relative = name.replace(".", os.sep)
        for source in self.sources:
            if name.partition(".")[0] not in self._names[source]:
                continue
            stem = os.path.join(source, relative)
            for path in (os.path.join(stem, "__init__.py"), *(stem + suffix for suffix in _SUFFIXES)):
                if os.path.isfile(path):
                    return path
        return None

    def search_path(self, path: Sequence[str], name: Optional[str] = None) -> List[str]:
        """``sys.path`` as this checkout's own packages, or the one of a top-level name, are looked up on it."""
        others = [p for p in path if not self.is_foreign(os.path.realpath(p)) and p not in self.sources]
        installed_first = self.own_environment or (name is not None and self.is_built_elsewhere(name, others))
        return [*others, *self.sources] if installed_first else [*self.sources, *others]

    def is_built_elsewhere(self, name: str, path: Sequence[str]) -> bool:
        """Whether an ordinary install made from this very checkout has compiled parts of a package that it lacks itself.

        That such an install is up to date is seen afterwards: its Python files must be those of the checkout.
        """
        if not any(os.path.isdir(os.path.join(p, name)) and _is_environment(p) for p in path):
            return False
        for distribution in self.own_distributions():
            if distribution.editable or not self.holds(path_of(distribution.url or "")):
                continue
            for file in installed_files(distribution):
                part = os.path.relpath(file, distribution.directory)
                compiled = part.startswith(name + os.sep) and part.endswith(tuple(EXTENSION_SUFFIXES))
                if compiled and not any(os.path.isfile(os.path.join(source, part)) for source in self.sources):
                    return True
        return False

    def own_distributions(self, projects: Sequence[str] = ()) -> List[Distribution]:
        """What is installed and was made from this repository, or from the other side's checkout of it.

        ``projects``: directories of further projects in this one.
        """
        inner = [os.path.join(self.directory, project) for project in projects]
        return find_own_distributions({self.directory, self.root}, self.foreign, inner)

    def _installed_projects(self) -> List[str]:
        """This side's own directories of the projects that were installed from another side's checkout, or from this one:
        in a repository that holds several, each has sources of its own."""
        projects: List[str] = []
        for distribution in self.own_distributions():
            path = os.path.realpath(path_of(distribution.url)) if distribution.url else ""
            bases = [base for base in (self.directory, self.root, *self.foreign) if is_within(path, base)]
            way = os.path.relpath(path, max(bases, key=len)) if bases else os.curdir
            if way != os.curdir:
                below = [os.path.join(base, way) for base in (self.directory, self.root)]
                projects += [project for project in below if os.path.isdir(project)][:1]
        return projects

    def install(self) -> None:
        """Makes this process import the checkout's own packages from the checkout, or from its own environment.

        A finder and not only ``sys.path``, because benchmarks like to put the directory above their own first on the
        path, which on the base side is the candidate's checkout.
        """
        sys.path[:] = self.search_path(sys.path)
        sys.meta_path.insert(0, _OwnFinder(self))  # type: ignore[arg-type]


class _OwnFinder:
    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def find_spec(self, name: str, path: Optional[Sequence[str]] = None, target: Any = None) -> Any:
        if path is not None or not self._layout.may_own(name):
            return None
        return PathFinder.find_spec(name, self._layout.search_path(sys.path, name), target)

    def invalidate_caches(self) -> None:
        PathFinder.invalidate_caches()


def _is_environment(path: str) -> bool:
    return os.path.basename(path) in ("site-packages", "dist-packages")


def _source_directories(directory: str) -> List[str]:
    found: List[str] = []
    for name in (*_configured(directory), *_SOURCE_DIRECTORIES):
        path = os.path.join(directory, name) if name else directory
        if os.path.realpath(path) in found:
            continue
        if not name or (os.path.isdir(path) and not os.path.isfile(os.path.join(path, "__init__.py"))):
            found.append(os.path.realpath(path))
    return found


def _configured(directory: str) -> List[str]:
    """Source directories that the build configuration names. Read as text: tomllib is there from Python 3.11 on only."""
    names: List[str] = []
    for file in ("pyproject.toml", "setup.cfg"):
        try:
            with open(os.path.join(directory, file), encoding="utf-8", errors="replace") as opened:
                text = opened.read()
        except OSError:
            continue
        for key, value in _SOURCE_KEYS.findall(text):
            for word in re.findall(r"[\w./-]+", value):
                # hatch names the packages themselves, `packages = ["code/shop"]`; poetry says `from = "code"` beside them.
                is_package = os.path.isfile(os.path.join(directory, word, "__init__.py"))
                if key == "packages" and not is_package and f'from = "{word}"' not in value:
                    continue
                name = os.path.normpath(os.path.dirname(word) if is_package else word)
                inside = not os.path.isabs(name) and not name.startswith("..") and name != "."
                if inside and os.path.isdir(os.path.join(directory, name)):
                    names.append(name)
    return names


def _top_level_names(directory: str) -> Set[str]:
    names: Set[str] = set()
    try:
        entries = os.listdir(directory)
    except OSError:
        return names
    for entry in entries:
        stem, dot, _ = entry.partition(".")
        if not stem.isidentifier() or entry in ("setup.py", "conftest.py", "noxfile.py", "node_modules"):
            continue
        if (dot and entry.endswith(_SUFFIXES)) or (not dot and os.path.isdir(os.path.join(directory, entry))):
            names.add(stem)
    return names
