"""A shell that computes in a child process; this process only waits."""
import shlex
import subprocess

FACTOR = 1.0


def script(steps):
    """Counts."""
    return "i=0; while [ $i -lt %d ]; do i=$((i+1)); done" % steps


def prepare():
    """A command."""
    return [*shlex.split("/bin/sh -c"), script(int(8_000 * FACTOR))]


def work(command):
    """A call."""
    return subprocess.run(command, check=True).returncode
