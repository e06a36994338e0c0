"""A Python file in units that can be compared alone: its module level, its functions, its classes.

Compared is the syntax tree without docstrings and positions, so that comments, blank lines and moved functions are no
change. A unit also tells which names it mentions, by which others are reached (reach.py).
"""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from typing import Any, Dict, List, NamedTuple, Set, Tuple

from .names import Names, last_name

#: These hand the function to nobody who could call it without its name.
_PLAIN_DECORATORS = frozenset(
    "property staticmethod classmethod abstractmethod cached_property setter getter deleter override overload "
    "lru_cache cache contextmanager asynccontextmanager dataclass final total_ordering".split()
)

MODULE_LEVEL = "<module>"


class Unit(NamedTuple):
    name: str
    digest: str
    #: Every name that stands in it, in a text of it as well; and those that stand in its code.
    names: Set[str]
    spoken: Set[str]
    #: Modules that it imports: level of a relative import, dotted name, names taken from there.
    imports: List[Tuple[int, str, List[str]]]
    #: Other names that it gives to what it imports.
    aliases: Dict[str, str]
    #: Importing the module is enough to reach it.
    always: bool
    #: A class with bases: importing the module is enough where one of these hears of it.
    derived: bool = False


class Source(NamedTuple):
    #: Of the file's bytes, and of its syntax tree.
    text: str
    tree: str
    units: Dict[str, Unit]
    #: First and last line of each function, and the unit that it belongs to.
    ranges: List[Tuple[int, int, str]]

    def unit_at(self, line: int) -> str:
        return next((name for first, last, name in self.ranges if first <= line <= last), MODULE_LEVEL)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def read_source(data: bytes) -> Source:
    """Raises SyntaxError or ValueError where the bytes are no Python of this version."""
    tree = _without_docstrings(ast.parse(data))
    whole = _digest_of([tree])
    split = _Split(tree)
    level = split.visit(tree)
    units = {MODULE_LEVEL: _unit(MODULE_LEVEL, [level], True)}
    for name, functions in split.functions.items():
        units[name] = _unit(name, functions, name in split.always)._replace(derived=name in split.derived)
    return Source(digest(data), whole, units, split.ranges)


def names_of(text: str) -> Unit:
    """Of a statement that stands in the budget file."""
    return _unit("", [ast.parse(text)], True)


def _unit(name: str, nodes: List[Any], always: bool) -> Unit:
    names = Names()
    for node in nodes:
        names.visit(node)
    return Unit(name, _digest_of(nodes), names.found | names.spoken, names.spoken, names.imports, names.aliases, always)


def _digest_of(nodes: List[Any]) -> str:
    return digest("\n".join(ast.dump(node) for node in nodes).encode("utf-8", "surrogatepass"))


def _without_docstrings(tree: Any) -> Any:
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                node.body[:1] = [] if len(node.body) > 1 or isinstance(node, ast.Module) else [ast.Pass()]
    return tree


class _Split(ast.NodeTransformer):
    """Leaves the module level, in which functions have no bodies; the functions go to ``functions``.

    Those of a class belong to the class: an object's methods may be called by whoever gets it. A function whose definition
    does nothing else leaves nothing, so that it may come, go and move; nor does a name that is imported or given a constant
    value, and nowhere else another one: what it loads is recorded as a module, and the name counts where it is mentioned.
    """

    def __init__(self, tree: Any) -> None:
        self._bindings = _bindings(tree)
        self.functions: Dict[str, List[Any]] = {}
        self.always: Set[str] = set()
        self.derived: Set[str] = set()
        self.ranges: List[Tuple[int, int, str]] = []
        self._classes: List[str] = []

    def visit_Module(self, node: ast.Module) -> Any:
        node.body = self._visit_all([rest for each in node.body for rest in self._take_names(each)])
        return node

    def _take_names(self, node: Any) -> List[Any]:
        """What is left of a statement of the module level when names that it alone gives are units of their own."""
        if isinstance(node, (ast.Import, ast.ImportFrom)) and getattr(node, "module", "") != "__future__":
            single = [each for each in node.names if self._bindings[_bound_by(each)] == 1 and each.name != "*"]
            for each in single:
                statement = type(node)(**{**dict(ast.iter_fields(node)), "names": [each]})
                self.functions.setdefault(_bound_by(each), []).append(statement)
            node.names = [each for each in node.names if each not in single]
            return [node] if node.names else []
        targets = node.targets if isinstance(node, ast.Assign) else []
        if len(targets) == 1 and isinstance(targets[0], ast.Name) and isinstance(node.value, ast.Constant):
            if self._bindings[targets[0].id] == 1:
                self.functions.setdefault(targets[0].id, []).append(node)
                return []
        return [node]

    def _visit_all(self, nodes: List[Any]) -> List[Any]:
        stubs = [self.visit(node) for node in nodes]
        return [stub for stub in stubs if not self._is_silent(stub)]

    def _is_silent(self, node: Any) -> bool:
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) or self._is_bound(node.name):
            return False
        defaults = [*node.args.defaults, *(each for each in node.args.kw_defaults if each is not None)]
        annotations = [each.annotation for each in ast.walk(node.args) if isinstance(each, ast.arg)]
        evaluated = [each for each in [*annotations, node.returns] if each is not None]
        calls = any(isinstance(part, ast.Call) for each in evaluated for part in ast.walk(each))
        return not node.decorator_list and not calls and all(isinstance(each, ast.Constant) for each in defaults)

    def _is_bound(self, name: str) -> bool:
        """Given by more than a definition, so that its place counts."""
        return self._bindings[name] > 1

    def visit_FunctionDef(self, node: Any) -> Any:
        owner = self._classes[0] if self._classes else node.name
        self.functions.setdefault(owner, []).append(node)
        first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        self.ranges.append((first, node.end_lineno or node.lineno, owner))
        if _escapes(node) or (not self._classes and node.name.startswith("__")):
            self.always.add(owner)
        stub = {**dict(ast.iter_fields(node)), "body": [ast.Pass()]}
        return type(node)(**stub)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node: ast.ClassDef) -> Any:
        self._classes.append(node.name)
        # Bases and keywords may register it, and call what it overrides.
        if node.keywords or _escapes(node) or (node.bases and len(self._classes) > 1):
            self.always.add(self._classes[0])
        elif node.bases:
            self.derived.add(self._classes[0])
        self.functions.setdefault(self._classes[0], [])
        node.body = self._visit_all(node.body)
        self._classes.pop()
        return node


def _bindings(tree: Any) -> Counter[str]:
    """How often each name is assigned, deleted, imported or defined, in whatever scope."""
    found: Counter[str] = Counter()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found[node.id] += 1
        elif isinstance(node, ast.alias):
            found[_bound_by(node)] += 1
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found[node.name] += 1
    return found


def _bound_by(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _escapes(node: Any) -> bool:
    return any(last_name(each) not in _PLAIN_DECORATORS and not _is_pytest_s(each) for each in node.decorator_list)


def _is_pytest_s(node: Any) -> bool:
    """``pytest.fixture``, ``pytest.mark.parametrize(…)``: what they hand on is asked for by its name."""
    while isinstance(node, (ast.Call, ast.Attribute)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return getattr(node, "id", "") == "pytest"
