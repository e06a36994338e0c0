"""Facts of the machine and the interpreter: those that decide whether two sessions compare, and doubts about this one."""

from __future__ import annotations

import gc
import os
import re
import sys
from time import perf_counter_ns
from typing import Any, Dict, List, NamedTuple, Optional, Sequence

from .code.distributions import find_distributions, read_name
from .code.layout import Layout
from .limits import find_limits


class CpuUse(NamedTuple):
    """Ticks of all processors together: in all, idle, stolen by the hypervisor, and of this process and its children."""

    total: int
    idle: int
    stolen: int
    own: float
    #: Nanoseconds that this process waited for a processor, where the kernel tells.
    waited: Optional[int]
    at: int


CpuTimes = Optional[CpuUse]


def collect_environment(layout: Optional[Layout], projects: Sequence[str] = ()) -> Dict[str, Any]:
    """The facts of src/samples/environment.ts. ``packages`` and its like are lists here; Pacegate turns them into text."""
    import platform

    facts: Dict[str, Any] = {
        "arch": platform.machine(),
        "os": platform.system(),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "python_build": _python_build(),
        "cores": _cores(),
        **_packages(layout, projects),
        "runner_image": " ".join(filter(None, map(os.environ.get, ("ImageOS", "ImageVersion")))),
        "settings": _settings(),
    }
    facts.update(find_limits(_read))
    facts.update(_cpu(facts["os"]))
    facts.update(_frequency())
    try:
        facts["load"] = round(os.getloadavg()[0], 2)
    except (AttributeError, OSError):
        pass
    return {name: value for name, value in facts.items() if value not in (None, "")}


def find_doubts() -> List[str]:
    """Codes of warnings about the interpreter's state at this moment."""
    doubts = []
    if sys.flags.dev_mode or os.environ.get("PYTHONMALLOC", "").endswith("debug") or _asyncio_debugs():
        doubts.append("development-mode")
    if hasattr(sys, "gettotalrefcount"):
        doubts.append("debug-build")
    tracing = sys.gettrace() is not None or sys.getprofile() is not None
    try:
        from _tracemalloc import is_tracing

        tracing = tracing or is_tracing()
    except ImportError:  # PyPy
        pass
    monitoring = getattr(sys, "monitoring", None)  # 3.12 and newer
    if monitoring is not None:
        tracing = tracing or any(monitoring.get_tool(tool) is not None for tool in range(6))
    coverage = sys.modules.get("coverage")
    current = getattr(getattr(coverage, "Coverage", None), "current", None)
    if tracing or (current is not None and current() is not None):
        doubts.append("tracing-active")
    return doubts


def read_throttling() -> int:
    """How often the processors were throttled so far, as Linux counts it on x86; 0 where it does not."""
    total = 0
    for cpu in range(os.cpu_count() or 1):
        text = _read(f"/sys/devices/system/cpu/cpu{cpu}/thermal_throttle/core_throttle_count")
        if text is None:
            break
        total += int(text) if text.isdigit() else 0
    return total


def read_cpu_times() -> CpuTimes:
    """What was used so far. None where there is no /proc/stat."""
    text = _read("/proc/stat")
    if text is None:
        return None
    ticks = [int(field) for field in text.split("\n", 1)[0].split()[1:9]]
    if len(ticks) != 8:
        return None
    own = sum(os.times()[:4]) * os.sysconf("SC_CLK_TCK")
    return CpuUse(sum(ticks), ticks[3] + ticks[4], ticks[7], own, _read_waited(), perf_counter_ns())


def is_noisy(before: CpuTimes, after: CpuTimes) -> bool:
    """
    Whether the hypervisor took more than 5 % of the processors away, or others used more than that while less than 5 % of
    them were idle or this process waited for one for 5 % of the time. What it does on all of them itself is no noise.
    """
    if before is None or after is None:
        return False
    total, idle, stolen = after.total - before.total, after.idle - before.idle, after.stolen - before.stolen
    if total < 20:  # hundredths of a second
        return False
    others = total - idle - stolen - (after.own - before.own)
    if stolen > 0.05 * total:
        return True
    full = (os.cpu_count() or 1) > 1 and idle < 0.05 * total
    waited = 0 if before.waited is None or after.waited is None else after.waited - before.waited
    return others > 0.05 * total and (full or waited > 0.05 * (after.at - before.at))


def _read_waited() -> Optional[int]:
    """Nanoseconds that the main thread was ready to run, and waited for a processor."""
    fields = (_read("/proc/self/schedstat") or "").split()
    return int(fields[1]) if len(fields) == 3 else None


def _asyncio_debugs() -> bool:
    return bool(os.environ.get("PYTHONASYNCIODEBUG")) and "asyncio" in sys.modules and not sys.flags.ignore_environment


def _cores() -> Optional[int]:
    try:
        return len(os.sched_getaffinity(0))
    except (AttributeError, OSError):
        return os.cpu_count()


def _python_build() -> str:
    """Compiler and what of the build changes speed: `GCC 12.2.0 pgo lto`."""
    import platform
    import sysconfig

    words = [platform.python_compiler()]
    arguments = str(sysconfig.get_config_var("CONFIG_ARGS") or "")
    if hasattr(sys, "gettotalrefcount") or sysconfig.get_config_var("Py_DEBUG"):
        words.append("debug")
    if (
        "--enable-optimizations" in arguments
        or sysconfig.get_config_var("PROFILE_TASK")
        and "-fprofile-use" in str(sysconfig.get_config_var("PY_CFLAGS_NODIST"))
    ):
        words.append("pgo")
    if "--with-lto" in arguments:
        words.append("lto")
    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        gil = getattr(sys, "_is_gil_enabled", lambda: False)()
        words.append("free-threaded with the GIL" if gil else "free-threaded")
    jit = getattr(sys, "_jit", None)
    if jit is not None and jit.is_enabled():
        words.append("jit")
    if sys.flags.optimize:
        words.append(f"-{'O' * sys.flags.optimize}")
    return " ".join(words)


def _cpu(system: str) -> Dict[str, Any]:
    if system == "Linux":
        fields: Dict[str, str] = {}
        for line in (_read("/proc/cpuinfo") or "").split("\n\n", 1)[0].splitlines():
            name, _, value = line.partition(":")
            fields[name.strip().lower()] = value.strip()
        ids = [fields.get(name) for name in ("vendor_id", "cpu family", "model", "stepping")]
        if ids[0] is None:  # ARM
            ids = [fields.get(f"cpu {name}") for name in ("implementer", "architecture", "variant", "part", "revision")]
        return {
            "cpu": fields.get("model name") or fields.get("hardware") or fields.get("cpu part"),
            "cpu_id": "-".join(i for i in ids if i),
        }
    if system == "Darwin":
        import subprocess

        asked = ["sysctl", "-n", "machdep.cpu.brand_string"]
        try:
            return {"cpu": subprocess.run(asked, capture_output=True, text=True, timeout=5).stdout.strip()}
        except (OSError, subprocess.SubprocessError):
            return {}
    return {"cpu": os.environ.get("PROCESSOR_IDENTIFIER")}


def _frequency() -> Dict[str, Any]:
    governor = _read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
    no_turbo = _read("/sys/devices/system/cpu/intel_pstate/no_turbo")
    boost = _read("/sys/devices/system/cpu/cpufreq/boost")
    turbo = {"0": True, "1": False}.get(no_turbo or "", {"1": True, "0": False}.get(boost or ""))
    return {"governor": governor, "turbo": turbo}


def _packages(layout: Optional[Layout], projects: Sequence[str]) -> Dict[str, List[str]]:
    """What is installed, but for what was made from this repository: ``packages`` by file name, ``distributions`` as `name version`.

    The repository's own version may change with every commit, which must not make another environment of the same one. Stored
    baselines are found by ``packages``, so it stays as it is.
    """
    own = {(d.directory, d.entry) for d in layout.own_distributions(projects)} if layout else set()
    files, named = set(), set()
    for directory, entry in find_distributions():
        if (directory, entry) in own:
            continue
        files.add(os.path.splitext(entry)[0].lower().replace("_", "-"))
        said = read_name(directory, entry)
        if said:
            named.add(f"{said[0].lower().replace('_', '-')} {said[1]}"[:200])
    return {"packages": sorted(files), "distributions": sorted(named)}


#: Variables that change how fast Python and what it loads run. PYTHONHASHSEED is none: Pacegate draws it, one for both sides.
_SETTINGS = re.compile(
    r"PYTHON(OPTIMIZE|MALLOC|DEVMODE|TRACEMALLOC|ASYNCIODEBUG|NODEBUGRANGES|UTF8|NOUSERSITE|_GIL|_JIT|PROFILEIMPORTTIME)"
    r"|LD_PRELOAD|GLIBC_TUNABLES|MALLOC_[A-Z_]+|JE_MALLOC_CONF|(OMP|MKL|OPENBLAS|NUMEXPR|NUMBA|BLIS|RAYON)_NUM_THREADS"
)


def _settings() -> List[str]:
    found = [f"{name}={value}"[:200] for name, value in os.environ.items() if _SETTINGS.fullmatch(name)]
    return sorted([*found, *([] if gc.isenabled() else ["garbage collector off"])])


def _read(path: str) -> Optional[str]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return None
