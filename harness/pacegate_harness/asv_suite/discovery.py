"""Which benchmarks an asv suite has, by asv's own rules.

After asv_runner 0.3 (BSD-3-Clause; ``asv_runner/discovery.py`` and ``asv_runner/benchmarks/_base.py``): every module of the
package is imported; a function, or a method of a class, is a benchmark if its name begins with that of a kind.
"""

from __future__ import annotations

import inspect
import os
import pkgutil
import re
import sys
from importlib.machinery import PathFinder
from itertools import product
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

#: Kind → what the name of such a function looks like: ``time_find``, ``TimeFind`` or ``Time_find``.
_KINDS = {
    kind: re.compile(rf"{word}[A-Z_].+|{kind}_.+")
    for kind, word in (
        ("mem", "Mem"),
        ("peakmem", "PeakMem"),
        ("time", "Time"),
        ("timeraw", "Timeraw"),
        ("track", "Track"),
    )
}

#: Called with the name of what is broken, and with what it raised.
TellBroken = Callable[[str, BaseException], None]


class Case(NamedTuple):
    """A benchmark with one combination of its parameters."""

    #: As asv prints it: ``suite.Class.time_find(10, 'a')``.
    name: str
    values: Tuple[Any, ...]
    #: The values as text, by their names.
    params: Dict[str, str]


class Benchmark:
    """A function with all that asv looks for around it: on itself, on its class, in its module."""

    def __init__(
        self, name: str, kind: str, function: Any, sources: Sequence[Any], fresh: Callable[[], Benchmark]
    ) -> None:
        self.name, self.kind, self.function = name, kind, function
        #: The same with an object of its own of the class, so that what a set-up puts there is not kept, nor seen by others.
        self.fresh = fresh
        self._sources = sources
        #: The module's first. Their names may be written in any way: ``setUp``.
        self.setups = [
            found for found in (_any_case(source, "setup") for source in reversed(sources)) if found is not None
        ]
        self.teardowns = [found for found in (_any_case(source, "teardown") for source in sources) if found is not None]
        self.setup_cache = self.attribute("setup_cache", None)
        #: The same for all benchmarks that share what ``setup_cache`` prepares.
        self.cache_key = None if self.setup_cache is None else _place_of(self.setup_cache)
        self.group = self.cache_key or name.rpartition(".")[0]
        self.cases = _cases_of(name, self.attribute("params", []), self.attribute("param_names", []))

    def attribute(self, name: str, default: Any) -> Any:
        """The function's own, or else its class's, or else its module's. ``setup`` may have changed it."""
        for source in self._sources:
            found = getattr(source, name, None)
            if found is not None:
                return found
        return default


def discover(directory: str, tell_broken: TellBroken) -> List[Benchmark]:
    """All benchmarks of the package in this directory, sorted by name. What is broken is told, and the rest is found."""
    package = os.path.basename(directory)
    sys.meta_path.insert(0, _PackageFinder(package, os.path.dirname(directory)))  # type: ignore[arg-type]
    # Processes that a benchmark starts by `spawn` are given the path, and not the finder.
    sys.path.append(os.path.dirname(directory))
    found: Dict[str, Benchmark] = {}
    for module in _modules(package, tell_broken):
        for attribute, value in list(vars(module).items()):
            if attribute.startswith("_"):
                continue
            if inspect.isclass(value):
                if inspect.isabstract(value):
                    continue
                for name, member in inspect.getmembers(value):
                    if inspect.isfunction(member) or inspect.ismethod(member):
                        _add(found, name, member, module, value, tell_broken)
            elif inspect.isfunction(value):
                _add(found, attribute, value, module, None, tell_broken)
    return [found[name] for name in sorted(found)]


class _PackageFinder:
    """Finds the package of benchmarks where the configuration says, whatever else has its name."""

    def __init__(self, name: str, parent: str) -> None:
        self._name, self._parent = name, parent

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        return PathFinder.find_spec(name, [self._parent], target) if name == self._name else None

    def invalidate_caches(self) -> None:
        PathFinder.invalidate_caches()


def _modules(name: str, tell_broken: TellBroken) -> Iterator[Any]:
    try:
        __import__(name)  # and not importlib's, whose own lines would stand in the traceback
        module = sys.modules[name]
    except BaseException as error:
        tell_broken(name.partition(".")[2] or name, error)  # as the names of its benchmarks begin
        return
    yield module
    for _, below, _ in pkgutil.iter_modules(getattr(module, "__path__", []), f"{name}."):
        yield from _modules(below, tell_broken)


def _add(
    found: Dict[str, Benchmark],
    attribute: str,
    function: Any,
    module: Any,
    kind_of: Optional[type],
    tell_broken: TellBroken,
) -> None:
    if getattr(function, "skip_benchmark", False):
        return
    named = getattr(function, "benchmark_name", None)
    last = attribute if named is None else named.split(".")[-1]
    kind = next((kind for kind, name in _KINDS.items() if name.match(last)), None)
    if kind is None:
        return
    own = (function.__name__,) if kind_of is None else (kind_of.__name__, attribute)
    name = ".".join((*module.__name__.split(".")[1:], *own)) if named is None else str(named)
    if name in found:
        return

    def make() -> Benchmark:
        if kind_of is None:
            return Benchmark(name, kind, function, [function, module], make)
        instance = kind_of()
        method = getattr(instance, attribute)
        return Benchmark(name, kind, method, [method, instance, module], make)

    try:
        found[name] = make()
    except BaseException as error:
        tell_broken(name, error)


def _any_case(source: Any, name: str) -> Any:
    found = [key for key in dir(source) if key.lower() == name]
    if len(found) > 1:
        raise ValueError(
            f"{getattr(source, '__name__', type(source).__name__)} has several functions {name}: {', '.join(found)}"
        )
    return getattr(source, found[0]) if found else None


def _place_of(function: Any) -> str:
    code = getattr(inspect.unwrap(function), "__code__", None)
    line = getattr(code, "co_firstlineno", getattr(function, "__qualname__", 0))
    return f"{getattr(function, '__module__', None)}:{line}"


def _cases_of(name: str, params: Any, names: Any) -> List[Case]:
    params = list(params)
    if params and not isinstance(params[0], (tuple, list)):
        params = [params]
    if not params:
        return [Case(name, (), {})]
    given = [str(each) for each in names][: len(params)]
    given += [f"param{place + 1}" for place in range(len(given), len(params))]
    texts = [_texts(list(values)) for values in params]
    return [
        Case(f"{name}({', '.join(shown)})", values, dict(zip(given, (text[:200] for text in shown))))
        for values, shown in zip(product(*params), product(*texts))
    ]


def _texts(values: List[Any]) -> List[str]:
    """``repr`` of each, without the address of an object that says nothing else, and numbered where several are alike."""
    plain = [_repr(value) for value in values]
    texts: List[str] = []
    for place, text in enumerate(plain):
        texts.append(text if plain.count(text) == 1 else f"{text} ({plain[:place].count(text)})")
    return texts


def _repr(value: Any) -> str:
    text = repr(value)
    address = re.fullmatch(r"(<.*) at (0x[\da-fA-F]*)>", text, re.S)
    is_default = address is not None and object.__repr__(value).endswith(f" at {address[2]}>")
    return f"{address[1]}>" if address is not None and is_default else text
