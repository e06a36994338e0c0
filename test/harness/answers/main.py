"""The answers of all pairs, as a benchmark's process would tell them: one JSON object."""

import json
from functools import partial

from cheats import CHEATS
from honest import HONEST, SIZES
from pacegate_harness.answer.tell import call_for_answer

CALLS = 12


def answer(call):
    for _ in range(CALLS):
        call()
    told = []
    call_for_answer({"answer": "cheap", "timeout": 60}, told.append, call, CALLS, 1, 1e9)
    return told[0]


print(
    json.dumps(
        {
            "cheats": {name: [answer(make()) for make in pair] for name, pair in CHEATS.items()},
            "honest": {
                f"{name}({size})": [answer(partial(call, size)) for call in pair]
                for name, pair in HONEST.items()
                for size in SIZES
            },
        }
    )
)
