/** The first weeks: the gate observes, a review says what it would have done, and then it enforces. */
import { expect } from 'vitest';
import type { Python } from '../../runners/pythons.ts';
import { headline, verdicts, warnings } from './seen.ts';
import { code, shopOnTheFirstDay } from './shop.ts';
import type { Team } from './team.ts';

export async function playPilot(team: Team, python: Python): Promise<void> {
  team.begin('2027-01-04');
  team.write(shopOnTheFirstDay(python.path));
  team.commit('The shop');
  const first = await team.push();
  expect(first).toMatchObject({ exit: 0, report: { mode: 'observe', comparison: 'none' } });
  expect(verdicts(first)).toEqual({
    'search: time < 20 ms': 'pass',
    'search: time < baseline + 10%': 'incomparable',
    'report: time < baseline + 5%': 'incomparable',
  });
  expect(warnings(first)).toEqual(['toy-dataset report']);

  for (const [day, steps, verdict] of [
    ['2027-01-05', 100, 'pass'],
    ['2027-01-07', 108, 'fail'],
    ['2027-01-08', 100, 'improved'],
    ['2027-01-11', 100, 'pass'],
    ['2027-01-13', 100, 'pass'],
  ] as const) {
    team.begin(day);
    team.write({ ...code('report', steps), 'NEWS.md': `What is new on ${day}\n` });
    team.commit(`The work of ${day}`);
    const pushed = await team.push();
    expect(pushed).toMatchObject({ exit: 0, report: { mode: 'observe', comparison: 'side-by-side' } });
    expect(verdicts(pushed)['report: time < baseline + 5%']).toBe(verdict);
    expect(headline(pushed)).toContain('(observing: nothing fails yet)');
    expect(pushed.report.pilot).toBeUndefined();
  }

  // Three days before the gate enforces.
  team.begin('2027-01-15');
  team.branch('opening-hours');
  team.write({ 'NEWS.md': 'Opening hours\n' });
  team.commit('Opening hours');
  const reviewed = await team.propose();
  expect(reviewed).toMatchObject({ exit: 0, saved: undefined, report: { mode: 'observe' } });
  expect(reviewed.report.pilot).toMatchObject({ runs: 6, alarms: 1, would_have_failed: 1 });
  const proposed = reviewed.report.pilot?.budgets.find(({ benchmark }) => benchmark === 'search')?.proposed;
  expect(proposed).toBe('time < baseline + 2.5%');
  for (const line of [
    "**The pilot's review: 6 runs observed, 1 would have failed**",
    `- \`search\` \`time < baseline + 10%\`: held in all of 5 runs; proposed: \`${proposed}\``,
    '- `report` `time < baseline + 5%`: broken in 1 of 5 runs',
    '- From 2027-01-18 on broken budgets fail the check. To enforce now, write `gate: { mode: enforce }` in place of `enforce_from`; to observe for longer, move its day.',
  ])
    expect(reviewed.comment.split('\n')).toContain(line);

  // What the review proposes, and the line that enforces.
  team.begin('2027-01-18');
  team.edit('time < baseline + 10%', `${proposed}`);
  team.edit('gate: { enforce_from: 2027-01-18 }', 'gate: { mode: enforce }');
  team.commit('Enforce');
  const enforced = await team.merge();
  expect(enforced).toMatchObject({ exit: 0, report: { mode: 'enforce', verdict: 'pass' } });
  team.tag('v1.0');
}
