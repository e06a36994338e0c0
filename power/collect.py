"""Collects a noise corpus of fresh processes: unchanged and slowed-down code, side by side in random order.

    python3 power/collect.py --blocks 32 --out power/corpus/other.json

The workloads are those that a rule tuned on plain computing gets wrong: one that sleeps, one that calls C, one whose
processes fall into two modes by their hash seed, one with calls that hit or miss a cache, one with threads, and one
that starts children. As in ``pacegate run``, a block of a workload is one process of the base and one of the candidate, which
take turns of some calls each, in random order and with one hash seed for the whole block. CPU time is that of the
process, all its threads and the children that it waited for, as the harness measures it.

``sequence.json`` was recorded before the processes took turns: in each block one whole process after the other, of 25
iterations each, beside three neighbours.

The neighbours are processes that now compute, now move memory, now sleep, for seconds each.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time

WARMUP = 4
#: As in ``pacegate run``: 0.6 s of values for each process, in sixteen turns.
SECONDS, TURNS = 0.6, 16
#: Percent of more work that the candidate does; `aa` is the same code again.
VARIANTS = {"aa": 0, "plus5": 5, "plus10": 10}


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
    steps = int(12_000 * factor)
    script = "i=0; while [ $i -lt %d ]; do i=$((i+1)); done" % steps
    return lambda _: subprocess.run(["/bin/sh", "-c", script], check=True)


#: Each workload with the seconds that a call of it takes, roughly.
WORKLOADS = {
    "sleeps": (sleeps, 0.0075),
    "calls_c": (calls_c, 0.005),
    "two_modes": (two_modes, 0.005),
    "hits_and_misses": (hits_and_misses, 0.005),
    "threads": (threads, 0.005),
    "children": (children, 0.015),
}


def values_per_turn(workload):
    return max(1, round(SECONDS / WORKLOADS[workload][1] / TURNS))


def be_a_neighbour(seed):
    """Another tenant of the machine, busy for two thirds of its time."""
    source = random.Random(seed)
    block = bytes(8_000_000)
    while True:
        until = time.monotonic() + source.expovariate(1 / 4)
        work = source.choice([lambda: count(20_000), lambda: bytearray(block)])
        while time.monotonic() < until:
            work()
        time.sleep(source.expovariate(1 / 2))


def children_cpu():
    """CPU seconds of all children waited for so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure(workload, percent):
    """One process: warms up, and then times a turn of calls for each line that comes in, until an empty one."""
    call = WORKLOADS[workload][0](1 + percent / 100)
    wall, cpu = [], []

    def once(place):
        cpu_start = children_cpu() + time.process_time()
        wall_start = time.perf_counter()
        call(place)
        wall_end = time.perf_counter()
        cpu_end = time.process_time() + children_cpu()
        return float("%.4g" % (wall_end - wall_start)), float("%.4g" % (cpu_end - cpu_start))

    for i in range(WARMUP):
        once(i)
    print("ready", flush=True)
    cores = sorted(os.sched_getaffinity(0))
    for turn, line in enumerate(sys.stdin):
        if not line.strip():
            break
        # Both sides on the same core at the same turn: other tenants are not on all cores alike.
        os.sched_setaffinity(0, {cores[turn % len(cores)]})
        os.sched_setaffinity(0, cores)
        if values_per_turn(workload) >= 5:
            once(0)  # the other side's turn left the caches cold
        for _ in range(values_per_turn(workload)):
            values = once(len(wall))
            wall.append(values[0])
            cpu.append(values[1])
        print("done", flush=True)
    print(json.dumps({"wall": wall, "cpu": cpu}))


def measure_pair(workload, variant, sides, environment):
    """Both processes of a block, which take turns: only one of them runs at any moment. The first side begins."""
    processes = []
    for side in sides:
        percent = VARIANTS[variant] if side == "candidate" else 0
        command = [sys.executable, __file__, "--measure", workload, "--percent", str(percent)]
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        processes.append(process)
        process.stdout.readline()
    for _ in range(TURNS):
        for process in processes:
            process.stdin.write("go\n")
            process.stdout.readline()
    for process in processes:
        process.stdin.write("\n")
        yield json.loads(process.stdout.readline())
        process.stdin.close()
        process.wait()


def shuffled(source, items):
    return source.sample(items, len(items))


def collect(blocks, out, seed, neighbours):
    """Records ``blocks`` blocks beside ``neighbours`` busy processes, which end with it."""
    others = [
        subprocess.Popen([sys.executable, __file__, "--neighbour", str(100 * seed + i)]) for i in range(neighbours)
    ]
    try:
        record_blocks(blocks, out, seed)
    finally:
        for other in others:
            other.kill()
            other.wait()


def record_blocks(blocks, out, seed):
    order, records, started = 0, [], time.monotonic()
    source = random.Random(seed)
    for block in range(blocks):
        environment = dict(os.environ, PYTHONHASHSEED=str(source.randrange(2**32)))
        for workload, variant in shuffled(source, [(w, v) for w in WORKLOADS for v in VARIANTS]):
            sides = shuffled(source, ["base", "candidate"])
            record = {
                "workload": workload,
                "variant": variant,
                "block": block,
                "started": round(time.monotonic() - started, 1),
                "load": round(os.getloadavg()[0], 2),
                "turn": values_per_turn(workload),
            }
            for side, values in zip(sides, measure_pair(workload, variant, sides, environment)):
                records.append({**record, "side": side, "order": order, **values})
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
    parser.add_argument("--neighbours", type=int, default=0, help="busy processes beside the measured ones")
    parser.add_argument("--neighbour", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--measure", choices=WORKLOADS)
    parser.add_argument("--percent", type=float, default=0)
    options = parser.parse_args()
    if options.neighbour is not None:
        be_a_neighbour(options.neighbour)
    elif options.measure:
        measure(options.measure, options.percent)
    else:
        collect(options.blocks, options.out, options.seed, options.neighbours)
