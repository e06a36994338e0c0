import random

from logs import report

_RANDOM = random.Random(2)
_MESSAGES = (
    "connection to '%s' lost after %d ms",
    "user '%s' logged in from the office, session %d",
    "cannot write %d bytes to '%s': the disk is full",
    "request for '%s' took %d ms; expected at most 200 ms",
    "retrying job %d of the nightly import",
    "cache miss for key '%s' in shard %d",
)


def _message():
    template = _RANDOM.choice(_MESSAGES)
    values = [_RANDOM.randrange(9999) if mark == "%d" else "alpha" for mark in template.split() if "%" in mark]
    for value in values:
        template = template.replace("%d" if isinstance(value, int) else "%s", str(value), 1)
    return template


LOG = "\n".join(
    f"2026-11-{1 + n % 28:02} {n % 24:02}:{n % 60:02}:{n % 59:02} "
    f"{_RANDOM.choice(('INFO', 'WARNING', 'ERROR'))} [{_RANDOM.choice(('db.pool', 'web.login', 'jobs'))}] {_message()}"
    for n in range(600)
)


def work():
    return report(LOG)
