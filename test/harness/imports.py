"""Prints, as JSON, which Python files below a directory import which others. Circles are looked for in test/circles.ts.

Imports inside functions count, and so do those for types only: they tie files together as well.
"""

import ast
import json
import os
import sys
from typing import Iterator, List, Optional


def find_file(base: str, module: str) -> Optional[str]:
    stem = os.path.join(base, *module.split(".")) if module else base
    return next((path for path in (f"{stem}.py", os.path.join(stem, "__init__.py")) if os.path.isfile(path)), None)


def find_modules(node: ast.AST, file: str, root: str) -> Iterator[Optional[str]]:
    # What is started as a script has its own directory on the path; everything has the harness's.
    directories = [root, os.path.dirname(file)]
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield next(filter(None, (find_file(base, alias.name) for base in directories)), None)
    elif isinstance(node, ast.ImportFrom):
        if node.level:
            directories = [os.path.normpath(os.path.join(os.path.dirname(file), *[".."] * (node.level - 1)))]
        module = node.module or ""
        for alias in node.names:
            names = (f"{module}.{alias.name}".lstrip("."), module)  # a module of a package, or a name in a module
            yield next(filter(None, (find_file(base, name) for name in names for base in directories)), None)


def find_imports(file: str, root: str) -> List[str]:
    with open(file, encoding="utf-8") as opened:
        nodes = ast.walk(ast.parse(opened.read(), file))
    return sorted({path for node in nodes for path in find_modules(node, file, root) if path})


def main(root: str) -> None:
    root = os.path.abspath(root)
    files = [
        os.path.join(directory, name)
        for directory, _, names in os.walk(root)
        for name in names
        if name.endswith(".py")
    ]
    show = {file: os.path.relpath(file, root).replace(os.sep, "/") for file in files}
    json.dump({show[file]: [show[path] for path in find_imports(file, root)] for file in sorted(files)}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
