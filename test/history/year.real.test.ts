/**
 * A year of a small project, with real commits, real runs of the gate and a real branch that keeps the record. Only the clock of its
 * benchmarks is made up, see year/shop.ts: 1 % cannot be told in a second, and a test has to measure the same each time.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Python } from '../runners/pythons.ts';
import { oldAndNew } from './year/interpreters.ts';
import { playPilot } from './year/pilot.ts';
import { readRecord } from './year/record.ts';
import { headline, linesToCopy, ruleChanges, verdicts, warnings } from './year/seen.ts';
import { code, data, interpreter } from './year/shop.ts';
import { createTeam, type Job, type Team } from './year/team.ts';

const PATIENT = 600_000;

let team: Team;
let older: Python;
let newer: Python;
beforeAll(() => {
  team = createTeam();
  [older, newer] = oldAndNew(team.home);
});
afterAll(() => team[Symbol.dispose]());

/** Each month goes on where the one before it ended. */
let isOver = false;
beforeEach(({ skip, onTestFailed }) => {
  if (isOver) skip('an earlier month went wrong');
  onTestFailed(() => {
    isOver = true;
  });
});

/** The report is some steps of 1 % slower than on the first day. */
let crept = 0;
function creep(): void {
  crept++;
  team.write(code('report', 100 + crept));
}

/** The verdict on how much slower the report is than at the last release. */
function sinceRelease(job: Job): string | undefined {
  return verdicts(job)['report: time < anchor + 6%'];
}

describe('a year of a small project', { timeout: PATIENT }, () => {
  test('January: a pilot observes, its review is read, and the gate enforces', () => playPilot(team, older));

  test('February: a regression is caught before it is merged', async () => {
    team.begin('2027-02-01');
    team.branch('synonyms');
    team.write(code('search', 130));
    team.commit('Search for synonyms, too');
    const slow = await team.propose();
    expect(slow).toMatchObject({ exit: 1, report: { verdict: 'fail' } });
    expect(headline(slow)).toMatch(/^### ❌ Pacegate: `search` is 30 % slower, and its budget allows 2.5 %$/);
    team.write(code('search', 100));
    team.edit('{ store: branch }', '{ store: branch, anchor: v1.0 }');
    team.edit('      - time < baseline + 5%\n', '      - time < baseline + 5%\n      - time < anchor + 6%\n');
    creep();
    team.commit('Look synonyms up beforehand, and watch for drift');
    const merged = await team.merge();
    expect(merged).toMatchObject({ exit: 0, report: { verdict: 'pass' } });
    expect(sinceRelease(merged)).toBe('pass');
  });

  test('March: a slowdown is accepted, with a reason and a last day', async () => {
    team.begin('2027-03-01');
    team.branch('sold-out');
    team.write(code('search', 108));
    creep();
    team.commit('Leave out what is sold out');
    const refused = await team.propose();
    expect(refused).toMatchObject({ exit: 1, report: { verdict: 'fail' } });

    // The lines to copy, and why.
    const lines = linesToCopy(refused).replace('"…"', 'Nobody wants to find what is sold out.');
    expect(lines).toContain('up_to: "+9%"');
    team.append(`\n${lines.replace('until: 2027-03-31', 'until: 2027-06-30')}`);
    team.commit('Accept that searches take longer');
    const accepted = await team.propose();
    expect(accepted).toMatchObject({ exit: 0, report: { verdict: 'accepted' } });
    expect(headline(accepted)).toMatch(
      /all budgets hold but one trade-off that was accepted: `search` is (7\.\d|8|8\.\d) % slower$/,
    );
    expect(ruleChanges(accepted)).toEqual([
      '- `search`: This change accepts that `time < baseline + 2.5%` is broken, until 2027-06-30. Read the reason, and say in the review whether it is worth it.',
    ]);
    expect(accepted.comment).toContain('“Nobody wants to find what is sold out.”');
    expect(await team.merge()).toMatchObject({ exit: 0, report: { verdict: 'accepted' } });
  });

  test('April: what is on top of it fails, on the pull request and on main', async () => {
    team.begin('2027-04-12');
    team.branch('spelling');
    team.write(code('search', 114));
    team.commit('Forgive spelling mistakes');
    const onTop = await team.propose();
    // Nobody has merged it, and then somebody does.
    for (const job of [onTop, await team.merge()]) {
      expect(job).toMatchObject({ exit: 1, report: { verdict: 'fail' } });
      expect(headline(job)).toMatch(/`search` is 5\.\d % slower, and its budget allows 2\.5 %$/);
      expect(job.comment).toContain(
        'what the budget file accepts came with an earlier change, which the baseline has already',
      );
      expect(warnings(job)).toEqual(['dataset-overdue report', 'toy-dataset report']);
    }
    team.write(code('search', 108));
    creep();
    team.commit('Forget spelling mistakes');
    const undone = await team.push();
    expect(undone).toMatchObject({ exit: 0, report: { verdict: 'pass' } });
    expect(verdicts(undone)['search: time < baseline + 2.5%']).toBe('improved');
  });

  test('May: a data set is overdue, which fails once somebody says so, and is reviewed', async () => {
    team.begin('2027-05-03');
    const check = await team.pacegate('check');
    expect(check).toMatchObject({ status: 0, stdout: expect.stringContaining('no mistakes') });
    expect(check.stderr).toMatch(
      /^budgets\.yml:\d+:\d+: warning: the data set was last reviewed 119 days ago[^\n]*\n$/,
    );
    team.branch('reviews');
    team.edit('{ mode: enforce }', '{ mode: enforce, overdue: fail }');
    creep();
    team.commit('No measuring on data that nobody looked at');
    const overdue = await team.propose();
    expect(overdue).toMatchObject({ exit: 1, report: { verdict: 'pass' } });
    expect(headline(overdue)).toMatch(
      /^### ❌ Pacegate: all 4 budgets hold; the review of a data set is overdue$/,
    );
    expect(warnings(overdue)).toEqual(['dataset-overdue report', 'toy-dataset report']);

    team.write(data('report', 180));
    team.edit('min_size: 150 rows, reviewed: 2027-01-04', 'min_size: 150 rows, reviewed: 2027-05-03');
    team.commit('A day of May');
    const reviewed = await team.propose();
    expect(reviewed).toMatchObject({ exit: 0, report: { verdict: 'pass' } });
    expect(ruleChanges(reviewed)).toEqual([
      '- `report`: This change says that its data set was reviewed on 2027-05-03; before, that was 2027-01-04. Ask who looked, and at what, before you approve it.',
    ]);
    expect(warnings(reviewed)).toEqual(['dataset-changed report', 'dataset-reviewed report']);
    expect(await team.merge()).toMatchObject({ exit: 0, report: { verdict: 'pass' } });
    expect((await team.pacegate('check')).stderr).toBe('');
  });

  test('June: the interpreter is upgraded, and that is named', async () => {
    team.begin('2027-06-21');
    team.branch('python');
    team.write(interpreter(newer.path));
    team.commit(`Python ${newer.version}`);
    const upgraded = await team.propose();
    expect(upgraded).toMatchObject({ exit: 0, report: { verdict: 'pass', comparison: 'side-by-side' } });
    // Nine days before it ends.
    expect(warnings(upgraded)).toEqual(['accepted-expiring search', 'confounded']);
    expect(upgraded.comment).toContain(`interpreter (python ${older.version} → ${newer.version}`);
    creep();
    team.commit('And the columns of the report');
    const merged = await team.merge();
    expect(merged).toMatchObject({ exit: 0, report: { comparison: 'side-by-side' } });
    expect(warnings(merged)).toEqual(['accepted-expiring search', 'confounded']);
    expect(merged.comment).toMatch(/The same on both sides: (dependencies, )?machine, settings\./);
    expect(sinceRelease(merged)).toBe('pass');
  });

  test('July: the trade-off is over, so somebody has to decide; a data set is reviewed in time', async () => {
    team.begin('2027-07-01');
    const message =
      'this was accepted until 2027-06-30, which is past; mend the benchmark, or agree on a new date and reason';
    await expect(team.push()).rejects.toMatchObject({ problems: [{ severity: 'error', message }] });
    const check = await team.pacegate('check');
    expect(check).toMatchObject({ status: 2, stderr: expect.stringContaining(message) });

    team.branch('summer');
    team.cut('\naccepted:');
    team.edit('reviewed: 2027-01-04', 'reviewed: 2027-07-01');
    team.write(data('search', 140));
    creep();
    team.commit('Searches stay as they are, on the products of summer');
    const summer = await team.propose();
    expect(summer).toMatchObject({ exit: 0 });
    // 6 % by now, and that is what is allowed.
    expect(sinceRelease(summer)).toBe('inconclusive');
    expect(warnings(summer)).toEqual(['dataset-changed search', 'dataset-reviewed search']);
    expect(ruleChanges(summer)).toHaveLength(1);
    expect(verdicts(summer)['search: time < baseline + 2.5%']).toBe('pass');
    expect(await team.merge()).toMatchObject({ exit: 0 });
  });

  test('August: what crept in by 1 % a month is found, and mended', async () => {
    team.begin('2027-08-02');
    team.branch('charts');
    creep();
    team.commit('Charts in the report');
    const found = await team.propose();
    expect(crept).toBeLessThanOrEqual(9);
    expect(found).toMatchObject({ exit: 1, report: { verdict: 'fail' } });
    expect(verdicts(found)['report: time < baseline + 5%']).toBe('pass');
    expect(sinceRelease(found)).toBe('fail');
    expect(headline(found)).toMatch(
      /^### ❌ Pacegate: `report` is (6\.9|7|7\.\d) % slower than at the anchor, and its budget allows 6 %$/,
    );
    team.write(code('report', 100));
    team.commit('Read each order once');
    const mended = await team.merge();
    expect(mended).toMatchObject({ exit: 0, report: { verdict: 'pass' } });
    expect(verdicts(mended)).toMatchObject({
      'report: time < baseline + 5%': 'improved',
      'report: time < anchor + 6%': 'pass',
    });
    team.tag('v2.0');
  });

  test('October: who moves the anchor says so', async () => {
    team.begin('2027-10-01');
    team.branch('anchor');
    team.edit('anchor: v1.0', 'anchor: v2.0');
    team.commit('Watch for drift since v2.0');
    const moved = await team.propose();
    expect(ruleChanges(moved)).toEqual([
      '- This change loosens `anchor` from v1.0 to v2.0. If that is meant, say why in the review.',
    ]);
    // And the orders of May are overdue again.
    expect(moved).toMatchObject({ exit: 1, report: { verdict: 'pass' } });
    expect(warnings(moved)).toEqual(['dataset-overdue report', 'gate-loosened']);
  });

  test('December: the record is whole, wherever it is read', () => readRecord(team, [older, newer]));
});
