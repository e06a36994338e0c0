import { describe, expect, test } from 'vitest';
import { renderBaseline, renderBaselineList } from '../../src/history/baseline.ts';
import { renderHistory } from '../../src/history/render.ts';
import { flattenHistory } from '../../src/history/rows.ts';
import { summarise } from '../../src/stores/entry-index.ts';
import { environmentKey } from '../../src/stores/environment-key.ts';
import type { EntrySummary, HistoryRow } from '../../src/stores/store.ts';
import { entryOf, LINUX, OTHER } from '../stores/contract.ts';

const row = (more: Partial<HistoryRow>): HistoryRow => ({
  benchmark: 'search-endpoint',
  budget: 'time < baseline + 5%',
  verdict: 'pass',
  estimate: 0.0121,
  unit: 's',
  ratio: 1.004,
  low: 0.991,
  high: 1.017,
  ...more,
});
const entry = (digit: string, at: number, history: HistoryRow[], environment = LINUX): EntrySummary => ({
  ...summarise(entryOf(digit, at, { environment })),
  created: `2026-11-22T13:0${at}:00Z`,
  history,
  location: `/store/${digit}.json`,
});
const ENTRIES = [
  entry('c', 3, [row({}), row({ benchmark: 'report/large', estimate: 1.5 })], OTHER),
  entry('b', 2, [
    row({
      verdict: 'accepted',
      ratio: 1.083,
      low: 1.071,
      high: 1.094,
      estimate: 0.0131,
      accepted: 'exact totals, by ana, until 2026-12-31',
    }),
  ]),
  entry('a', 1, [
    { benchmark: 'search-endpoint', budget: 'p95 < 300 ms', verdict: 'pass', estimate: 0.0121, unit: 's' },
  ]),
];
const lines = flattenHistory(ENTRIES);

test('a table of 80 columns: when, which commit, how much, how sure, on what machine, accepted why', () => {
  const text = renderHistory(lines, 'table');
  expect(text).toMatchInlineSnapshot(`
    "search-endpoint  time < baseline + 5%
       2026-11-22 13:03  cccccccc  pass      12.1 ms  +0.4 % (−0.9 … +1.7)  A
    *  2026-11-22 13:02  bbbbbbbb  accepted  13.1 ms  +8.3 % (+7.1 … +9.4)  B
        accepted: exact totals, by ana, until 2026-12-31

    report/large  time < baseline + 5%
       2026-11-22 13:03  cccccccc  pass  1.50 s  +0.4 % (−0.9 … +1.7)  A

    search-endpoint  p95 < 300 ms
       2026-11-22 13:01  aaaaaaaa  pass  12.1 ms    B

    Machines:
      A  cpython-3.11.7-linux-x86_64-xeon-platinum-8370c-2c-d75ecd09
         Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz, 2 cores
      B  cpython-3.11.7-linux-x86_64-epyc-7763-2c-129c4cce
         AMD EPYC 7763 64-Core Processor, 2 cores
    * more than noise, or accepted
    "
  `);
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('Markdown', () => {
  expect(renderHistory(lines, 'markdown')).toMatchInlineSnapshot(`
    "| When (UTC) | Commit | Benchmark | Budget | Verdict | Value | Change | Machine | Accepted |
    |---|---|---|---|---|--:|--:|---|---|
    | 2026-11-22 13:03 | \`cccccccc\` | \`search-endpoint\` | \`time < baseline + 5%\` | pass | 12.1 ms | +0.4 % (−0.9 … +1.7) | A |  |
    | 2026-11-22 13:03 | \`cccccccc\` | \`report/large\` | \`time < baseline + 5%\` | pass | 1.50 s | +0.4 % (−0.9 … +1.7) | A |  |
    | 2026-11-22 13:02 | \`bbbbbbbb\` | \`search-endpoint\` | \`time < baseline + 5%\` | accepted | 13.1 ms | +8.3 % (+7.1 … +9.4) | B | accepted: exact totals, by ana, until 2026-12-31 |
    | 2026-11-22 13:01 | \`aaaaaaaa\` | \`search-endpoint\` | \`p95 < 300 ms\` | pass | 12.1 ms |  | B |  |

    - A: \`cpython-3.11.7-linux-x86_64-xeon-platinum-8370c-2c-d75ecd09\`, \`Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz, 2 cores\`
    - B: \`cpython-3.11.7-linux-x86_64-epyc-7763-2c-129c4cce\`, \`AMD EPYC 7763 64-Core Processor, 2 cores\`
    "
  `);
});

test('CSV', () => {
  expect(renderHistory(lines.slice(0, 3), 'csv')).toMatchInlineSnapshot(`
    "created,commit,ref,benchmark,budget,verdict,ratio,low,high,estimate,unit,environment,machine,accepted,layout,metric,baseline,beside,dataset,since_anchor,since_anchor_low,since_anchor_high
    2026-11-22T13:03:00Z,cccccccccccccccccccccccccccccccccccccccc,main,search-endpoint,time < baseline + 5%,pass,1.004,0.991,1.017,0.0121,s,cpython-3.11.7-linux-x86_64-xeon-platinum-8370c-2c-d75ecd09,"Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz, 2 cores",,,,,,,,,
    2026-11-22T13:03:00Z,cccccccccccccccccccccccccccccccccccccccc,main,report/large,time < baseline + 5%,pass,1.004,0.991,1.017,1.5,s,cpython-3.11.7-linux-x86_64-xeon-platinum-8370c-2c-d75ecd09,"Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz, 2 cores",,,,,,,,,
    2026-11-22T13:02:00Z,bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,main,search-endpoint,time < baseline + 5%,accepted,1.083,1.071,1.094,0.0131,s,cpython-3.11.7-linux-x86_64-epyc-7763-2c-129c4cce,"AMD EPYC 7763 64-Core Processor, 2 cores","exact totals, by ana, until 2026-12-31",,,,,,,,
    "
  `);
});

test('whether memory layouts were matched is told of each machine, and of each line where a program reads it', () => {
  const measured = (layouts: (string | undefined)[]) =>
    flattenHistory(
      layouts.map((layout, at) =>
        entry('a', at, [row({})], { ...LINUX, ...(layout !== undefined && { layout }) }),
      ),
    );
  const legend = (layouts: (string | undefined)[], format: 'table' | 'markdown') =>
    renderHistory(measured(layouts), format)
      .split('\n')
      .filter((line) => line.includes('layout'));
  expect(legend(['matched', undefined], 'table')).toEqual(['     memory layouts matched']);
  expect(legend(['natural'], 'table')).toEqual(['     natural memory layouts']);
  expect(legend(['natural', 'matched'], 'table')).toEqual([
    '     memory layouts matched in some sessions, natural in others',
  ]);
  expect(legend(['matched'], 'markdown')).toEqual([
    expect.stringMatching(/^- A: .*, memory layouts matched$/),
  ]);
  expect(legend([undefined, '<b>layout</b>'], 'table')).toEqual([]);

  expect(measured(['matched', undefined]).map(({ layout }) => layout)).toEqual(['matched', undefined]);
  expect(renderHistory(measured(['natural']), 'csv')).toMatch(/,natural,,,,,,,\r\n$/);
});

test('of a budget against an anchor the change since then is shown, and not what the commit added to it', () => {
  const since = { since_anchor: 1.07, since_anchor_low: 1.057, since_anchor_high: 1.082 };
  const small = { ratio: 1.001, low: 0.997, high: 1.005 };
  const anchored = row({ ...small, ...since, budget: 'time < anchor + 5%', verdict: 'fail' });
  const shown = flattenHistory([entry('a', 1, [anchored])]);
  expect(renderHistory(shown, 'table')).toContain(
    '*  2026-11-22 13:01  aaaaaaaa  fail  12.1 ms  +7.0 % (+5.7 … +8.2)  A',
  );
  expect(renderHistory(shown, 'markdown')).toContain('| +7.0 % (+5.7 … +8.2) |');
  expect(renderHistory(shown, 'csv')).toMatch(/,fail,1\.001,0\.997,1\.005,.*,1\.07,1\.057,1\.082\r\n$/);
});

test('JSON holds unrounded base units', () => {
  const json = JSON.parse(renderHistory(lines, 'json'));
  expect(json).toMatchObject({ format: 'pacegate/history', version: 1 });
  expect(json.rows[2]).toMatchObject({
    benchmark: 'search-endpoint',
    commit: 'b'.repeat(40),
    created: '2026-11-22T13:02:00Z',
    ratio: 1.083,
    environment: environmentKey(LINUX),
    machine: 'AMD EPYC 7763 64-Core Processor, 2 cores',
    accepted: 'exact totals, by ana, until 2026-12-31',
  });
});

test('a name keeps its benchmark and sub-benchmarks only', () => {
  expect(flattenHistory(ENTRIES, 'report')).toHaveLength(1);
  expect(flattenHistory(ENTRIES, 'report/large')).toHaveLength(1);
  expect(flattenHistory(ENTRIES, 'rep')).toHaveLength(0);
});

test('nothing yet: says how a history begins', () => {
  expect(renderHistory([], 'table')).toMatch(/--save-baseline/);
  expect(renderHistory([], 'markdown')).toMatch(/--save-baseline/);
  expect(renderHistory([], 'csv')).toMatch(/^created,commit,[^\n]*\r\n$/);
  expect(JSON.parse(renderHistory([], 'json')).rows).toEqual([]);
});

describe('hostile texts', () => {
  const HOSTILE = [
    '=cmd|" /C calc"!A0',
    '+1+1',
    '-2+3',
    '@SUM(1)',
    '\t=1',
    '\r\n=1',
    '＝1',
    '"quoted", and comma',
    '| a | b |\n# x',
    '\u001b[31mred',
    '::error::x',
    '<img src=x>',
    '@org/team',
  ];
  const hostile = flattenHistory([
    entry(
      'a',
      1,
      HOSTILE.map((text) =>
        row({ benchmark: text, budget: text, verdict: text, unit: text, accepted: text }),
      ),
    ),
  ]);

  test('no cell of the CSV is a formula, and every row has every column', () => {
    const text = renderHistory(hostile, 'csv');
    const rows = text.split('\r\n').slice(1, -1);
    expect(rows).toHaveLength(HOSTILE.length);
    for (const line of rows) {
      const cells = [...line.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,"]*)/g)].map((match) => match[1] ?? '');
      expect(cells).toHaveLength(22);
      for (const cell of cells) expect(cell.replace(/^"/, '')).not.toMatch(/^\s*[=+@＝-]/);
    }
  });

  test('no control sequence, no workflow command and no line of its own in the table', () => {
    const text = renderHistory(hostile, 'table');
    expect(text).not.toContain('\u001b');
    expect(text).not.toMatch(/^::/m);
    expect(text).not.toMatch(/^# x/m);
  });

  test('every row of the Markdown has the same nine cells, and nothing is markup', () => {
    const text = renderHistory(hostile, 'markdown');
    const rows = text.split('\n').filter((line) => line.startsWith('| 2026'));
    expect(rows).toHaveLength(HOSTILE.length);
    for (const line of rows) {
      const outside = line.replace(/(`+).*?\1/g, 'code');
      expect(outside.replaceAll('\\|', '').split('|')).toHaveLength(11);
      expect(outside).not.toMatch(/<img|@org/);
    }
  });
});

describe('baselines', () => {
  test('list marks what can be compared with here', () => {
    expect(renderBaselineList(ENTRIES, environmentKey(LINUX))).toMatchInlineSnapshot(`
      "   2026-11-22 13:03  cccccccc  main  pass  cpython-3.11.7-linux-x86_64-xeon-platinum-8370c-2c-d75ecd09
      *  2026-11-22 13:02  bbbbbbbb  main  pass  cpython-3.11.7-linux-x86_64-epyc-7763-2c-129c4cce
      *  2026-11-22 13:01  aaaaaaaa  main  pass  cpython-3.11.7-linux-x86_64-epyc-7763-2c-129c4cce
      * measured in this environment
      "
    `);
    expect(renderBaselineList(ENTRIES, 'x-00000000')).toMatch(
      /None of them was measured in this environment/,
    );
    expect(renderBaselineList([])).toMatch(/baseline save/);
  });

  test('show', () => {
    const stored = { ...entryOf('b', 2), created: '2026-11-22T13:02:00Z', location: '/store/b.json' };
    expect(renderBaseline(stored)).toMatchInlineSnapshot(`
      "commit bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb (main)
      measured 2026-11-22T13:02:00Z, verdict pass
      stored as /store/b.json
      environment cpython-3.11.7-linux-x86_64-epyc-7763-2c-129c4cce
        cpu             AMD EPYC 7763 64-Core Processor
        cpu_id          25/1/1
        cores           2
        arch            x86_64
        os              Linux
        kernel          6.8.0
        python          3.11.7
        implementation  CPython
        packages        a1

      search-endpoint  wall_time     13.7 ms  3 runs
                       cpu_time      12.9 ms  3 runs
                       peak_memory  50.0 MiB  1 run
      "
    `);
  });
});
