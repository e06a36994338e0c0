/** What several machines measured, judged as one run. Nothing is measured here, and the store is a list. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Settings, World } from '../../src/settings.ts';
import { budgetDigest } from '../../src/sharing/budget-digest.ts';
import { mergeParts } from '../../src/sharing/merge.ts';
import type { Part } from '../../src/sharing/read-parts.ts';
import { parseShareFile, renderShare } from '../../src/sharing/share-file.ts';
import type { BaselineStore, Entry } from '../../src/stores/store.ts';
import { shareOf, sidesOf } from './parts.ts';

const BUDGETS = `version: 1
benchmarks:
${['a', 'b', 'c'].map((name) => `  ${name}: { results: { command: 'true', format: pacegate, file: x.json }, budgets: [time < baseline + 10%] }`).join('\n')}
`;

const settings: Settings = {
  ...{ directory: mkdtempSync(join(tmpdir(), 'merge-')), budgets: 'budgets.yml', out: 'out' },
  saveBaseline: false,
};
writeFileSync(join(settings.directory, 'budgets.yml'), BUDGETS);
const budgets = await budgetDigest(settings);

let said: string;
let saved: Omit<Entry, 'location'>[];
beforeEach(() => {
  [said, saved] = ['', []];
});
const store = {
  save: async (entry: Omit<Entry, 'location'>) => {
    saved.push(entry);
    return 'there';
  },
} as unknown as BaselineStore;

async function merge(parts: readonly Part[], more: Partial<Settings> = {}) {
  const world = {
    ...{ env: {}, signal: new AbortController().signal, clock: () => 0, randomId: () => 'id' },
    stderr: { write: (text: string) => (said += text) },
    now: () => new Date('2026-11-26T12:00:00Z'),
    openStore: async () => store,
  } as unknown as World;
  return mergeParts(parts, { ...settings, ...more }, world);
}

const old = { cpu: 'Old', cores: 2, python: '3.13.1' };
const fast = { cpu: 'New', cores: 2, python: '3.13.1' };
const first = (times = { a: 1 }, record = {}) =>
  shareOf(1, 2, times, { session: 's1', environment: old, seconds: 0.02 }, { budgets, ...record });
const second = (times: Record<string, number> = { b: 1, c: 1 }, record = {}) =>
  shareOf(2, 2, times, { session: 's2', environment: fast }, { budgets, ...record });

const verdicts = ({ report }: Awaited<ReturnType<typeof merge>>) =>
  Object.fromEntries(report.results.map(({ benchmark, verdict }) => [benchmark, verdict]));

describe('merging', () => {
  it('compares each benchmark within its own session, on its own machine', async () => {
    const merged = await merge([second({ b: 1.3, c: 1 }), first()]);
    expect(verdicts(merged)).toEqual({ a: 'pass', b: 'fail', c: 'pass' });
    expect(merged.exit).toBe(1);
    expect(merged.report).toMatchObject({
      ...{ comparison: 'side-by-side', duration: 2, effort: { inside_seconds: 2, process_seconds: 4 } },
      candidate: { environment: { cores: 2, python: '3.13.1', machines: 2 } },
    });
    // Their machines differ from each other: that is nothing that differs between the sides.
    expect(merged.report.candidate.environment.cpu).toBeUndefined();
    expect(merged.report.warnings.map(({ code }) => code)).not.toContain('confounded');
  });

  it('tells what differs between the sides on any one machine', async () => {
    const part = second();
    const { baseline } = part as Required<Part>;
    const other = { ...baseline, environment: { ...fast, python: '3.12.1' } };
    const { report } = await merge([first(), { ...part, baseline: other }]);
    expect(report.warnings.find(({ code }) => code === 'confounded')?.message).toContain('python');
  });

  it.each([
    ['is absent', [first()], '1 of 2 shares did not come (2/2)'],
    ['was dealt by another history', [first(), second({ b: 1 }, { dealtBy: 'x' })], 'different histories'],
  ])('counts as missing what no share measured, where one %s', async (_, parts, told) => {
    const merged = await merge(parts);
    expect(verdicts(merged)).toMatchObject({ a: 'pass', c: 'missing' });
    expect(merged.report.results.at(-1)).toMatchObject({ failure: 'share-missing' });
    expect(merged.exit).toBe(3);
    expect(said).toContain(told);
  });

  it('takes over the functions that a share found, for what is slower', async () => {
    const culprit = { function: 'f', file: 'a.py', line: 1, change: 0.3 };
    const explained = {
      culprits: new Map([
        ['b', [culprit]],
        ['c', [culprit]],
      ]),
      notLocalised: new Map([['b', 'noise']]),
      notProfiled: new Set<string>(),
    };
    const { report } = await merge([first(), second({ b: 1.3, c: 1 }, { explained })]);
    expect(report.results.map(({ culprits }) => culprits)).toEqual([undefined, [culprit], undefined]);
    expect(report.benchmarks.find(({ name }) => name === 'b')).toMatchObject({
      not_localised: true,
      not_localised_because: 'noise',
    });
  });

  it("judges again what a share measured with each side's own benchmark", async () => {
    const own = { otherwise: new Map([['b', 'absent' as const]]), outOfTime: new Set<string>() };
    const part = { ...second({ b: 1, c: 1 }, { own }), own: sidesOf({ b: 1.3 }, { session: 's2' }) };
    const merged = await merge([first(), part]);
    expect(verdicts(merged)).toEqual({ a: 'pass', b: 'inconclusive', c: 'pass' });
    expect(merged.report.results[1]).toMatchObject({ own_benchmarks: { verdict: 'broken' } });
  });

  it('keeps the baseline of the most frequent environment, and the history of all', async () => {
    const { save } = await merge([first(), second()], { saveBaseline: true });
    expect(await save?.()).toContain('1 measured on other kinds of machines');
    const [entry] = saved;
    expect(entry?.measurements).toMatchObject({ environment: fast });
    expect(entry?.measurements.sessions).toBeUndefined();
    expect(entry?.measurements.benchmarks.map(({ name, session }) => [name, session])).toEqual([
      ['b', undefined],
      ['c', undefined],
    ]);
    expect(entry?.history?.map(({ benchmark }) => benchmark)).toEqual(['a', 'b', 'c']);
  });

  it.each([
    [
      'a share that is there twice',
      second({ b: 1 }, { share: { index: 1, of: 2 } }),
      /share 1\/2 is there twice/,
    ],
    ['another number of shares', second({}, { share: { index: 2, of: 3 } }), /number of shares is 3, not 2/],
    ['another budget file', second({}, { budgets: 'e'.repeat(64) }), /digest of its budget file/],
    ['another selection', second({}, { only: 'b*' }), /--only is b\*, not none/],
    [
      'a benchmark that was measured twice',
      second({ a: 1 }),
      /a was measured twice: in share-1 and in share-2/,
    ],
    [
      'another commit',
      { ...second(), candidate: { ...second().candidate, commit: { id: 'f'.repeat(40), dirty: false } } },
      /its commit is f{40}, not c{40}/,
    ],
  ])('refuses %s', async (_, part, message) => {
    await expect(merge([first(), part])).rejects.toThrow(message);
  });

  it('refuses shares of another budget file than that at hand', async () => {
    await expect(merge([shareOf(1, 1, { a: 1 }, { session: 's' })])).rejects.toThrow(
      'budgets.yml is not the budget file by which share-1 was measured',
    );
  });

  it('takes the outputs of several machines that are no shares', async () => {
    const whole = ({ share: _, ...part }: Part): Part => part;
    const merged = await merge([whole(first()), whole(second({ b: 1.3 }))]);
    expect(verdicts(merged)).toEqual({ a: 'pass', b: 'fail', c: 'missing' });
    expect(merged.report.results[2]).toMatchObject({ failure: 'absent' });
  });
});

describe('the record of a share', () => {
  const record = second(
    { b: 1 },
    {
      ...{ only: 'b*', dealtBy: 'abc', baseBehind: { ref: 'main', missing: 2 } },
      own: { otherwise: new Map([['b', 'absent']]), outOfTime: new Set(['b']) },
      observed: {
        ...{ comparison: 'side-by-side', effort: { inside_seconds: 1, process_seconds: 2 } },
        warnings: new Map([['b', new Set(['never-steady'])]]),
        outOfTime: new Set(['b']),
        overlaid: [{ name: 'b', changed: ['x.py'], dataset: [], isNew: false }],
      },
    },
  ).share;

  it('is read as it was written', () => {
    if (record) expect(parseShareFile(renderShare(record), 'share.json')).toEqual(record);
    expect.assertions(1);
  });

  it.each([
    ['', 'share.json: it is not JSON, or was cut off.'],
    ['[]', 'at "its root"'],
    [renderShare(record as NonNullable<typeof record>).replace('"index": 2', '"index": -1'), 'at "index"'],
    [
      renderShare(record as NonNullable<typeof record>).replace('"version": 1', '"version": 2'),
      'at "version"',
    ],
  ])('that is none is refused (%#)', (text, message) => {
    expect(() => parseShareFile(text, 'share.json')).toThrow(message);
  });
});
