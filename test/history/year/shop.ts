/** The small project whose year is played: its code, its data and its budget file, as they are on the first day. */

/**
 * What a call costs is counted, not timed: each function that the shop's code calls is a microsecond, give or take 0.02 % from
 * process to process. Real times cannot tell 1 % in a second, and no two runs of a test measure the same. All else is real: the
 * values come from the code and the data of each side, in a process of its own, by way of a results file. The noise is drawn from
 * the hash seed, which both sides of a block share, and the side, so it is the same whenever the test is run.
 */
const MEASURE = `"""Writes what the shop's work costs: python3 -m benchmarks.measure NAME DATA."""

import json
import os
import sys
from importlib import import_module
from zlib import crc32

NAME, DATA = sys.argv[1:]


def count_calls(work, *given):
    calls = 0

    def watch(_frame, event, _argument):
        nonlocal calls
        calls += event == "call"

    sys.setprofile(watch)
    try:
        work(*given)
    finally:
        sys.setprofile(None)
    return calls


def draw(number):
    """As good as a normal distribution, and needs no import that takes longer than all the rest."""
    seed = (NAME, os.environ["PYTHONHASHSEED"], os.environ["PACEGATE_SIDE"], number)
    return sum(crc32(repr((seed, part)).encode()) / 2**32 for part in range(12)) - 6


with open(DATA) as lines:
    rows = [json.loads(line) for line in lines]
calls = count_calls(import_module("shop." + NAME).work, rows)
cost = calls * 1e-6 * (1 + 0.0002 * draw(0))
values = [cost * (1 + 0.0001 * abs(draw(number))) for number in range(1, 6)]
time = {"unit": "s", "better": "lower", "runs": [{"order": 0, "values": values}]}
benchmark = {"name": NAME, "metrics": {"wall_time": time, "cpu_time": time}}
head = {"format": "pacegate/measurements", "version": 1, "session": "shop", "created": "", "environment": {}}
with open(NAME + ".json", "w") as file:
    json.dump({**head, "benchmarks": [benchmark]}, file)
`;

export type Name = 'search' | 'report';

/** One step in a hundred is one per cent of what it costs. */
export function code(name: Name, steps: number): Record<string, string> {
  return {
    [`shop/${name}.py`]: `STEPS = ${steps}


def step(row):
    return row["${name}"]


def work(rows):
    for row in rows:
        for _ in range(STEPS):
            step(row)
`,
  };
}

export function data(name: Name, rows: number): Record<string, string> {
  const lines = Array.from({ length: rows }, (_, at) => `${JSON.stringify({ [name]: at })}\n`);
  return { [`data/${name}.jsonl`]: lines.join('') };
}

/** What the project is run with. Each side of a comparison has its own. */
export function interpreter(python: string): Record<string, string> {
  return { 'tools/python': `#!/bin/sh\nexec '${python}' "$@"\n` };
}

/** A pilot of two weeks. The day's orders are too few yet, and nobody says how often they are to be reviewed. */
const BUDGETS = `version: 1

measure:
  python: tools/python

baseline: { store: branch }

gate: { enforce_from: 2027-01-18 }

benchmarks:
  search:
    question: Why do searches take longer than 20 ms?
    results: { command: python3 -m benchmarks.measure search data/search.jsonl, format: pacegate, file: search.json }
    dataset: { name: products, path: data/search.jsonl, source: nightly dump, min_size: 120 rows, reviewed: 2027-01-04, review_every: 6 months }
    budgets:
      - time < 20 ms
      - time < baseline + 10%

  report:
    question: Is the daily report there before the shop opens?
    results: { command: python3 -m benchmarks.measure report data/report.jsonl, format: pacegate, file: report.json }
    dataset: { name: orders, path: data/report.jsonl, source: one day of orders, min_size: 150 rows, reviewed: 2027-01-04 }
    budgets:
      - time < baseline + 5%
`;

export function shopOnTheFirstDay(python: string): Record<string, string> {
  return {
    '.gitignore': '.pacegate/\n__pycache__/\n/search.json\n/report.json\n',
    'benchmarks/measure.py': MEASURE,
    'budgets.yml': BUDGETS,
    ...interpreter(python),
    ...code('search', 100),
    ...code('report', 100),
    ...data('search', 120),
    ...data('report', 120),
  };
}
