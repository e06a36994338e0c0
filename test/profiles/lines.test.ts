import { describe, expect, it } from 'vitest';
import type { FunctionChange } from '../../src/profiles/culprits.ts';
import { divideAmongLines } from '../../src/profiles/lines.ts';
import { parseLines } from '../../src/profiles/parse.ts';

const line = (name: string, number: number, own: number) => ({ name, file: 'app.py', line: number, own });

const HEAD = { format: 'pacegate/profile', version: 1, python: 'CPython 3.11.7', iterations: 10 };

describe('divideAmongLines', () => {
  const row = (name: string, own: number): FunctionChange => ({
    ...{ function: name, file: 'app.py', line: 1, change: 0, points: 0 },
    own: { baseline: 0, candidate: own },
  });

  it('divides what a function costs as its lines do, whatever those were measured in', () => {
    const functions = [row('split', 6), row('rank', 1)];
    const lines = [line('split', 2, 30), line('split', 3, 10), line('rank', 9, 7), line('unknown', 1, 99)];
    expect(divideAmongLines(functions, lines)).toEqual([
      { function: 'split', file: 'app.py', line: 2, own: 4.5, share: 0.75 },
      { function: 'split', file: 'app.py', line: 3, own: 1.5, share: 0.25 },
      { function: 'rank', file: 'app.py', line: 9, own: 1, share: 1 },
    ]);
  });

  it('leaves out lines that cost nothing', () => {
    expect(divideAmongLines([row('split', 6)], [line('split', 2, 0)])).toEqual([]);
  });
});

describe('parseLines', () => {
  it("reads the harness's, of files inside the repository", () => {
    const lines = [line('split', 2, 0.5), { ...line('split', 3, 1), file: '../../etc/passwd' }];
    const text = JSON.stringify({ ...HEAD, tool: 'lines', lines });
    expect(parseLines({ text }, 'x')).toEqual([line('split', 2, 0.5)]);
    expect(() => parseLines({ text: text.replace('"own":0.5', '"own":-1') }, 'x')).toThrow('not a profile');
  });

  it("reads py-spy's: libraries count as the line that calls them, comprehensions as their function's", () => {
    const head = { ...HEAD, tool: 'py-spy', roots: ['/app'], libraries: ['/lib'], harness: '/harness' };
    const stacks = `
main (/app/a.py:1);pacegate_profiled_region (/harness/p.py:3);split (/app/a.py:7) 20
main (/app/a.py:1);pacegate_profiled_region (/harness/p.py:3);split (/app/a.py:7);dumps (/lib/json.py:9) 30
main (/app/a.py:1);pacegate_profiled_region (/harness/p.py:3);split (/app/a.py:7);<listcomp> (/app/a.py:8) 5
main (/app/a.py:1);pacegate_profiled_region (/harness/p.py:3);split (/app/a.py:7);split.<locals>.key (/app/a.py:9) 5
main (/app/a.py:1);set_up (/app/a.py:40) 500
`;
    expect(parseLines({ text: JSON.stringify(head), stacks, rate: 100 }, 'x')).toEqual([
      { name: 'split', file: 'a.py', line: 7, own: 0.05 },
      { name: 'split', file: 'a.py', line: 8, own: 0.005 },
      { name: 'split', file: 'a.py', line: 9, own: 0.005 },
    ]);
  });
});
