"""A ``timeit`` statement as a function: its timed loop, and before that one in which what the statement makes is seen.

A statement returns nothing. So in the first loop each expression statement hands its value to a function that looks at
it, and afterwards so does each name that the statement has bound.
"""

from __future__ import annotations

import ast
from typing import Any, Callable, List, Optional

from ..problems import Problem
from .unrun import Unrun, find_unrun

_TEMPLATE = """\
def _statement(_wall, _cpu_before, _cpu_after, _look, _judge):
{setup}
    _rounds = yield
    _cpu_start = _cpu_before()
    _wall_start = _wall()
    for _first in _rounds:
{first}
    _wall_end = _wall()
    _cpu_end = _cpu_after()
{names}
    _judge()
    _rounds = yield (_wall_end - _wall_start, _cpu_end - _cpu_start, None)
    while True:
        _cpu_start = _cpu_before()
        _wall_start = _wall()
        for _round in _rounds:
{statement}
        _wall_end = _wall()
        _cpu_end = _cpu_after()
        _rounds = yield (_wall_end - _wall_start, _cpu_end - _cpu_start, None)
"""

_HINTS = {
    "awaitable": "Run it, for example `asyncio.run(price())`. Where making it is what you time, close it: `price().close()`.",
    "generator": "Consume it, for example `list(prices())`. Where making it is what you time, close it: `prices().close()`.",
}


class Watch:
    """What the statement made in its first loop."""

    def __init__(self) -> None:
        self.found: Optional[Unrun] = None

    def look(self, value: Any) -> None:
        # Not raised here: the statement may catch what it likes.
        self.found = self.found or find_unrun(value)

    def judge(self) -> None:
        if self.found is not None:
            message = self.found.message.replace("The call returned", "The statement makes")
            raise Problem("never-awaited", message, _HINTS[self.found.kind])


def compile_statement(statement: str, setup: str, variables: Any = None) -> Callable[..., Any]:
    """The generator function of the template; ``_look`` and ``_judge`` are those of a ``Watch``."""
    for text, name in ((setup, "setup"), (statement, "stmt")):
        compile(text, f"<{name}>", "exec")  # a `return` or a stray indent is told with its own line number
    source = _TEMPLATE.format(
        setup=_indent(setup, 4),
        first=_indent(statement, 8),
        names="\n".join(
            f"    try:\n        _look({name})\n    except NameError:\n        pass" for name in _bound(statement)
        ),
        statement=_indent(statement, 12),
    )
    tree = ast.parse(source, "<timeit>")
    for node in ast.walk(tree):
        if isinstance(node, ast.For) and isinstance(node.target, ast.Name) and node.target.id == "_first":
            node.body = [_Looking().visit(each) for each in node.body]
    namespace = {"__name__": "__timeit__", **(variables or {})}
    exec(compile(ast.fix_missing_locations(tree), "<timeit>", "exec"), namespace)
    return namespace["_statement"]  # type: ignore[return-value]


def _bound(statement: str) -> List[str]:
    """The names that the statement stores into; those of comprehensions are unknown outside, and pass by."""
    nodes = ast.walk(ast.parse(statement))
    return sorted({node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)})


class _Looking(ast.NodeTransformer):
    """Hands the value of each expression statement on; those of nested functions are theirs."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr:
        value = ast.Call(ast.Name("_look", ast.Load()), [node.value], [])
        return ast.copy_location(ast.Expr(ast.copy_location(value, node.value)), node)

    def _leave(self, node: Any) -> Any:
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _leave


def _indent(text: str, width: int) -> str:
    return " " * width + (text.strip("\n") or "pass").replace("\n", "\n" + " " * width)
