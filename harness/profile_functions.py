"""What a code object is called and where it stands, so that two checkouts' profiles can be laid side by side."""

from __future__ import annotations

import ast
import os
import sysconfig
from types import CodeType
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Tuple

INSTALLED = ("site-packages", "dist-packages")
COMPREHENSIONS = ("<lambda>", "<genexpr>", "<listcomp>", "<setcomp>", "<dictcomp>")


class Function(NamedTuple):
    name: str
    file: str
    inside: bool


class Names:
    """Names the functions of one process. `roots` are the repository's directories that its modules are loaded from."""

    def __init__(self, roots: Iterable[str]) -> None:
        self.roots = sorted({os.path.realpath(root) for root in roots}, key=len, reverse=True)
        self.library = os.path.realpath(sysconfig.get_path("stdlib"))
        self.files: Dict[str, Tuple[str, bool]] = {}
        self.scopes: Dict[str, List[Tuple[int, int, str]]] = {}
        #: Of files of installed packages: the directory that they are installed in.
        self.installed: Dict[str, str] = {}
        self.owners: Dict[str, Dict[str, Any]] = {}

    def describe(self, code: CodeType) -> Function:
        """Comprehensions and inner functions are named as the outermost function that they stand in."""
        file, inside = self.locate(code.co_filename)
        return Function(self.qualify(code).split(".<locals>")[0], file, inside)

    def is_outermost(self, code: CodeType) -> bool:
        """Whether the code is a function of its own, so that its calls are the function's calls."""
        return ".<locals>" not in self.qualify(code) and code.co_name not in COMPREHENSIONS

    def qualify(self, code: CodeType) -> str:
        known: Optional[str] = getattr(code, "co_qualname", None)  # since 3.11
        return known if known is not None else self.find_scope(code)

    def find_scope(self, code: CodeType) -> str:
        """Python 3.9 and 3.10: the source says which class or function the line stands in."""
        path = code.co_filename
        if path not in self.scopes:
            self.scopes[path] = list(read_scopes(path))
        name, narrowest = code.co_name, None
        for first, last, qualified in self.scopes[path]:
            if first <= code.co_firstlineno <= last and (narrowest is None or last - first < narrowest):
                inner = code.co_name in COMPREHENSIONS
                if inner or qualified.rsplit(".", 1)[-1] == code.co_name:
                    name = f"{qualified}.<locals>.{code.co_name}" if inner else qualified
                    narrowest = last - first
        return name

    def locate(self, path: str) -> Tuple[str, bool]:
        """POSIX path in the repository and True; for code that is not the repository's, where its library has it."""
        if path not in self.files:
            # `<string>`, `<timeit>`, `<frozen importlib._bootstrap>`: made by code, there is no file to edit.
            self.files[path] = (path, False) if path.startswith("<") else self.find_file(os.path.realpath(path))
        return self.files[path]

    def find_file(self, path: str) -> Tuple[str, bool]:
        parts = path.split(os.sep)
        installed = max((at for at, part in enumerate(parts) if part in INSTALLED), default=None)
        if installed is not None:
            # An installed copy of the project (`pip install .`) is the project's own code: show it where people edit it.
            below = parts[installed + 1 :]
            for root in self.roots:
                for source in (below, ["src", *below]):
                    if os.path.isfile(os.path.join(root, *source)):
                        return "/".join(source), True
            self.installed["/".join(below)] = os.sep.join(parts[: installed + 1])
            return "/".join(below), False
        if path.startswith(self.library + os.sep):
            return posix(os.path.relpath(path, self.library)), False
        for root in self.roots:
            if path.startswith(root + os.sep):
                return posix(os.path.relpath(path, root)), True
        return "/".join(parts[-2:]), False

    def find_package(self, file: str) -> Optional[Tuple[str, str]]:
        """Name and version of the distribution that a library's file came with, if one says that it did."""
        directory = self.installed.get(file)
        if directory is None:
            return None
        if directory not in self.owners:
            self.owners[directory] = dict(read_owners(directory))
        owner = self.owners[directory].get(file)
        return None if owner is None else (str(owner.metadata["Name"]), str(owner.version))


def read_owners(directory: str) -> Iterable[Tuple[str, Any]]:
    """The files of all distributions that are installed in a directory."""
    from importlib.metadata import distributions

    for distribution in distributions(path=[directory]):
        for line in (distribution.read_text("RECORD") or "").splitlines():
            file = line.rsplit(",", 2)[0]
            if file.endswith(".py"):
                yield file, distribution


def posix(path: str) -> str:
    return path.replace(os.sep, "/")


def read_scopes(path: str) -> Iterable[Tuple[int, int, str]]:
    """First and last line and qualified name of every function and class of a source file; none if it is no source."""
    try:
        with open(path, "rb") as source:
            tree = ast.parse(source.read())
    except (OSError, SyntaxError, ValueError):
        return
    stack: List[Tuple[ast.AST, str]] = [(tree, "")]
    while stack:
        node, prefix = stack.pop()
        for child in ast.iter_child_nodes(node):
            inner = prefix
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                name = prefix + child.name
                # A code object starts at its first decorator.
                first = min([child.lineno, *(decorator.lineno for decorator in child.decorator_list)])
                if not isinstance(child, ast.ClassDef):
                    yield first, child.end_lineno or first, name
                inner = name + ("." if isinstance(child, ast.ClassDef) else ".<locals>.")
            stack.append((child, inner))
