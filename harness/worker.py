"""Entry of one fresh process: ``python worker.py REQUEST.json [ARGUMENT …]``. See README.md.

Only the ``__main__`` of this process does anything: a benchmark that starts processes by ``spawn`` makes them import
this file again under another name.
"""

import sys


def main() -> int:
    import json
    import os
    from functools import partial

    with open(sys.argv[1], encoding="utf-8") as file:
        request = json.load(file)
    # The harness's byte code is kept even where the project's is not (PYTHONDONTWRITEBYTECODE): compiling it takes
    # longer than everything else that a process does before the benchmark.
    dont_write, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    from pacegate_harness.channel import open_channel

    arguments = sys.argv[2:]
    if request["kind"] == "command":
        from pacegate_harness.command import run
    elif request["kind"] in ("pytest", "pyperf", "asv"):
        from pacegate_harness.suite_process import run as run_suite

        run = partial(run_suite, arguments=arguments)
    else:
        from pacegate_harness.session import run
    sys.dont_write_bytecode = dont_write

    # From here on the harness's own directory, which Python put first, must hide nothing from the benchmark.
    directory = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if os.path.abspath(path or ".") != directory]
    sys.argv[:] = [request["name"]]
    return run(request, open_channel(request["results"]))


if __name__ == "__main__":
    sys.exit(main())
