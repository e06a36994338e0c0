"""
Makes one function of a Python file slower by work of a given kind::

    python plant.py FILE FUNCTION KIND SECONDS    adds so much to each call
    python plant.py FILE - equivalent             adds what costs nothing: definitions, comments, documentation

Prints the seconds that were really added, as near as whole turns of a loop come to them.
"""

import ast
import sys
import time

SETTLE = "\n\ndef settle(times):\n    for _ in range(times):\n        pass\n"
#: Statement, and what it needs at the end of the file.
KINDS = {
    "own": ("for _ in range({}): pass", ""),
    "callee": ("settle({})", SETTLE),
    "comprehension": ("[turn for turn in range({})]", ""),
    "c": ("sum(range({}))", ""),
    "allocation": ("kept = list(map(list, [()] * {}))", ""),
    "thread": (
        "thread = threading.Thread(target=settle, args=({},)); thread.start(); thread.join()",
        f"\n\nimport threading\n{SETTLE}",
    ),
}
EQUIVALENT = '''

class Unused:
    """Nobody makes one."""

    limit = 17

    def scale(self, values):
        return [value / self.limit for value in values]


def unused(left, right=None):
    return left if right is None else {left: right}
'''


def plant(source, function, kind, seconds):
    """The changed source, and the seconds that each call takes more."""
    if kind == "equivalent":
        return document(f"# The same as before.\n\n{source}{EQUIVALENT}"), 0.0
    if kind == "waiting":
        return insert(source, function, f"time.sleep({seconds:.9f})", "\n\nimport time\n"), seconds
    statement, at_end = KINDS[kind]
    fixed, each = time_turns(statement, at_end)
    turns = max(1, round((seconds - fixed) / each))
    return insert(source, function, statement.format(turns), at_end), fixed + turns * each


def time_turns(statement, needed):
    """Seconds of CPU time: of the statement itself, and of each of its turns."""
    few, many = fastest(statement, needed, 1), fastest(statement, needed, 1001)
    return few - (many - few) / 1000, (many - few) / 1000


def fastest(statement, needed, turns):
    scope = {"now": time.process_time}
    loop = ["def run(times):", "started = now()", "for _ in times:", f"    {statement.format(turns)}"]
    exec("\n    ".join([*loop, "return now() - started"]) + needed, scope)
    times = 200_000 // (turns + 50)
    return min(scope["run"](range(times)) for _ in range(9)) / times


def insert(source, function, statement, at_end):
    first = find_body(source, function)
    lines = source.splitlines(keepends=True)
    lines.insert(first.lineno - 1, f"{' ' * first.col_offset}{statement}\n")
    return "".join(lines) + at_end


def find_body(source, function):
    """The first statement of a function after its documentation; a method is named by its own name alone."""
    node = next(
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef) and node.name == function
    )
    return node.body[1 if ast.get_docstring(node) is not None else 0]


def document(source):
    return source.replace('"""\n', " Words that nobody reads.\n" * 20 + '"""\n', 1)


def main():
    path, function, kind = sys.argv[1:4]
    with open(path, encoding="utf-8") as file:
        source = file.read()
    changed, seconds = plant(source, function, kind, float(sys.argv[4]) if len(sys.argv) > 4 else 0.0)
    with open(path, "w", encoding="utf-8") as file:
        file.write(changed)
    print(seconds)


if __name__ == "__main__":
    main()
