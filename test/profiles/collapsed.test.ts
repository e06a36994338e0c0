import { describe, expect, it } from 'vitest';
import { parseCollapsed } from '../../src/profiles/collapsed.ts';

const options = {
  rate: 100,
  iterations: 10,
  python: 'CPython 3.11.7',
  roots: ['/repo'],
  libraries: ['/usr', '/repo/.venv'],
  harness: '/opt/pacegate/harness',
  region: 'pacegate_profiled_region',
};
const START =
  '<module> (/opt/pacegate/harness/profile_worker.py:1);pacegate_profiled_region (/opt/pacegate/harness/profile_worker.py:9);' +
  'sync_timer.<locals>.measure (/opt/pacegate/harness/pacegate_harness/timing.py:23)';
const parse = (...lines: string[]) => parseCollapsed(lines.join('\n'), options, 'stacks');
const owns = (profile: ReturnType<typeof parse>) =>
  Object.fromEntries(profile.functions.map((entry) => [`${entry.file}:${entry.name}`, entry.own]));

describe('parseCollapsed', () => {
  it('counts only what stands above the profiled region, in seconds for one call of the benchmark', () => {
    const profile = parse(
      `${START};search (/repo/app/search.py:5) 30`,
      `${START};search (/repo/app/search.py:5);tokenise (/repo/app/text.py:3) 70`,
      '<module> (/opt/pacegate/harness/profile_worker.py:1);main (/repo/setup.py:1) 500',
    );
    expect(owns(profile)).toEqual({ 'app/search.py:search': 0.03, 'app/text.py:tokenise': 0.07 });
    expect(profile.edges).toEqual([
      { from: 0, to: 1, calls: 0, own: expect.closeTo(0.07, 9), total: expect.closeTo(0.07, 9) },
    ]);
  });

  it('folds comprehensions and inner functions, as Python 3.11 names them and as older ones do', () => {
    const profile = parse(
      `${START};f.<locals>.inner (/repo/a.py:9);f.<locals>.inner.<locals>.<listcomp> (/repo/a.py:10) 10`,
      `${START};f (/repo/a.py:2) 1`,
      `${START};g (/repo/a.py:20);<listcomp> (/repo/a.py:21) 5`,
    );
    expect(owns(profile)).toEqual({ 'a.py:f': 0.011, 'a.py:g': 0.005 });
    expect(profile.functions.map((entry) => entry.line)).toEqual([2, 20]);
  });

  it('takes installed code for a library, also where its folder lies in the repository', () => {
    const profile = parse(
      `${START};f (/repo/a.py:1);dumps (/repo/.venv/lib/python3.11/site-packages/orjson/__init__.py:4) 2`,
      `${START};f (/repo/a.py:1);loads (/usr/lib/python3.11/json/__init__.py:9) 2`,
    );
    expect(profile.functions.filter((entry) => entry.inside).map((entry) => entry.name)).toEqual(['f']);
  });

  it('counts a recursion once in the time of its calls', () => {
    const frame = 'walk (/repo/a.py:1)';
    const profile = parse(`${START};top (/repo/a.py:9);${frame};${frame};${frame} 4`);
    expect(owns(profile)).toEqual({ 'a.py:top': 0, 'a.py:walk': 0.004 });
    expect(profile.edges).toHaveLength(1);
  });

  it('leaves out a torn stack, and refuses a text that holds none', () => {
    expect(owns(parse('torn name', `${START};f (/repo/a.py:1) 1`, `${START};f (/repo/a.py:1) 1`))).toEqual({
      'a.py:f': 0.002,
    });
    expect(() => parse('Traceback (most recent call last):', '  File "x"')).toThrow(/not collapsed stacks/);
  });
});
