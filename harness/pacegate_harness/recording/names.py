"""Which names a piece of code mentions, and which of them say that names do not say it all."""

from __future__ import annotations

import ast
import re
from typing import Any, Dict, List, Set, Tuple

#: What can reach a function of any module without its name: then whole modules are compared.
_DYNAMIC = frozenset(
    "exec __globals__ __import__ import_module f_globals f_locals find_spec iter_modules walk_packages "
    "iter_entry_points entry_points modules __subclasses__".split()
)

#: These reach what stands in the module where they are mentioned.
_OF_MODULE = frozenset("globals locals vars eval".split())

#: These reach the attributes of an object: of a class all methods are reached with it, of a module its functions are not.
_OF_OBJECT = frozenset("vars __dict__ getmembers __getattribute__".split())

#: By these a module may be loaded that no import statement names.
LOADS = frozenset("exec eval __import__ import_module find_spec iter_modules walk_packages entry_points".split())

#: These take a name as their argument: a text that is written there is a mention like any other.
_NAMED = frozenset("getattr hasattr attrgetter methodcaller".split())

#: By these a program sees docstrings, line numbers or its own text: then the text of the files is compared. What only tells
#: where an error happened is seen when it does (watch.py).
READS_TEXT = frozenset(
    "__doc__ linecache tokenize dis pydoc doctest __code__ co_firstlineno co_code f_lineno f_code tb_lineno "
    "getsource getsourcelines findsource getcomments getdoc".split()
)

#: What differs from call to call.
CHANCE = frozenset("random secrets uuid urandom time datetime shuffle".split())


class Names(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: Set[str] = set()
        self.spoken: Set[str] = set()
        self.imports: List[Tuple[int, str, List[str]]] = []
        self.aliases: Dict[str, str] = {}

    def visit_FunctionDef(self, node: Any) -> None:
        is_fixture = any(last_name(each) == "fixture" for each in node.decorator_list)
        is_stub = len(node.body) == 1 and isinstance(node.body[0], ast.Pass)
        if (node.name.startswith("test") or is_fixture) and not is_stub:
            self.found.update(each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg))  # fixtures
        self.generic_visit(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Store):
            self.spoken.add(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.spoken.add(node.attr)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if last_name(node.func) in _NAMED:
            names = node.args[1:2] if last_name(node.func) in ("getattr", "hasattr") else node.args
            if names and all(isinstance(each, ast.Constant) for each in names):
                # Spelled out, and so a mention; the function itself makes nothing dynamic.
                func = node.func.value if isinstance(node.func, ast.Attribute) else None
                self.spoken.update(str(each.value) for each in names)  # type: ignore[attr-defined]
                for each in [func, *node.args, *node.keywords]:
                    if each is not None:
                        self.visit(each)
                return
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            words = re.findall(r"[^\W\d]\w*", node.value)
            self.found.update(words)
            # What looks like code is taken for it, in a text as well.
            self.spoken.update(word for word in words if word.startswith("__"))

    def visit_Assign(self, node: ast.Assign) -> None:
        # What a module offers is not what it uses.
        if [getattr(target, "id", None) for target in node.targets] != ["__all__"]:
            self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.imports.append((0, alias.name, []))
            self._mention_import(alias)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.imports.append((node.level, node.module or "", [alias.name for alias in node.names]))
        self._mention_import(*node.names)
        self.spoken.update(READS_TEXT.intersection([node.module]))

    def _mention_import(self, *aliases: ast.alias) -> None:
        for alias in aliases:
            # An import alone uses nothing.
            self.spoken.update({*alias.name.split(".")} & (READS_TEXT | CHANCE | _DYNAMIC))
            if alias.asname is not None:
                self.aliases[alias.asname] = alias.name


def is_dynamic(spoken: Set[str]) -> bool:
    return not spoken.isdisjoint(_DYNAMIC)


def reaches_module(spoken: Set[str]) -> bool:
    """Whether it may reach any function of its module."""
    return not spoken.isdisjoint(_OF_MODULE)


def reaches_attributes(spoken: Set[str]) -> bool:
    """Whether it may ask an object for an attribute whose name it does not spell out."""
    return not spoken.isdisjoint(_OF_OBJECT | _NAMED)


def last_name(node: Any) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    return getattr(node, "attr", getattr(node, "id", ""))
