"""``timeraw_`` of asv: the function returns code, and each value is what a fresh interpreter takes for it.

As asv_runner 0.3 (BSD-3-Clause; ``asv_runner/benchmarks/timeraw.py``): ``timeit`` in a child runs the code, or a pair of code and
set-up; the child's own start is not in the value.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from typing import Any, Callable, Dict, List

from ..code.paths import is_within
from ..timed.timing import Timer, Timing

#: Both clocks are one complex number, so that ``timeit`` takes the difference of both.
_CHILD = """\
import json, sys, textwrap
from time import perf_counter, process_time
from timeit import Timer
stmt, setup, number = json.load(sys.stdin)
stmt, setup = textwrap.dedent(stmt), textwrap.dedent(setup)
spent = Timer(stmt, setup, lambda: complex(perf_counter(), process_time())).timeit(number)
print("\\n%r %r" % (spent.real, spent.imag))
"""


def timeraw_timer(make_code: Callable[[], Any], variables: Dict[str, str]) -> Timer:
    import json
    import subprocess

    environment = {**os.environ, **_own_path(), **variables}

    def measure(loops: int) -> Timing:
        made = make_code()
        stmt, setup = made if isinstance(made, tuple) else (made, "")
        ended = subprocess.run(
            [sys.executable, "-c", _CHILD],
            input=json.dumps([stmt, setup, loops]),
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode != 0:
            raise RuntimeError(f"Its code failed with exit status {ended.returncode}:\n{ended.stderr[-4000:]}")
        environment.pop("PACEGATE_PROBE", None)  # whose code it runs, the first one has told
        wall, cpu = ended.stdout.split()[-2:]
        return round(float(wall) * 1e9), round(float(cpu) * 1e9), None

    return measure


def _own_path() -> Dict[str, str]:
    """The child imports the checkout's own packages, as this process does: what Python itself puts on the path follows."""
    paths = sysconfig.get_paths()
    its_own = {os.path.realpath(paths[name]) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    path: List[str] = [
        each
        for each in sys.path
        if not each.endswith(".zip") and not any(is_within(os.path.realpath(each), p) for p in its_own)
    ]
    return {"PYTHONPATH": os.pathsep.join(path)}
