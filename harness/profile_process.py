"""Profiles a whole process, from the start of its own code to its end: how `command` benchmarks are explained.

A command may start several Python processes; each writes a profile of its own, and Pacegate adds them up. What a process
does in threads, and one that ends by ``os._exit`` (``multiprocessing``'s do), is in none.
"""

from __future__ import annotations

import atexit
import cProfile
import os
import sys
import time


def profile_until_exit(request_file: str) -> None:
    profiler = cProfile.Profile(time.thread_time, builtins=False)
    process = os.getpid()

    def report() -> None:
        profiler.disable()
        if os.getpid() != process:  # a child that this one forked: its profile holds what its parent did
            return
        sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
        from profile_calls import describe, load_request, stats_file, write_profiles
        from profile_functions import Names
        from profile_tools import read_costs, summarise, write_stats

        request = load_request(request_file)
        found = describe("cprofile", 1)
        found.update(unit="s", profiles=[summarise(read_costs(profiler), Names(request["roots"]), 1)])
        output = f"{request['output']}.{process}.json"
        write_stats([profiler], stats_file(output))
        write_profiles({"output": output}, found)

    atexit.register(report)
    profiler.enable()
