"""Peak memory of the process: the most that was resident at once, in bytes.

On Linux the kernel's high-water mark (VmHWM) is reset after the benchmark's state is prepared, where the kernel permits
it (``/proc/self/clear_refs``), so that it tells of the calls and of what they hold, not of a larger moment while data was
being loaded. ``ru_maxrss`` is not used there: exec keeps it from the parent, which is Node and larger than most
benchmarks. Elsewhere ``ru_maxrss`` is all there is, and covers the whole life of the process.
"""

from __future__ import annotations

import sys
from typing import Optional

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

_UNIT = 1 if sys.platform == "darwin" else 1024


def reset_peak() -> bool:
    """Forgets the high-water mark so far. False where the system does not let us."""
    try:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
        return True
    except OSError:
        return False


def read_peak() -> Optional[int]:
    """The high-water mark of this process, in bytes."""
    try:
        with open("/proc/self/status", "rb") as file:
            for line in file:
                if line.startswith(b"VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT if resource else _windows_peak()


def children_peak() -> int:
    """The largest that any child waited for has been, in bytes."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * _UNIT if resource else 0


def _windows_peak() -> Optional[int]:
    try:
        import ctypes
        from ctypes import wintypes

        class Counters(ctypes.Structure):
            _fields_ = [("cb", wintypes.DWORD), ("PageFaultCount", wintypes.DWORD)] + [
                (name, ctypes.c_size_t)
                for name in (
                    "PeakWorkingSetSize",
                    "WorkingSetSize",
                    "QuotaPeakPagedPoolUsage",
                    "QuotaPagedPoolUsage",
                    "QuotaPeakNonPagedPoolUsage",
                    "QuotaNonPagedPoolUsage",
                    "PagefileUsage",
                    "PeakPagefileUsage",
                )
            ]

        counters = Counters()
        counters.cb = ctypes.sizeof(counters)
        kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        query = kernel.K32GetProcessMemoryInfo
        query.argtypes = [wintypes.HANDLE, ctypes.POINTER(Counters), wintypes.DWORD]
        return (
            counters.PeakWorkingSetSize
            if query(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.cb)
            else None
        )
    except (ImportError, AttributeError, OSError):
        return None
