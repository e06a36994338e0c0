"""CPU time of a timed region: user and system time of all threads of this process, and of the children that it waited
for meanwhile, in nanoseconds.

The children are read outside the process's own clock, so that reading them counts as nobody's CPU time. A child that
is still running, as those of a pool, is not seen. Windows keeps no such account: there, children count nothing.

The clocks are default arguments, so that a benchmark which replaces ``time.process_time_ns`` or
``resource.getrusage``, in any module, changes nothing here.
"""

from __future__ import annotations

from time import process_time_ns
from typing import Callable

try:
    from resource import RUSAGE_CHILDREN, getrusage

    def children_cpu(usage_of=getrusage, children=RUSAGE_CHILDREN) -> int:
        """CPU nanoseconds of all children waited for so far, in steps of a microsecond."""
        usage = usage_of(children)
        return round((usage.ru_utime + usage.ru_stime) * 1e9)

except ImportError:  # Windows

    def children_cpu() -> int:  # type: ignore[misc]
        """Unknown."""
        return 0


def cpu_at_start(own=process_time_ns, children: Callable[[], int] = children_cpu) -> int:
    """The clock's reading where a timed region begins: only differences to ``cpu_at_end`` mean something."""
    return children() + own()


def cpu_at_end(own=process_time_ns, children: Callable[[], int] = children_cpu) -> int:
    """The clock's reading where a timed region ends."""
    return own() + children()
