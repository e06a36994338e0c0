"""One function for each way to be slower: the work is done WORK times over. Copied into each repository as two modules."""

import asyncio
import functools
import gc
import hashlib
import json
import operator
import pathlib
import random
import subprocess
import threading
import time

WORK = 1
DATA = pathlib.Path(__file__).with_suffix(".json")


def spin():
    total = 0
    for i in range(5_000):
        total += i * i
    return total


for _ in range(WORK):  # what importing this module costs
    spin()


def function():
    for _ in range(WORK):
        spin()


def c_call():
    hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 1_000 * WORK)


def sleep():
    time.sleep(0.001 * WORK)


def lock():
    held = threading.Lock()
    held.acquire()
    threading.Timer(0.003 * WORK, held.release).start()
    with held:
        pass


def thread():
    worker = threading.Thread(target=function)
    worker.start()
    worker.join()


def child():
    for _ in range(WORK):
        subprocess.run(["true"], check=True)


async def asynchronous():
    for _ in range(200 * WORK):
        await asyncio.sleep(0)


def generator():
    for _ in range(WORK):
        yield spin()


def collector():
    for _ in range(WORK):
        for _ in range(1_000):
            circle = []
            circle.append(circle)
        gc.collect(0)


def allocation():
    return [bytearray(5_000) for _ in range(500 * WORK)]


@functools.lru_cache(maxsize=None)
def picked():
    """The same number of objects, one beside the other or scattered over all of the memory."""
    everything = [float(i) for i in range(1_000_000)]
    places = range(20_000) if WORK == 1 else random.Random(7).sample(range(len(everything)), 20_000)
    return everything, operator.itemgetter(*places)


def cache_miss():
    everything, pick = picked()
    return pick(everything)


def larger_data():
    return json.loads(DATA.read_text())


def tail():
    for _ in range(WORK if random.random() < 0.125 else 1):
        spin()
