"""Records what a benchmark depends on while it is called a few times, as facts that the other side can be held against."""

from __future__ import annotations

import hashlib
import os
import sys
import sysconfig
from functools import lru_cache
from importlib.machinery import EXTENSION_SUFFIXES, SourceFileLoader
from importlib.util import source_from_cache
from typing import Any, Dict, Iterable, List, Optional, Sequence, Set

from ..code.distributions import find_distributions
from ..code.layout import Layout
from ..code.paths import is_within
from ..objects import declared, is_class
from ..timed.placement import mapped_files
from .elf import loaded_digest
from .reach import Place, reach
from .sources import Source, Unit, names_of, read_source
from .watch import Watch

_HARNESS = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))

#: Whose loader loads tests and ``conftest.py``.
_REWRITES = "_pytest.assertion.rewrite"

#: Of files that are this large the content is not compared.
_MOST_BYTES = 4 * 2**30

#: Asking the system for each part of a path, of thousands of files, would be most of the work.
_real = lru_cache(maxsize=None)(os.path.realpath)

#: These keep no class, or only for `isinstance`.
_DEAF = frozenset(["type", "ABCMeta", "EnumMeta", "EnumType", "_ProtocolMeta"])
_STANDARD_MODULES = frozenset(["builtins", "abc", "enum", "typing"])


def is_unheard(found: type) -> bool:
    metaclass = type(found)
    known = metaclass.__name__ in _DEAF and metaclass.__module__ in _STANDARD_MODULES
    return known and not any(
        "__init_subclass__" in vars(base) and base.__module__ not in _STANDARD_MODULES for base in found.__mro__[1:]
    )


class Recorder:
    """Starts to record when it is made; ``follow`` is called when the project is about to be loaded; ``finish`` yields the
    record."""

    def __init__(self, request: Dict[str, Any], layout: Layout) -> None:
        self._request = request
        self._layout = layout
        self._standard = {os.path.realpath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")}
        self._directories = self._named_directories()
        self._sources: Dict[str, Source] = {}
        self._loaded: Dict[str, Any] = {}
        #: Files of tests, which pytest finds and calls.
        self._rewritten: Set[str] = set()
        self._files: Dict[str, str] = {}
        #: What is ours to write, and what the framework keeps there for itself.
        self._scratch = [os.path.realpath(request[name]) for name in ("scratch", "cache") if request.get(name)]
        self._watch = Watch({os.path.realpath(request["results"])})

    def follow(self) -> None:
        self._watch.follow()

    def prepare(self) -> None:
        """Reads what is loaded by now, so that the children of this process need not."""
        self._watch.rest()
        self._load_modules()
        self._watch.follow()

    def stop(self) -> None:
        """Nothing more is to be recorded."""
        self._watch.stop()

    def finish(self, names: Sequence[str] = ()) -> Dict[str, Any]:
        """``names``: of the benchmarks of a suite that were called."""
        watch = self._watch
        watch.stop()
        modules = self._load_modules()
        executed = self._executed()
        called = {place for place in executed if self._is_framework_s(place[0])}
        reached = reach(self._sources, modules, self._roots(names), executed, self._load, called, self._hears)
        for path in watch.opened - watch.written:
            self._add_file(path)
        for path in map(_real, watch.read):
            if path in self._sources:
                self._files[path] = self._content(path)  # not its code alone counts
        if reached.chance and (self._reads_data() or reached.loads or watch.loads):
            watch.unknown.setdefault("chance", "the clock or random numbers may choose what is read")
        dynamic = reached.dynamic or watch.dynamic or len(reached.surprises) > 0
        return {
            "record": "recording",
            "level": "files" if reached.reads_text or watch.reads_text() else "modules" if dynamic else "functions",
            "unknown": watch.unknown,
            "asks": watch.asks or self._has_extensions(),
            "interpreter": self._interpreter(),
            "code": {
                f"{self._name(path)}:{name}": self._sources[path].units[name].digest for path, name in reached.places
            },
            "modules": {self._name(path): source.tree for path, source in self._sources.items()},
            "texts": {self._name(path): source.text for path, source in self._sources.items()},
            "files": {self._name(path): content for path, content in self._files.items()},
            "directories": {self._name(path): self._listing(path) for path in watch.listed},
            "packages": self._packages(),
            "paths": self._paths(),
        }

    def _is_framework_s(self, path: str) -> bool:
        """Whether the framework finds and calls what stands in this file: tests, fixtures, hooks, methods of a suite."""
        directory = self._request.get("benchmark_directory")
        return path in self._rewritten or (directory is not None and is_within(path, os.path.realpath(directory)))

    def _hears(self, place: Place) -> bool:
        """Whether a base or a metaclass of this class may have kept it, for whoever asks for classes by other means than names."""
        path, name = place
        found = declared(self._loaded.get(path), name)
        return not is_class(found) or not is_unheard(found)

    def _roots(self, names: Sequence[str]) -> List[Unit]:
        if names:
            return [names_of(repr(name)) for name in names]
        if self._request["kind"] == "timeit":
            return [names_of(self._request["setup"]), names_of(self._request["stmt"])]
        return [names_of(self._request["attribute"])]

    def _executed(self) -> Set[Place]:
        places = set()
        for file, line in self._watch.executed():
            path = _real(file)
            source = self._sources.get(path)
            if source is not None:
                places.add((path, source.unit_at(line)))
        return places

    def _load_modules(self) -> Dict[str, str]:
        """The project's modules by name; the files of all others are facts by their content."""
        modules: Dict[str, str] = {}
        seen: Set[str] = set()
        for name, module in list(sys.modules.items()):
            file = declared(module, "__file__")
            if type(name) is not str or type(file) is not str:
                continue
            path = _real(file)
            seen.add(path)
            loader = declared(module, "__loader__")
            rewritten = type(loader).__module__ == _REWRITES
            if self._is_own(path) and (rewritten or type(loader) is SourceFileLoader) and self._read(path):
                modules[name] = path
                self._loaded[path] = module
                if rewritten:
                    self._rewritten.add(path)
            else:
                self._add_module_file(path)
        for file in self._watch.imported:
            path = file
            if file.endswith(".pyc"):
                if "-pytest-" in file:
                    continue  # of a test whose assertions pytest has rewritten: the test itself is among the modules
                try:
                    path = source_from_cache(file)
                except ValueError:
                    pass
            if path not in seen and not (self._is_own(path) and self._read(path)):
                self._add_module_file(path)
        for path in _mapped_libraries():
            if path not in seen:
                self._add_module_file(path)
        return modules

    def _load(self, name: str) -> Optional[str]:
        """A module of the project that an import statement names, though it was not executed."""
        path = self._layout.find_source(name)
        path = path and _real(path)
        return path if path and path.endswith(".py") and self._read(path) else None

    def _read(self, path: str) -> bool:
        if path in self._sources:
            return True
        try:
            with open(path, "rb") as file:
                self._sources[path] = read_source(file.read())
        except (OSError, SyntaxError, ValueError, RecursionError):
            return False
        return True

    def _is_own(self, path: str) -> bool:
        """A Python file of the project itself, and nothing that is installed beside it."""
        benchmarks = os.path.realpath(self._request["benchmarks_from"])
        inside = self._layout.holds(path) or is_within(path, benchmarks)
        return inside and path.endswith(".py") and "-packages" + os.sep not in path

    def _add_module_file(self, path: str) -> None:
        standard = any(is_within(path, base) for base in self._standard) and "-packages" + os.sep not in path
        if not standard and not is_within(path, _HARNESS):
            self._add_file(path)

    def _add_file(self, path: str) -> None:
        ours = any(is_within(path, directory) for directory in (_HARNESS, *self._scratch))
        if path not in self._files and path not in self._sources and not ours:
            if any(is_within(path, base) for base in self._standard) and "-packages" + os.sep not in path:
                return
            self._files[path] = self._content(path)

    def _content(self, path: str) -> str:
        found = hashlib.sha256()
        try:
            if os.path.isdir(path):
                return "directory"
            if os.path.exists(path) and (not os.path.isfile(path) or os.path.getsize(path) > _MOST_BYTES):
                self._watch.unknown.setdefault("file", self._name(path))
                return "unknown"
            with open(path, "rb") as file:
                if path.endswith(tuple(EXTENSION_SUFFIXES)) and self._layout.holds(path):
                    built = loaded_digest(file.read(), self._roots_of_paths())
                    if built is not None:
                        return built
                    file.seek(0)
                for block in iter(lambda: file.read(1 << 20), b""):
                    found.update(block)
        except FileNotFoundError:
            return "absent"
        except OSError as error:
            self._watch.unknown.setdefault("file", f"{self._name(path)}: {type(error).__name__}")
            return "unknown"
        return found.hexdigest()[:32]

    def _roots_of_paths(self) -> Set[bytes]:
        root = self._layout.root
        return {os.fsencode(path) for path in (root, _real(root)) if len(path) > 1}

    def _listing(self, path: str) -> str:
        try:
            names = sorted(name for name in os.listdir(path) if name not in ("__pycache__", ".git", ".pacegate"))
        except OSError as error:
            return type(error).__name__
        return hashlib.sha256("\0".join(names).encode("utf-8", "surrogateescape")).hexdigest()[:32]

    def _reads_data(self) -> bool:
        mine = self._watch.opened | self._watch.listed
        return any(self._layout.holds(path) for path in mine)

    def _has_extensions(self) -> bool:
        """Others' compiled code opens files without telling."""
        return any(path.endswith(tuple(EXTENSION_SUFFIXES)) for path in self._files)

    def _interpreter(self) -> str:
        return "; ".join([sys.implementation.name, sys.version, sys.platform, repr(tuple(sys.flags))])

    def _paths(self) -> List[str]:
        """All that it looks at in the checkout, relative to its root; directories end with a slash."""
        root = os.path.realpath(self._layout.root)
        seen = {*self._sources, *self._files, *(path + os.sep for path in self._watch.listed)}
        own = (path for path in seen if is_within(path, root) and "-packages" + os.sep not in path)
        return sorted(os.path.relpath(path, root) + ("/" if path.endswith(os.sep) else "") for path in own)

    def _packages(self) -> Dict[str, str]:
        own = {(each.directory, each.entry) for each in self._layout.own_distributions()}
        found: Dict[str, str] = {}
        for directory, entry in find_distributions():
            if (directory, entry) not in own:
                name, _, version = entry.rpartition(".")[0].partition("-")
                found[name] = version
        return found

    def _named_directories(self) -> List[Any]:
        request, layout = self._request, self._layout
        benchmarks = os.path.realpath(request["benchmarks_from"])
        return [(layout.directory, "."), (benchmarks, "."), (layout.root, "..root")]

    def _name(self, path: str) -> str:
        """The same on both sides, for a file of the checkout."""
        for directory, name in self._directories:
            if is_within(path, directory):
                return os.path.relpath(path, directory) if name == "." else f"{name}/{os.path.relpath(path, directory)}"
        return path


def _mapped_libraries() -> Iterable[str]:
    """Shared libraries of this process, where the system says which; those of the system itself are its version's."""
    system = ("/lib", "/usr/lib", "/usr/share", "/memfd:", "/dev/")
    return {path for path in mapped_files() if ".so" in path and not path.startswith(system)}
