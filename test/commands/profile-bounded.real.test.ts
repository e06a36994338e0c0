/** `pacegate profile` by hand ends, whatever the profiler makes of the code. */
import { expect, it } from 'vitest';
import { createProject } from './project.ts';

const PROFILED = `
import sys

def profiled():
    if sys.version_info >= (3, 12):
        return sys.monitoring.get_tool(sys.monitoring.PROFILER_ID) is not None
    return sys.getprofile() is not None
`;

const budgets = (maxTime: string) =>
  `version: 1\nmeasure: { max_time: ${maxTime}, timeout: 10 min }\nbenchmarks:\n  count: { callable: "bench.py:count" }\n`;

it('is ended after max_time where a profiled call takes for ever, and says what to change', async () => {
  await using project = await createProject({
    'bench.py': `${PROFILED}\ndef count():\n    while profiled():\n        pass\n`,
    'budgets.yml': budgets('3 s'),
  });
  const ended = await project.run('profile', 'count');
  expect(ended.status, ended.stderr).toBe(3);
  expect(ended.stderr).toContain('count: nothing was profiled in time; raise max_time');
}, 120_000);

it('answers the question of the benchmark with functions, lines and a page', async () => {
  await using project = await createProject({
    'bench.py': `def work():
    numbers = [n * n for n in range(20_000)]
    return len(numbers)

def count():
    work()
`,
    'budgets.yml': budgets('6 s').replace('count: {', 'count: { question: Is it fast?,'),
  });
  const ended = await project.run('profile', 'count');
  expect(ended.status, ended.stderr).toBe(0);
  expect(ended.stdout).toContain('Question: Is it fast?');
  expect(ended.stdout).toMatch(
    /Where the time goes: work \(bench\.py:1\) takes \d+ % of the CPU time of a call, \d+ % of that on line 2/,
  );
  expect(ended.stdout).toMatch(/work bench\.py:2 {2}numbers = \[n \* n for n in range\(20_000\)\]/);
  expect(await project.text('.pacegate/out/profiles/1-count.html')).toContain('"question":"Is it fast?"');
}, 120_000);

it('shows what it could where there is no time for all processes', async () => {
  await using project = await createProject({
    // The second profiled process takes for ever.
    'bench.py': `${PROFILED}
import os

def work():
    return sum(range(20_000))

def count():
    work()
    if profiled():
        while os.path.exists("profiled"):
            pass
        os.close(os.open(f"profiled-{os.getpid()}", os.O_CREAT))

if [name for name in os.listdir(".") if name.startswith("profiled-")]:
    open("profiled", "w").close()
`,
    'budgets.yml': budgets('30 s'),
  });
  const ended = await project.run('profile', 'count');
  expect(ended.stderr).toContain('count: there was time to profile one process only');
  expect(ended.stdout).toMatch(/work bench\.py:\d+/);
  expect(ended.status, ended.stderr).toBe(0);
}, 180_000);
