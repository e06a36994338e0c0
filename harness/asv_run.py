"""Runs asv once in the interpreter that has it, leaving the user's results, machine file and repository alone.

    python asv_run.py SCRATCH REGEX

The configuration is the project's own, with results, environments and repository redirected into SCRATCH. asv wants a
commit to file results under: that of an empty repository there will do.
"""

import json
import os
import subprocess
import sys


def main():
    scratch, regex = sys.argv[1:3]
    try:
        from asv import util
        from asv.config import Config
        from asv.main import main as asv_main
        from asv.machine import MachineCollection
    except ImportError as error:
        sys.stderr.write("asv cannot be imported: %s\n" % error)
        return 69  # EX_UNAVAILABLE

    config = find_config()
    conf = Config.load(config)
    settings = {
        "version": 1,
        "project": conf.project,
        "benchmark_dir": os.path.abspath(conf.benchmark_dir),
        "repo": _make_repository(os.path.join(scratch, "repository")),
        "branches": ["HEAD"],
        "environment_type": "existing",
        "env_dir": os.path.join(scratch, "env"),
        "results_dir": os.path.join(scratch, "results"),
        "html_dir": os.path.join(scratch, "html"),
        "plugins": conf.plugins,
        "default_benchmark_timeout": conf.default_benchmark_timeout,
    }
    path = os.path.join(scratch, "asv.conf.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(settings, file)
    machine = os.path.join(scratch, "machine.json")
    with open(machine, "w", encoding="utf-8") as file:
        file.write('{"version": 1}')
    MachineCollection.get_machine_file_path = staticmethod(lambda: machine)
    asv = ["asv", "--config", path]
    sys.argv[:] = [*asv, "machine", "--yes"]
    _run(asv_main)
    sys.argv[:] = [
        *asv,
        "run",
        *("--environment", "existing:" + sys.executable),
        *("--set-commit-hash", "HEAD", "--record-samples", "--show-stderr", "--launch-method", "spawn"),
        *("--attribute", "rounds=1"),
        *("--bench", regex),
    ]
    return _run(asv_main)


def _run(asv_main):
    try:
        return asv_main() or 0
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))


def find_config():
    for name in ("asv.conf.json", "asv.conf.jsonc"):
        if os.path.exists(name):
            return name
    sys.stderr.write("There is no asv.conf.json in this directory.\n")
    sys.exit(66)  # EX_NOINPUT


def _make_repository(path):
    def git(*args):
        subprocess.run(["git", "-C", path, *args], check=True, stdout=subprocess.DEVNULL)

    os.makedirs(path)
    git("init", "-q")
    who = ("-c", "user.name=pacegate", "-c", "user.email=pacegate@localhost", "-c", "commit.gpgsign=false")
    git(*who, "commit", "-q", "--allow-empty", "--no-verify", "-m", "measured by Pacegate")
    return path


if __name__ == "__main__":
    sys.exit(main())
