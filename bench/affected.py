"""Finds what a benchmark runs, and makes one function slower: the other half of affected.ts.

affected.py list DIRECTORY FILE:FUNCTION    prints a JSON list of [file, line of the body, name, whether it ran]
affected.py slow FILE LINE                  makes the function whose body begins at that line slower
"""

import ast
import json
import os
import sys

#: Enough calls that what a cache, a counter or a set's order hides from the first three may show.
CALLS = 30


def functions(directory):
    for folder, _, names in os.walk(directory):
        for name in sorted(names):
            path = os.path.join(folder, name)
            if name.endswith(".py") and "benchmarks" not in folder:
                with open(path, encoding="utf-8") as file:
                    tree = ast.parse(file.read())
                for node in ast.walk(tree):
                    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                        first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
                        yield path, first, node


def body_line(node):
    """The line before which something may be put: after a docstring; None where the body is on the line of the `def`."""
    body = node.body
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        if len(body) == 1:
            return None
        first = body[1]
    line = min([first.lineno, *(each.lineno for each in getattr(first, "decorator_list", []))])
    return line if line > node.lineno and line > body[0].lineno - 1 and body[0].lineno > node.lineno else None


def list_functions(directory, target):
    import importlib.util

    ran = set()
    path, _, name = target.rpartition(":")
    sys.path.insert(0, directory)
    sys.setprofile(lambda frame, event, _: ran.add((frame.f_code.co_filename, frame.f_code.co_firstlineno)))
    spec = importlib.util.spec_from_file_location("benchmark", os.path.join(directory, path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for _ in range(CALLS):
        getattr(module, name)()
    sys.setprofile(None)
    return [
        [os.path.relpath(file, directory), line, node.name, (file, first) in ran]
        for file, first, node in functions(directory)
        for line in [body_line(node)]
        if line is not None
    ]


def slow(path, line):
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    text = lines[line - 1]
    indent = text[: len(text) - len(text.lstrip())]
    lines.insert(line - 1, f"{indent}for _slower in range(1000): pass")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


if __name__ == "__main__":
    if sys.argv[1] == "list":
        print(json.dumps(list_functions(sys.argv[2], sys.argv[3])))
    else:
        slow(sys.argv[2], int(sys.argv[3]))
