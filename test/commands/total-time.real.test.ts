/** `measure.total_time` bounds all of a run. What waits here waits far longer than the run may take: no clock is read. */
import { expect, it } from 'vitest';
import { createProject } from './project.ts';

const FOREVER = 'sleep 500';

function budgets(measure: string, benchmarks: string): string {
  return `version: 1\nmeasure: { timeout: 10 min, max_time: 10 min, ${measure} }\nbenchmarks:\n${benchmarks}`;
}

const benchmark = (name: string, command: string, budget: string) =>
  `  ${name}: { command: "${command}", budgets: ["${budget}"] }\n`;

it('leaves open what is not decided when it is over, and calls missing what was not measured at all', async () => {
  await using project = await createProject({
    'budgets.yml': budgets(
      'total_time: 20 s',
      benchmark('quick', 'true', 'time < 60 s') + benchmark('stuck', FOREVER, 'time < 60 s'),
    ),
  });
  const ended = await project.run('run');
  expect(ended.status, ended.stderr).toBe(3);
  const { results, benchmarks } = await project.json();
  expect(results).toMatchObject([
    { benchmark: 'quick', verdict: 'inconclusive', notes: ['too-few-runs', 'out-of-time'] },
    { benchmark: 'stuck', verdict: 'missing', failure: 'out-of-time' },
  ]);
  for (const { reason } of results) expect(reason).toContain('`measure.total_time`');
  expect(benchmarks.find(({ name }) => name === 'stuck')?.failures).toMatchObject([
    { code: 'out-of-time', hint: expect.stringContaining('measure.total_time') },
  ]);
  // Before anything is set up, what will be done and how long it takes; then what is measured.
  expect(ended.stderr).toMatch(/^to measure: 2 entries of the budget file, with 2 budgets; .* at most 20 s/);
  expect(ended.stderr).toMatch(
    /measuring 2 entries of the budget file: at most \d+ s \(measure\.total_time\)/,
  );
  expect(ended.stderr).toContain('still open: 2 of 2, quick, stuck');
}, 120_000);

it('ends a set-up that takes all of it, and says that it was the set-up', async () => {
  await using project = await createProject({
    'budgets.yml': budgets(`total_time: 2 s, setup: ${FOREVER}`, benchmark('quick', 'true', 'time < 60 s')),
  });
  const ended = await project.run('run');
  expect(ended.status, ended.stderr).toBe(3);
  const { results, benchmarks } = await project.json();
  expect(results).toMatchObject([{ benchmark: 'quick', verdict: 'missing', failure: 'out-of-time' }]);
  expect(benchmarks[0]?.failures?.[0]?.message).toMatch(
    /^The set-up of the candidate was ended after .*sleep 500/,
  );
}, 120_000);

it('says so too where only is measured', async () => {
  await using project = await createProject({
    'budgets.yml': budgets('total_time: 2 s', benchmark('stuck', FOREVER, 'time < 60 s')),
  });
  const ended = await project.run('measure');
  expect(ended.status, ended.stderr).toBe(3);
  expect(ended.stderr).toContain('stuck: not measured (out-of-time)');
}, 120_000);
