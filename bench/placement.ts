/**
 * What the place of a library's pages in physical memory does to a comparison of a library with its own copy, with and without
 * `place_anew` (harness/pacegate_harness/timed/placement.py). Sessions with fresh copies, each with pairs of processes in
 * turn, in one memory layout.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Figure, median } from './figure.ts';

const SESSIONS = 12;
const PAIRS = 9;
const LIMIT = { op: '<=', value: 1 } as const;
const SIDES = ['a', 'b'] as const;

/** Of many calls, those that nothing disturbed: the third fastest of fifteen batches. Prints nanoseconds. */
const WORK = `
import json, sys, time
sys.path.insert(0, sys.argv[1])
if sys.argv[2] == "anew":
    sys.path.append(sys.argv[3])
    from pacegate_harness.timed.placement import place_anew
    with open(sys.argv[1] + "/libraries.json", "w") as file:
        json.dump([sys.argv[4]], file)
    place_anew({"cache": sys.argv[1]})
import _decimal
assert _decimal.__file__ == sys.argv[4], _decimal.__file__
number = _decimal.Decimal("1.000123456789012345678901234567")
def batch():
    started = time.perf_counter_ns()
    total = _decimal.Decimal(0)
    for i in range(4000):
        total = (total * number + i) / number
    return time.perf_counter_ns() - started
print(sorted(batch() for _ in range(15))[2])
`;

export async function placement(): Promise<Figure[]> {
  const name = 'bias of a library against its own copy';
  const library = libraryFile();
  if (process.platform !== 'linux' || library === '') {
    const reason = 'needs Linux, and a Python whose _decimal is a file';
    return [{ name, value: Number.NaN, unit: '%', limit: LIMIT, detail: 'not measured', void: reason }];
  }
  const biases: Record<'kept' | 'anew', number[]> = { kept: [], anew: [] };
  for (let session = 0; session < SESSIONS; session++) {
    const directory = mkdtempSync(join(tmpdir(), 'pacegate-placement-'));
    writeFileSync(join(directory, 'work.py'), WORK);
    const copies = SIDES.map((side) => {
      mkdirSync(join(directory, side));
      const copy = join(directory, side, library.split('/').at(-1) as string);
      copyFileSync(library, copy);
      return copy;
    });
    for (const arm of ['kept', 'anew'] as const) {
      const ratios = Array.from({ length: PAIRS }, (_, pair) => {
        const times = [0, 0];
        for (const place of pair % 2 ? [0, 1] : [1, 0])
          times[place] = time(directory, SIDES[place] as string, arm, copies[place] as string);
        return (times[1] as number) / (times[0] as number);
      });
      biases[arm].push(100 * Math.abs(median(ratios) - 1));
    }
    rmSync(directory, { recursive: true });
  }
  const tell = (values: readonly number[]) =>
    `median ${median(values).toFixed(2)}, largest ${Math.max(...values).toFixed(2)}`;
  return [
    {
      name,
      value: Math.max(...biases.anew),
      unit: '%',
      limit: LIMIT,
      detail: `of ${SESSIONS} sessions with ${PAIRS} pairs each: read anew for each process: ${tell(biases.anew)} %; left where it was: ${tell(biases.kept)} %`,
    },
  ];
}

function libraryFile(): string {
  const ask = 'import _decimal; print(getattr(_decimal, "__file__", ""))';
  return execFileSync('python3', ['-c', ask], { encoding: 'utf8' }).trim();
}

function time(directory: string, side: string, arm: string, copy: string): number {
  const args = [join(directory, 'work.py'), join(directory, side), arm, resolve('harness'), copy];
  const env = { PATH: process.env.PATH, PYTHONHASHSEED: '0' };
  return Number(execFileSync('setarch', ['-R', 'python3', '-B', ...args], { encoding: 'utf8', env }));
}
