"""What a container, or a control group of any kind, leaves of the machine: processors and memory."""

from __future__ import annotations

import os
from typing import Callable, Dict, List, Optional

#: What cgroups call no limit is a number near 2 ** 63.
_NO_LIMIT = 1 << 60

Read = Callable[[str], Optional[str]]


def find_limits(read: Read) -> Dict[str, float]:
    """``cpu_limit``: processors' worth of time; ``memory_limit``: bytes. ``read``: the text of a file, None where it is not there."""
    cpu: List[float] = []
    memory: List[float] = []
    for line in (read("/proc/self/cgroup") or "").splitlines():
        number, _, rest = line.partition(":")
        controllers, _, group = rest.partition(":")
        if number == "0":
            for directory in _upwards("/sys/fs/cgroup", group):
                quota, _, period = (read(f"{directory}/cpu.max") or "").partition(" ")
                _add_share(cpu, quota, period)
                _add(memory, read(f"{directory}/memory.max"))
        elif "cpu" in controllers.split(","):
            for directory in _upwards(f"/sys/fs/cgroup/{controllers}", group):
                _add_share(cpu, read(f"{directory}/cpu.cfs_quota_us"), read(f"{directory}/cpu.cfs_period_us"))
        elif "memory" in controllers.split(","):
            for directory in _upwards(f"/sys/fs/cgroup/{controllers}", group):
                _add(memory, read(f"{directory}/memory.limit_in_bytes"))
    limits = {"cpu_limit": min(cpu, default=None), "memory_limit": min(memory, default=None)}
    return {name: value for name, value in limits.items() if value is not None}


def _upwards(mount: str, group: str) -> List[str]:
    """The group's directory and all above it: each of them limits. Inside a container the path may be the host's."""
    found = [mount]
    for part in group.strip("/").split("/"):
        if part not in ("", ".", ".."):
            found.append(os.path.join(found[-1], part))
    return found


def _add_share(found: List[float], quota: Optional[str], period: Optional[str]) -> None:
    if quota and period and quota.isdigit() and period.isdigit() and int(period) > 0:
        found.append(round(int(quota) / int(period), 2))


def _add(found: List[float], limit: Optional[str]) -> None:
    if limit and limit.isdigit() and int(limit) < _NO_LIMIT:
        found.append(int(limit))
