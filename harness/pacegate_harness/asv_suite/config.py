"""Finds and reads the configuration of asv, which need not be installed.

Meaning of the file after asv 0.6 (BSD-3-Clause; ``asv/config.py`` and its documentation): JSON with comments and commas
too many. Of all that stands there, this needs to know where the benchmarks are and which variables they are given.
"""

from __future__ import annotations

import json
import os
import re
from typing import Any, Dict, Iterable, List, NamedTuple

from ..problems import Problem

NAMES = ("asv.conf.json", "asv.conf.jsonc")

#: Directories below the project's in which a configuration is looked for.
_DEPTH = 3
_NOT_THE_PROJECTS_OWN = {"node_modules", "site-packages", "__pycache__"}

_STRING = r'"(?:[^"\\\n]|\\.)*"'
_COMMENT = re.compile(rf"({_STRING})|//[^\n]*|/\*.*?\*/", re.S)
_LAST_COMMA = re.compile(rf"({_STRING})|,(?=\s*[}}\]])")

_BESIDE = "Put the budget file beside the asv.conf.json that is meant."


class Config(NamedTuple):
    directory: str
    project: str
    #: Absolute path of the package of benchmarks.
    benchmark_dir: str
    #: What asv's ``matrix`` sets.
    variables: Dict[str, str]


def load_config(directory: str) -> Config:
    """The configuration in this directory, or the one in the directories below it."""
    file = _find(directory)
    try:
        with open(file, encoding="utf-8") as opened:
            found = parse(opened.read())
    except (OSError, ValueError) as error:
        raise Problem("unsupported", f"{os.path.relpath(file, directory)} cannot be read: {error}") from None
    if not isinstance(found, dict):
        raise Problem("unsupported", f"{os.path.relpath(file, directory)} holds no JSON object.")
    base = os.path.dirname(file)
    benchmarks = os.path.abspath(os.path.join(base, str(found.get("benchmark_dir", "benchmarks"))))
    if not os.path.isdir(benchmarks):
        raise Problem(
            "unsupported",
            f"{os.path.relpath(file, directory)} says that the benchmarks lie in {os.path.relpath(benchmarks, directory)}, "
            "which is no directory.",
            "Correct its `benchmark_dir`.",
        )
    return Config(base, str(found.get("project", "project")), benchmarks, _variables(found.get("matrix")))


def parse(text: str) -> Any:
    """JSON with comments and with commas after the last entry."""
    without_comments = _COMMENT.sub(lambda match: match[1] or " ", text)
    return json.loads(_LAST_COMMA.sub(lambda match: match[1] or "", without_comments))


def _find(directory: str) -> str:
    level = [directory]
    for depth in range(_DEPTH + 1):
        found = [os.path.join(each, name) for each in level for name in NAMES]
        found = [file for file in found if os.path.isfile(file)]
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(os.path.relpath(file, directory) for file in found[:5])
            raise Problem("unsupported", f"There are {len(found)} configurations of asv: {names}.", _BESIDE)
        if depth < _DEPTH:
            level = [below for each in level for below in _directories(each)]
    raise Problem(
        "unsupported",
        f"There is no asv.conf.json in {directory}, nor in the directories below it.",
        "asv.conf.json stands beside the budget file, or in a directory below it.",
    )


def _directories(directory: str) -> List[str]:
    try:
        entries = sorted(os.scandir(directory), key=lambda entry: entry.name)
    except OSError:
        return []
    return [entry.path for entry in entries if entry.is_dir(follow_symlinks=False) and _may_be_ours(entry)]


def _may_be_ours(entry: Any) -> bool:
    hidden = entry.name.startswith(".") or entry.name in _NOT_THE_PROJECTS_OWN
    return not hidden and not os.path.exists(os.path.join(entry.path, "pyvenv.cfg"))


def _variables(matrix: Any) -> Dict[str, str]:
    """Where a variable has several values, asv makes an environment for each; there is one here, which has the first.

    None among them says that it is not set.
    """
    variables: Dict[str, str] = {}
    for key in ("env", "env_nobuild"):
        part = matrix.get(key) if isinstance(matrix, dict) else None
        for name, values in part.items() if isinstance(part, dict) else ():
            value = next(iter(_listed(values)), None)
            if value is not None:
                variables[name] = str(value)
    return variables


def _listed(values: Any) -> Iterable[Any]:
    return values if isinstance(values, list) else [values]
