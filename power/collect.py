"""Collects a noise corpus of fresh processes: unchanged and slowed-down code, side by side in random order.

    python3 power/collect.py --blocks 32 --out power/corpus/other.json

The workloads are those that a rule tuned on plain computing gets wrong: one that sleeps, one that calls C, one whose
processes fall into two modes by their hash seed, one with calls that hit or miss a cache, one with threads, and one
that starts children. Each block runs every variant of every workload once, in random order, with one hash seed for
the whole block. CPU time is that of the process alone, without its children, as the harness measures it.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time

WARMUP, ITERATIONS = 4, 25
VARIANTS = {"base": 0, "aa": 0, "plus3": 3, "plus5": 5, "plus10": 10}


def count(steps):
    total = 0
    for i in range(steps):
        total += i & 7
    return total


def sleeps(factor):
    """Three quarters of its time it waits, as for a database."""
    return lambda _: (time.sleep(0.006 * factor), count(int(30_000 * factor)))


def calls_c(factor):
    import zlib

    source = random.Random(1)
    text = bytes(source.randrange(32, 90) for _ in range(int(150_000 * factor)))
    return lambda _: zlib.compress(text, 6)


def two_modes(factor):
    """The hash seed decides whether the process is a tenth slower."""
    slow = 1.12 if hash("which mode") & 1 else 1.0
    steps = int(110_000 * factor * slow)
    return lambda _: count(steps)


def hits_and_misses(factor):
    """Every other call or so misses a cache and takes a quarter longer."""
    source = random.Random(os.getpid())
    hit, miss = int(100_000 * factor), int(125_000 * factor)
    return lambda _: count(hit if source.random() < 0.55 else miss)


def threads(factor):
    """Two threads that compute at the same time, since hashing gives the interpreter's lock free."""
    import hashlib
    from concurrent.futures import ThreadPoolExecutor

    data = b"x" * int(5_000_000 * factor)
    pool = ThreadPoolExecutor(2)
    return lambda _: list(pool.map(lambda _: hashlib.sha256(data).digest(), range(2)))


def children(factor):
    """A shell that computes in a child process; this process only waits."""
    steps = int(6_000 * factor)
    script = "i=0; while [ $i -lt %d ]; do i=$((i+1)); done" % steps
    return lambda _: subprocess.run(["/bin/sh", "-c", script], check=True)


WORKLOADS = {
    f.__name__: f
    for f in (sleeps, calls_c, two_modes, hits_and_misses, threads, children)
}


def measure(workload, percent):
    call = WORKLOADS[workload](1 + percent / 100)
    wall, cpu = [], []
    for i in range(WARMUP + ITERATIONS):
        wall_start, cpu_start = time.perf_counter(), time.process_time()
        call(i)
        cpu_end, wall_end = time.process_time(), time.perf_counter()
        if i >= WARMUP:
            wall.append(float("%.5g" % (wall_end - wall_start)))
            cpu.append(float("%.5g" % (cpu_end - cpu_start)))
    print(json.dumps({"wall": wall, "cpu": cpu}))


def collect(blocks, out, seed):
    order, records, started = 0, [], time.monotonic()
    source = random.Random(seed)
    for block in range(blocks):
        jobs = [(w, v) for w in WORKLOADS for v in VARIANTS]
        source.shuffle(jobs)
        environment = dict(os.environ, PYTHONHASHSEED=str(source.randrange(2**32)))
        for workload, variant in jobs:
            record = {
                "workload": workload,
                "variant": variant,
                "block": block,
                "order": order,
                "started": round(time.monotonic() - started, 1),
                "load": round(os.getloadavg()[0], 2),
            }
            command = [sys.executable, __file__, "--measure", workload, "--percent", str(VARIANTS[variant])]
            output = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
            records.append({**record, **json.loads(output)})
            order += 1
        print(f"block {block + 1} of {blocks}, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
        lines = ",\n".join(json.dumps(record, separators=(",", ":")) for record in records)
        with open(out, "w") as file:
            file.write('{"format":"one record per process","records":[\n' + lines + "\n]}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--blocks", type=int, default=32)
    parser.add_argument("--out", default="other.json")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--measure", choices=WORKLOADS)
    parser.add_argument("--percent", type=float, default=0)
    options = parser.parse_args()
    if options.measure:
        measure(options.measure, options.percent)
    else:
        collect(options.blocks, options.out, options.seed)
