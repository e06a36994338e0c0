/** What the history's page shows, before anything is drawn. test/history/page.real.test.ts draws it. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { renderHistoryPage } from '../../src/history/page/html.ts';
import { viewHistory } from '../../src/history/page/html-view.ts';
import { thin } from '../../src/history/page/thin.ts';
import type { EntrySummary, HistoryRow } from '../../src/stores/store.ts';
import { parsePage } from '../report/github.ts';
import { HOSTILE } from '../report/hostile.ts';
import { commitNo, sampleHistory } from './sample.ts';

const YEAR = sampleHistory({ sessions: 40, benchmarks: 5 });

describe('a year', () => {
  const view = viewHistory(YEAR.entries, YEAR);
  const curve = (name: string) => view.curves.find((each) => each.name === name);

  test('what got worse most comes first, by the product of the measured changes', () => {
    expect(view.curves.map(({ size }) => size)).toEqual(
      view.curves.map(({ size }) => size).sort((a, b) => (b ?? 0) - (a ?? 0)),
    );
    expect(view.curves.slice(0, 2).map(({ name, state }) => [name, state])).toEqual([
      ['benchmark-0', 'worse'],
      ['benchmark-1', 'worse'],
    ]);
    expect(view.curves.at(-1)).toMatchObject({ name: 'benchmark-2', state: 'better' });
    expect(curve('benchmark-1')?.since).toBe(
      `since ${commitNo(0).slice(0, 8)} (2026-01-01), 39 measured changes`,
    );
    expect(view.states.map(({ state, count }) => [state, count])).toEqual([
      ['worse', 2],
      ['better', 1],
      ['same', 2],
    ]);
  });

  test('the index does not depend on the machine, the values do', () => {
    const { index, values = [] } = curve('benchmark-4') ?? {};
    expect(Math.max(...(index?.value ?? []))).toBeLessThan(104);
    expect(Math.min(...(index?.value ?? []))).toBeGreaterThan(96);
    expect(values).toHaveLength(2);
    expect(view.machines).toHaveLength(2);
    const [slow, fast] = values.map(({ value }) => Math.max(...value)).sort((a, b) => b - a);
    expect((slow as number) / (fast as number)).toBeGreaterThan(1.2);
  });

  test('change points, accepted trade-offs and releases are marked where they happened', () => {
    const at = (session: number) => view.sessions.commit[session];
    expect(curve('benchmark-1')?.marks).toMatchObject([
      { kind: 'accepted', text: expect.stringMatching(/^\+\d.* accepted: searches find words with accents/) },
    ]);
    expect(at(curve('benchmark-1')?.marks[0]?.session ?? -1)).toBe(commitNo(20).slice(0, 8));
    expect(curve('benchmark-2')?.marks).toMatchObject([{ kind: 'better' }]);
    expect(at(curve('benchmark-2')?.marks[0]?.session ?? -1)).toBe(commitNo(13).slice(0, 8));
    expect(curve('benchmark-4')?.marks).toEqual([]);
    expect(view.releases.map(({ name }) => name)).toEqual(['v1.3.0', 'v1.6.0', 'v1.9.0']);
  });

  test('a metric of which more is better gets worse by sinking', () => {
    const rate = (row: HistoryRow): HistoryRow => ({ ...row, metric: 'throughput', better: 'higher' });
    const entries = YEAR.entries.map((entry) => ({ ...entry, history: entry.history.map(rate) }));
    expect(viewHistory(entries).curves[0]).toMatchObject({ name: 'benchmark-2', state: 'worse' });
  });

  test('without measured changes there is a hint from one environment, and no verdict', () => {
    const unpaired = ({ beside: _, ratio: _r, low: _l, high: _h, metric: _m, ...row }: HistoryRow) => row;
    const entries = YEAR.entries.map((entry) => ({ ...entry, history: entry.history.map(unpaired) }));
    const first = viewHistory(entries).curves.find(({ name }) => name === 'benchmark-0');
    expect(first).toMatchObject({
      metric: 'time',
      state: 'unproven',
      interval: '',
      since: expect.stringContaining('on one machine, not measured in turns'),
    });
    expect(first).not.toHaveProperty('index');
  });
});

test('a name keeps a benchmark and its sub-benchmarks; no history is no error', () => {
  const names = viewHistory(YEAR.entries, { name: 'suite' }).curves.map(({ name }) => name);
  expect(names).toEqual(['suite/test_3.py::test_case[3]']);
  expect(viewHistory([])).toMatchObject({ curves: [], facts: [] });
});

describe('thinning', () => {
  const values = Array.from({ length: 5_000 }, (_, at) =>
    at === 1_234 ? 9 : at === 4_321 ? -9 : Math.sin(at),
  );

  test('keeps the ends, what stands out and what is marked', () => {
    const kept = thin(values, 100, new Set([777]));
    expect(kept.length).toBeLessThanOrEqual(101);
    expect(kept).toEqual(expect.arrayContaining([0, 777, 1_234, 4_321, 4_999]));
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
    expect(thin([1, 2, 3], 100)).toEqual([0, 1, 2]);
  });

  test('a page of many curves stays small', () => {
    const { entries } = sampleHistory({ sessions: 400, benchmarks: 100 });
    expect(Buffer.byteLength(renderHistoryPage(entries))).toBeLessThan(4e6);
  });
});

test('the page runs what its policy names, and nothing else, whatever the texts', () => {
  const hostile: EntrySummary[] = HOSTILE.map(([, text], at) => ({
    commit: commitNo(at),
    created: new Date(Date.UTC(2026, 0, 1, at)).toISOString(),
    environmentKey: text,
    environment: { cpu: text, cores: 2 },
    location: text,
    history: [
      { benchmark: text, budget: text, verdict: text, metric: text, unit: text, estimate: 1, accepted: text },
    ],
  }));
  const page = renderHistoryPage(hostile.reverse(), {
    releases: HOSTILE.map(([, text]) => ({ name: text, date: '2026-01-01T09:00:00Z' })),
  });
  const { elements } = parsePage(page);
  const policy = elements.find(({ attributes }) => attributes['http-equiv'])?.attributes.content ?? '';
  expect(policy).toContain("default-src 'none'");
  const inline = [...page.matchAll(/<(script|style)>([\s\S]*?)<\/\1>/g)];
  expect(inline.map(([, name]) => name)).toEqual(['style', 'script']);
  for (const [, , text = ''] of inline)
    expect(policy).toContain(`'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  expect(elements.filter(({ name }) => name === 'script')).toHaveLength(2);
  expect(elements.filter(({ name }) => ['img', 'iframe', 'svg', 'a', '#comment'].includes(name))).toEqual([]);
  const text = JSON.stringify(viewHistory(hostile));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
  expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
});
