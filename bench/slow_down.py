"""Makes one function of a Python file slower: ``python slow_down.py FILE FUNCTION LOOPS`` adds an empty loop to its start."""

import ast
import sys


def main() -> None:
    path, name, loops = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open(path, encoding="utf-8") as file:
        source = file.read()
    function = next(
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef) and node.name == name
    )
    documented = isinstance(function.body[0], ast.Expr) and isinstance(function.body[0].value, ast.Constant)
    first = function.body[1 if documented else 0]
    lines = source.splitlines(keepends=True)
    indent = " " * first.col_offset
    lines.insert(first.lineno - 1, f"{indent}for _ in range({loops}):\n{indent}    pass\n")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(lines)


main()
