"""What can be wrong with a benchmark, told in words that its author can act on."""

from __future__ import annotations

import sys
from typing import Any, Dict, Optional


class Problem(Exception):
    """The benchmark does not keep to the convention (harness/README.md). ``code`` is a FailureCode of Pacegate."""

    def __init__(self, code: str, message: str, hint: Optional[str] = None) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint


def describe(error: BaseException, phase: str, own_directory: str) -> Dict[str, Any]:
    """Turns what was raised into a record. The traceback starts where the benchmark's code does."""
    if isinstance(error, Problem):
        return {"record": "error", "phase": phase, "code": error.code, "message": str(error), "hint": error.hint}
    if isinstance(error, SystemExit):
        nothing = error.code is None or error.code == 0
        return {
            "record": "error",
            "phase": phase,
            "code": "no-values" if nothing else "crashed",
            "message": f"It called sys.exit({'' if error.code is None else repr(error.code)}).",
        }
    return {
        "record": "error",
        "phase": phase,
        "code": "crashed",
        "type": type(error).__name__,
        "missing": getattr(error, "name", None) if isinstance(error, ImportError) else None,
        "message": _traceback(error, own_directory),
    }


def _traceback(error: BaseException, own_directory: str) -> str:
    try:
        import traceback

        shown = traceback.TracebackException.from_exception(error, limit=-30)
        for part in (shown, shown.__cause__, shown.__context__):
            if part is not None:
                # The harness's own frames and importlib's say nothing about the benchmark.
                mine = [f for f in part.stack if not f.filename.startswith((own_directory, "<frozen importlib"))]
                part.stack = traceback.StackSummary.from_list(mine)
        return "".join(shown.format())[-8000:].rstrip()
    except BaseException as second:  # for example an exception whose __str__ raises
        return f"{type(error).__name__} (its text could not be had: {type(second).__name__})"


def warn_line(text: str) -> None:
    """Tells the reader of the benchmark's output something; a closed stream is no reason to fail."""
    try:
        print(text, file=sys.stderr, flush=True)
    except Exception:
        pass
