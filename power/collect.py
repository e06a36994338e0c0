"""Records how much processes differ that Pacegate measures: a noise corpus for `npm run power`.

    python3 power/collect.py --python VENV/bin/python --blocks 14 --neighbours 2 --session busy --out power/corpus/pairs

The interpreter needs numpy (BSD licence) for one of the workloads. Each workload of `power/workloads/` becomes a small
project with a benchmark and a product, once as the base and once for each variant: the same code again, four kinds of
*equivalent* code (it does the same work, but is other text and lies elsewhere in memory), and 1 to 10 % more work.
`record.ts` then measures base and variant side by side as `pacegate run` does, by the very same code, with matched
and, for some variants, with natural memory layouts, in random order.

The neighbours are other tenants: processes that now compute, now move memory, now sleep, for seconds each.
"""

import argparse
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
WORKLOADS = sorted(path.stem for path in (HERE / "workloads").glob("*.py"))

BENCHMARK = '''\
from product import prepare, work


def bench():
    state = prepare()
    yield lambda: work(state)
'''

UNRELATED = '''\
class Unrelated:
    """Something else."""

    limit = 1

    def method(self, *values, **options):
        return self.limit if options else [*values]


def unrelated(first, second=3):
    return {x: (y, first) for x, y in second.items()} if second else None


TABLE = {i: str(i) * 3 for i in range(137)}


'''


def more_work(percent):
    return lambda text: text.replace("FACTOR = 1.0", f"FACTOR = {1 + percent / 100}")


def unrelated_definitions(text):
    """Other definitions before those of the product."""
    return text.replace("FACTOR = 1.0\n", "FACTOR = 1.0\n\n\n" + UNRELATED.rstrip() + "\n")


def moved_function(text):
    """The last function is the first one."""
    parts = re.split(r"\n\n\n(?=def |class )", text.rstrip())
    return "\n\n\n".join([parts[0], parts[-1], *parts[1:-1]]) + "\n"


def other_imports(text):
    """The imports in reverse order."""
    lines = text.split("\n")
    places = [i for i, line in enumerate(lines) if re.match(r"(import|from) ", line)]
    for place, line in zip(places, [lines[i] for i in reversed(places)]):
        lines[place] = line
    return "\n".join(lines)


def longer_docstrings(text):
    """Longer docstrings; the file lies in a directory of its own, too."""
    return re.sub(r'"""(.+?)"""', lambda found: f'"""{found[1]} {"This is said at more length. " * 9}"""', text)


EQUIVALENT = {
    "unrelated": unrelated_definitions,
    "moved": moved_function,
    "imports": other_imports,
    "longer": longer_docstrings,
}
VARIANTS = {"same": str, **EQUIVALENT, **{f"plus{percent}": more_work(percent) for percent in (1, 2, 3, 5, 10)}}


def write_tree(root):
    """`root/base` and `root/work`, two projects for each workload and variant."""
    for workload in WORKLOADS:
        text = (HERE / "workloads" / f"{workload}.py").read_text()
        for variant, change in VARIANTS.items():
            for side, product in (("base", text), ("work", change(text))):
                place = root / side / f"{workload}-{variant}"
                place.mkdir(parents=True)
                (place / "bench.py").write_text(BENCHMARK)
                (place / "pyproject.toml").write_text("")
                if variant == "longer" and side == "work":
                    (place / "product").mkdir()
                    (place / "product" / "__init__.py").write_text(product)
                else:
                    (place / "product.py").write_text(product)
                assert product != text or variant == "same" or side == "base", (workload, variant)


def be_a_neighbour(seed):
    """Another tenant of the machine, busy for two thirds of its time."""
    source = random.Random(seed)
    block = bytes(8_000_000)
    while True:
        until = time.monotonic() + source.expovariate(1 / 4)
        work = source.choice([lambda: sum(range(20_000)), lambda: bytearray(block)])
        while time.monotonic() < until:
            work()
        time.sleep(source.expovariate(1 / 2))


def start_interpreters():
    """What a next pair would do meanwhile, if it were started before the present one has ended."""
    while True:
        subprocess.run([sys.executable, "-c", "import asyncio, email, http.client, unittest"], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--blocks", type=int, default=14)
    parser.add_argument("--session", default="quiet", help="name of this session in the records")
    parser.add_argument("--out", default=str(HERE / "corpus" / "pairs"), help="OUT-SESSION.json.gz is written")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--neighbours", type=int, default=0, help="busy processes beside the measured ones")
    parser.add_argument("--starting", action="store_true", help="beside interpreters that start all the time")
    parser.add_argument("--only", default="", help="only variants of this name")
    parser.add_argument("--neighbour", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.neighbour is not None:
        return start_interpreters() if options.neighbour < 0 else be_a_neighbour(options.neighbour)
    seeds = [*range(100, 100 + options.neighbours), *([-1] if options.starting else [])]
    others = [subprocess.Popen([sys.executable, __file__, "--neighbour", str(seed)]) for seed in seeds]
    root = pathlib.Path(tempfile.mkdtemp(prefix="pacegate-power-"))
    try:
        write_tree(root)
        node = shutil.which("node", path=str(HERE.parent / "node_modules" / "node" / "bin")) or "node"
        return subprocess.call(
            [
                node,
                str(HERE / "record.ts"),
                *("--tree", str(root), "--python", options.python, "--blocks", str(options.blocks)),
                *("--session", options.session, "--seed", options.seed, "--only", options.only),
                *("--out", f"{options.out}-{options.session}.json.gz"),
            ]
        )
    finally:
        shutil.rmtree(root)
        for other in others:
            other.kill()
            other.wait()


if __name__ == "__main__":
    sys.exit(main())
