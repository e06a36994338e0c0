"""
What people do without Pacegate: profiles 100 calls with cProfile as it comes, in a checkout's directory.

Prints the own time of each function, `{"NAME": SECONDS}`.
"""

import cProfile
import json
import pstats
import sys

sys.path.insert(0, "")
from benchmark import work  # noqa: E402

work()
profile = cProfile.Profile()
profile.enable()
for _ in range(100):
    work()
profile.disable()
times = {}
for (_, _, name), (_, _, own, _, _) in pstats.Stats(profile).stats.items():
    times[name] = times.get(name, 0) + own
json.dump(times, sys.stdout)
