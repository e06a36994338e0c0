"""Which of the project's units a benchmark may reach: by name, from what importing its modules runs.

A function counts as reached where its name is mentioned in anything that is reached, whether or not it was called this
time: what a cache, chance or a counter decides must not decide what is compared.
"""

from __future__ import annotations

import os
from typing import Callable, Dict, Iterable, List, NamedTuple, Optional, Set, Tuple

from .names import CHANCE, LOADS, READS_TEXT, is_dynamic, reaches_attributes, reaches_module
from .sources import Source, Unit

#: Path of a source, and name of a unit in it.
Place = Tuple[str, str]


class Reached(NamedTuple):
    places: Set[Place]
    #: Units that ran although nothing that is reached mentions them.
    surprises: Set[Place]
    dynamic: bool
    #: It may load modules that no import statement names.
    loads: bool
    reads_text: bool
    chance: bool


def reach(
    sources: Dict[str, Source],
    modules: Dict[str, str],
    roots: Iterable[Unit],
    executed: Iterable[Place],
    load: Callable[[str], Optional[str]],
    called: Iterable[Place] = (),
    hears: Callable[[Place], bool] = lambda _: True,
) -> Reached:
    """``modules``: dotted name to path of the sources that were imported. ``load`` adds a module of the project that was
    not imported to ``sources`` and returns its path; None where it is not the project's. Both are added to. ``called``: what a
    framework found by itself and called. ``hears``: whether something learns of a class as soon as it is defined."""
    by_name: Dict[str, Set[Place]] = {}
    places: Set[Place] = set()
    units: List[Unit] = []
    waiting: List[Tuple[str, Unit]] = [("", root) for root in roots]
    mentioned: Set[str] = set()
    aliases: Dict[str, Set[str]] = {}
    known: Set[str] = set()
    #: Modules that are objects for the program, as after `import shop.tax`, and what may ask them for any attribute.
    objects: Set[str] = set()
    asking: List[Unit] = []
    #: Modules of which all units are reached.
    whole: Set[str] = set()

    def enter(place: Place) -> None:
        if place not in places:
            places.add(place)
            waiting.append((place[0], sources[place[0]].units[place[1]]))

    def enter_all(path: str) -> None:
        if path not in whole:
            whole.add(path)
            for name in sources[path].units:
                enter((path, name))

    def mention(name: str) -> None:
        if name not in mentioned:
            mentioned.add(name)
            for place in by_name.get(name, ()):
                enter(place)
            for other in aliases.get(name, ()):
                mention(other)

    def enter_source(path: str) -> None:
        if path in known:
            return
        known.add(path)
        for unit in sources[path].units.values():
            by_name.setdefault(unit.name, set()).add((path, unit.name))
            if unit.always or unit.name in mentioned or (unit.derived and hears((path, unit.name))):
                enter((path, unit.name))

    def follow() -> None:
        while waiting:
            path, unit = waiting.pop()
            units.append(unit)
            for alias, name in unit.aliases.items():
                aliases.setdefault(alias, set()).add(name)
                if alias in mentioned:
                    mention(name)
            for name in unit.names - mentioned:
                mention(name)
            for module, is_object in _imported(unit, path, modules):
                found = modules.get(module) or load(module)
                if found is not None:
                    modules.setdefault(module, found)
                    enter_source(found)
                    if is_object:
                        objects.add(found)
            if reaches_attributes(unit.spoken):
                asking.append(unit)
            if path and reaches_module(unit.spoken):
                enter_all(path)
            for each in objects if asking else ():
                enter_all(each)

    for path in list(sources):
        enter_source(path)
    for place in called:
        enter(place)
    follow()
    surprises = {place for place in executed if place not in places}
    for place in surprises:
        enter(place)
    follow()
    spoken = set().union(*(unit.spoken for unit in units))
    return Reached(
        places,
        surprises,
        is_dynamic(spoken),
        not spoken.isdisjoint(LOADS),
        not spoken.isdisjoint(READS_TEXT),
        not spoken.isdisjoint(CHANCE),
    )


def _imported(unit: Unit, path: str, modules: Dict[str, str]) -> Iterable[Tuple[str, bool]]:
    """Every module that an import statement may load, packages above it too; and whether the program gets it as an object."""
    for level, name, taken in unit.imports:
        bases = [name]
        if level:
            bases = []
            for module, file in modules.items():
                if file == path:
                    package = module.split(".")
                    if os.path.basename(file) != "__init__.py":
                        package.pop()
                    package = package[: len(package) - (level - 1)]
                    bases.append(".".join([*package, *([name] if name else [])]))
        for base in bases:
            parts = base.split(".")
            for depth in range(1, len(parts) + 1):
                yield ".".join(parts[:depth]), not taken
            for last in taken:
                yield f"{base}.{last}", True
