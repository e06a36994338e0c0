"""Loads the module that a benchmark is in, under the name it would have in its project, and finds the function."""

from __future__ import annotations

import importlib
import os
import re
import sys
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import Any, Dict, List, Optional

from ..problems import Problem
from .layout import Layout
from .paths import is_within


def load_module(source: Dict[str, Any], layout: Layout, benchmarks_from: str) -> ModuleType:
    """``source`` is ``{"module": name}`` or ``{"file": path}``.

    A file in a package is imported as the module that it is. Any other file is a script that belongs to the benchmark; it
    gets the name that it would have from the project directory (``benchmarks.search``), so that it hides no module of
    the project, and finds its siblings. It may lie in ``benchmarks_from``, the other side's checkout.
    """
    if "module" in source:
        return importlib.import_module(source["module"])
    file = os.path.realpath(source["file"])
    if not os.path.isfile(file):
        raise Problem("absent", f"There is no file {source['file']}.", "Mend the path in the budget file.")
    if is_script(file) or not layout.holds(file):
        return _load_script(file, os.path.realpath(benchmarks_from), layout)
    name = _dotted_name(file, layout.sources)
    if name is not None:
        module = importlib.import_module(name)
        if module.__file__ and _is_same(module.__file__, file, layout):
            return module
    return _execute(name or _identifier(os.path.basename(file)), file)


def is_script(file: str) -> bool:
    """Whether a file stands in no package."""
    return not os.path.isfile(os.path.join(os.path.dirname(file), "__init__.py"))


def find_attribute(module: ModuleType, path: str) -> Any:
    """``search``, or ``Suite.search`` (a method of a fresh instance, with ``setup`` and ``teardown`` where it has them)."""
    found: Any = module
    for place, name in enumerate(path.split(".")):
        if isinstance(found, type):
            found = found()
        if not hasattr(found, name):
            raise Problem(
                "absent", f"{_where(module)} has no {'.'.join(path.split('.')[: place + 1])!r}.", _nearest(found, name)
            )
        found = getattr(found, name)
    return found


def _load_script(file: str, base: str, layout: Layout) -> ModuleType:
    directory = os.path.dirname(file)
    sources = layout.sources
    if not layout.holds(file):
        sources = [os.path.join(base, os.path.relpath(source, layout.directory)) for source in sources]
    name = _dotted_name(file, sources) or _identifier(os.path.basename(file))
    *parents, stem = name.split(".")
    if _is_taken(parents[0] if parents else stem):
        # `test/` and `profile.py` have names of the standard library.
        name = f"pacegate_benchmark_{name}"
        *parents, stem = name.split(".")
    for depth in range(1, len(parents) + 1):
        _load_parent(".".join(parents[:depth]), directory if depth == len(parents) else None, layout)
    if directory not in sys.path:
        sys.path.append(directory)  # last: a sibling is found, and hides nothing
    return _execute(name, file)


def _load_parent(name: str, directory: Optional[str], layout: Layout) -> None:
    """A package that the benchmark stands in. The innermost one is the benchmark's own; the others are the project's."""
    if directory is not None:
        init = os.path.join(directory, "__init__.py")
        if os.path.isfile(init):
            _execute(name, init, [directory])
        else:
            _add_namespace(name, [directory])
    elif name not in sys.modules:
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
            _add_namespace(name, [])


def _add_namespace(name: str, path: List[str]) -> None:
    spec = ModuleSpec(name, None, is_package=True)
    spec.submodule_search_locations = path
    sys.modules[name] = module = module_from_spec(spec)
    _bind_to_parent(name, module)


def _execute(name: str, file: str, path: Optional[List[str]] = None) -> ModuleType:
    spec = spec_from_file_location(name, file, submodule_search_locations=path)
    if spec is None or spec.loader is None:
        raise Problem("absent", f"{file} is not a Python file.", "Name a file that ends in .py.")
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    _bind_to_parent(name, module)
    return module


def _bind_to_parent(name: str, module: ModuleType) -> None:
    parent, _, stem = name.rpartition(".")
    if parent in sys.modules:
        setattr(sys.modules[parent], stem, module)


def _dotted_name(file: str, sources: List[str]) -> Optional[str]:
    """The name under which the file would be imported from the innermost of ``sources`` that holds it."""
    holding = [source for source in sources if is_within(file, source)]
    if not holding:
        return None
    parts = os.path.relpath(file, max(holding, key=len)).split(os.sep)
    if parts[-1] == "__init__.py" and len(parts) > 1:
        parts.pop()
    return ".".join(_identifier(part) for part in parts)


def _identifier(name: str) -> str:
    return re.sub(r"\W", "_", name[:-3] if name.endswith(".py") else name)


def _is_taken(name: str) -> bool:
    standard = getattr(sys, "stdlib_module_names", ())  # 3.10 and newer
    return name in standard or name in sys.builtin_module_names or name in sys.modules


def _is_same(loaded: str, file: str, layout: Layout) -> bool:
    """The file itself, or in this side's own environment the copy that was installed from it."""
    loaded = os.path.realpath(loaded)
    return os.path.normcase(loaded) == os.path.normcase(file) or (layout.own_environment and layout.holds(loaded))


def _where(module: ModuleType) -> str:
    return os.path.basename(getattr(module, "__file__", None) or module.__name__)


def _nearest(found: Any, name: str) -> Optional[str]:
    import difflib

    near = difflib.get_close_matches(name, [n for n in dir(found) if not n.startswith("_")], 1)
    return f"Did you mean {near[0]!r}?" if near else None
