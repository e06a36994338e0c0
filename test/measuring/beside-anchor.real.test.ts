/** A push whose history does not reach back to the anchor is measured beside the anchor itself, and the history keeps that. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withWorld } from '../../src/commands/world.ts';
import { gate } from '../../src/gate.ts';
import { entryOf } from '../stores/contract.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pacegate-anchor-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args], {
    cwd: home,
    encoding: 'utf8',
  }).trim();

function commit(files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
  git('add', '-A');
  git('commit', '-qm', 'x');
  return git('rev-parse', 'HEAD');
}

/** The pilot ends tomorrow, so that its review is read from the store as well. */
const BUDGETS = `version: 1
baseline: { anchor: v1.0 }
gate: { enforce_from: ${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)} }
benchmarks:
  walk:
    callable: walk.py:walk
    budgets: [ time < anchor + 20% ]
`;
const walk = (steps: number) => `def walk():\n    for _ in range(${steps}):\n        pass\n`;

test('what has crept in since the anchor is found, though each step was within its budget', async () => {
  git('init', '-q', '-b', 'main', '.');
  const anchor = commit({
    'walk.py': walk(50_000),
    'budgets.yml': BUDGETS,
    '.gitignore': '.pacegate/\n__pycache__/\n',
  });
  git('tag', 'v1.0');
  const last = commit({ 'walk.py': walk(70_000) });
  commit({ 'README.md': 'Nothing of the code.\n' });
  const events: string[] = [];
  const stderr = { write: (text: string) => events.push(text) > 0 };
  const streams = { argv: [], env: process.env, stdout: stderr, stderr, cwd: () => home };
  const handlers = { on: () => undefined, off: () => undefined, exit: () => undefined };
  await withWorld({ ...streams, ...handlers }, async (world) => {
    const policy = { compare: 'auto', path: '.pacegate/baselines', branch: 'x' } as const;
    const store = await world.openStore(policy, home);
    await store.save({ ...entryOf('a', 1), commit: last, created: '2026-01-01T00:00:00.000Z' });
    const settings = { budgets: 'budgets.yml', directory: home, out: '.pacegate/out', saveBaseline: true };
    const reading = <Question, Answer>(read: (question: Question) => Promise<Answer>) => {
      return (question: Question) => {
        events.push('read');
        return read(question);
      };
    };
    const watched = {
      ...store,
      find: reading(store.find),
      recent: reading(store.recent),
      summaries: reading(store.summaries),
    };
    const watching = { ...world, openStore: async () => watched };
    const { report, save } = await gate({ ...settings, continuesHistory: true }, watching);
    expect(report.pilot).toBeDefined();
    // A server that hangs meanwhile could keep the verdict otherwise.
    expect(events.lastIndexOf('read')).toBeLessThan(events.findIndex((text) => text.startsWith('measuring')));
    expect(report.baseline?.commit?.id).toBe(last);
    expect(report.results).toMatchObject([
      { verdict: 'fail', anchor: { name: 'v1.0', commit: anchor, steps: 0 } },
    ]);
    expect(report.results[0]?.reason).toContain(
      `since the anchor ${anchor.slice(0, 8)} (measured beside it)`,
    );
    await save?.();
    const [entry] = await store.summaries({ limit: 1 });
    const { ratio } = report.results[0]?.change ?? {};
    expect(entry?.history).toMatchObject([{ benchmark: 'walk', beside: anchor, ratio, since_anchor: ratio }]);
    return 0;
  });
});
