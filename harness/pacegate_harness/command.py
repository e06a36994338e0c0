"""Times a whole process: a shell command, started once.

The wall clock runs from just before the start until the command's end was waited for. CPU time and peak memory are what
the kernel reports at that moment (``wait4``): CPU time of the command and of every descendant that it waited for, and
the largest resident size of any one of them. The kernel starts counting memory before the new program is loaded, so a
command smaller than this process itself (about 10 MB) is reported as that size.
"""

from __future__ import annotations

import os
import sys
from time import perf_counter_ns
from typing import Any, Dict, List, Optional

from .channel import Send
from .facts import is_noisy, read_cpu_times, read_throttling
from .timed.cpu_clock import children_cpu
from .timed.timing import clock_step


def run(request: Dict[str, Any], send: Send) -> int:
    """Runs the command once, timed; or, where ``request["warmup"]`` says so, once to warm up."""
    environment = {**os.environ, **request["environment"]}
    if request.get("warmup"):
        send({"record": "phase", "phase": "warmup"})
        send({"record": "command", **_start(request["command"], environment)})
        send({"record": "end"})
        return 0
    cost = min(_start(request["nothing"], os.environ)["wall"] for _ in range(3)) / 1e9
    send({"record": "phase", "phase": "timed"})
    throttled, cpu_times = read_throttling(), read_cpu_times()
    ended = _start(request["command"], environment)
    doubts = ["throttled"] if read_throttling() > throttled else []
    if ended["wall"] > 200_000_000 and is_noisy(cpu_times, read_cpu_times()):
        doubts.append("noisy-machine")
    send({"record": "command", **ended, "overhead": cost, "resolution": clock_step(), "doubts": doubts})
    send({"record": "end"})
    return 0


def _start(command: str, environment: Any, wall=perf_counter_ns) -> Dict[str, Any]:
    """Wall and CPU nanoseconds, peak bytes, and the exit status (negative: the signal that ended it)."""
    if not hasattr(os, "posix_spawn"):
        return _start_anywhere(command, environment, wall)
    import signal

    arguments: List[str] = ["/bin/sh", "-c", command]
    defaults = [s for s in (getattr(signal, "SIGPIPE", None), getattr(signal, "SIGXFSZ", None)) if s is not None]
    began = wall()
    child = os.posix_spawn("/bin/sh", arguments, environment, setsigdef=defaults)
    _, status, usage = os.wait4(child, 0)
    ended = wall()
    peak: Optional[int] = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {
        "wall": ended - began,
        "cpu": int((usage.ru_utime + usage.ru_stime) * 1e9),
        "peak_memory": peak,
        "status": os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status),
    }


def _start_anywhere(command: str, environment: Any, wall: Any) -> Dict[str, Any]:
    """Windows: wall time only; the system tells the rest only of processes that are still there."""
    import subprocess

    children = children_cpu()
    began = wall()
    status = subprocess.run(
        command, shell=True, env=dict(environment), stdin=subprocess.DEVNULL, check=False
    ).returncode
    ended = wall()
    used = children_cpu() - children
    return {"wall": ended - began, "cpu": used or None, "peak_memory": None, "status": status}
