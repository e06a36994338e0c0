"""Entry of one profiled process: ``python profile_worker.py REQUEST.json [ARGUMENT …]``.

Prepares a benchmark exactly as worker.py does before it measures, warms it up, and then profiles some calls instead of
timing them. What was found goes to the file that the request names.
"""

import sys


def main() -> int:
    import json
    import os

    directory = os.path.dirname(os.path.abspath(__file__))
    with open(sys.argv[1], encoding="utf-8") as file:
        request = json.load(file)
    import profile_lines
    import profile_threads
    from pacegate_harness.code.layout import Layout
    from pacegate_harness.problems import describe
    from pacegate_harness.session import prepare_benchmark
    from pacegate_harness.suite_process import is_suite
    from pacegate_harness.timed.address_space import put_back
    from profile_calls import take_profiles, write_profiles
    from profile_suite import profile_suite

    put_back(request["layout"])
    if request["every_thread"]:
        profile_threads.watch_new_threads()
        if request["tool"] == "lines":
            profile_lines.watch_new_threads()
    # The harness's own directory must hide nothing from the benchmark.
    sys.path[:] = [path for path in sys.path if os.path.abspath(path or ".") != directory]
    arguments = sys.argv[2:]
    sys.argv[:] = [request["name"]]
    if is_suite(request["kind"]):
        return profile_suite(request, arguments)
    try:
        layout = Layout(request["checkout"], request["root"], request["foreign"])
        layout.install()
        subject, _, _ = prepare_benchmark(
            request, layout, lambda record: choose_case(request, record), lambda phase: None
        )
        found = take_profiles(request, subject.timer, subject.single)
        subject.close()
    except BaseException as error:  # a benchmark may raise SystemExit or KeyboardInterrupt
        print(describe(error, "profile", directory)["message"], file=sys.stderr)
        return 1
    write_profiles(request, found)
    return 0


def choose_case(request, record):
    """The place of the sub-benchmark that is asked for, told as soon as the benchmark's parameters are known."""
    if record.get("record") == "plan":
        names = [case["sub"] for case in record["cases"]]
        request["case"] = names.index(request["sub"]) if request["sub"] in names else 0


if __name__ == "__main__":
    sys.exit(main())
