"""Two threads that compute at the same time, since hashing releases the interpreter's lock."""
import hashlib
from concurrent.futures import ThreadPoolExecutor

FACTOR = 1.0


def digest(data):
    """One thread's part."""
    return hashlib.sha256(data).digest()


def prepare():
    """Bytes and threads."""
    return b"x" * int(4_000_000 * FACTOR), ThreadPoolExecutor(2)


def work(state):
    """A call."""
    data, pool = state
    return len(list(pool.map(digest, (data, data))))
