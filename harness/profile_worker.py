"""Entry of one profiled process: ``python profile_worker.py REQUEST.json``.

Prepares a benchmark exactly as worker.py does before it measures, warms it up, and then profiles some calls instead of
timing them. What was found goes to the file that the request names.
"""

import sys


def main() -> int:
    import gc
    import json
    import os
    import platform

    directory = os.path.dirname(os.path.abspath(__file__))
    with open(sys.argv[1], encoding="utf-8") as file:
        request = json.load(file)
    from pacegate_harness.layout import Layout
    from pacegate_harness.problems import describe
    from pacegate_harness.session import prepare_benchmark
    from profile_functions import Names
    from profile_tools import count_bytecodes, profile_time, summarise

    # The harness's own directory must hide nothing from the benchmark.
    sys.path[:] = [path for path in sys.path if os.path.abspath(path or ".") != directory]
    sys.argv[:] = [request["name"]]
    try:
        layout = Layout(request["checkout"], request["root"], request["foreign"])
        layout.install()
        subject, _, _ = prepare_benchmark(request, layout, lambda record: choose_case(request, record), lambda phase: None)
        call = subject.timer
        seconds = warm_up(call)
        iterations = count_iterations(request, seconds)
        if request["iterations"]:
            # As many as the first process took, so that all do the same work; fewer where this side is far slower.
            iterations = min(request["iterations"], 3 * iterations)
        gc.collect()
        gc.disable()
        names = Names(request["roots"])
        found = {
            "format": "pacegate/profile",
            "version": 1,
            "tool": request["tool"],
            "python": f"{platform.python_implementation()} {platform.python_version()}",
            "iterations": iterations,
        }
        if request["tool"] == "py-spy":
            pacegate_profiled_region(call, iterations, subject.single)
            found.update(roots=names.roots, harness=directory, libraries=[sys.prefix, sys.base_prefix, names.library])
        else:
            measure, unit = {"cprofile": (profile_time, "s"), "bytecodes": (count_bytecodes, "bytecodes")}[request["tool"]]
            # Several profiles of few calls each: the least disturbed stretch counts, for each function its own.
            found["unit"] = unit
            found["profiles"] = [
                summarise(measure(lambda: pacegate_profiled_region(call, iterations, subject.single)), names, iterations)
                for _ in range(request["stretches"])
            ]
        subject.close()
    except BaseException as error:  # a benchmark may raise SystemExit or KeyboardInterrupt
        print(describe(error, "profile", directory)["message"], file=sys.stderr)
        return 1
    with open(request["output"], "w", encoding="utf-8") as file:
        json.dump(found, file)
    return 0


def pacegate_profiled_region(call, iterations, single):
    """What is profiled; src/profiles/collapsed.ts knows it by its name."""
    if single:
        for _ in range(iterations):
            call(1)
    else:
        call(iterations)


def choose_case(request, record):
    """The place of the sub-benchmark that is asked for, told as soon as the benchmark's parameters are known."""
    if record.get("record") == "plan":
        names = [case["sub"] for case in record["cases"]]
        request["case"] = names.index(request["sub"]) if request["sub"] in names else 0


def warm_up(call):
    """Calls until 0.3 s have gone and three calls are done; returns the seconds of the fastest call."""
    from time import perf_counter

    started, fastest, calls = perf_counter(), float("inf"), 0
    while calls < 3 or (perf_counter() - started < 0.3 and calls < 1000):
        before = perf_counter()
        call(1)
        fastest = min(fastest, perf_counter() - before)
        calls += 1
        if perf_counter() - started > 10:
            break
    return fastest


def count_iterations(request, seconds):
    """Calls in each stretch, so that all of them take about the time that the request says."""
    if request["tool"] == "bytecodes":
        return 1  # the count is exact
    slowdown = 1.0 if request["tool"] == "py-spy" else 3.0
    stretch = request["seconds"] / request["stretches"]
    return max(1, min(100_000, round(stretch / max(seconds * slowdown, 1e-7))))


if __name__ == "__main__":
    sys.exit(main())
