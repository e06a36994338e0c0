import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readResults } from '../../src/formats/read-results.ts';
import type { ResultsFormat } from '../../src/samples/benchmark-spec.ts';

const text = (name: string) => readFileSync(join(import.meta.dirname, 'samples', name), 'utf8');
const read = (format: ResultsFormat, name: string) => readResults(format, { text: text(name) });

describe('what the tools really wrote', () => {
  it('pytest-benchmark: node ids, parameters, one run of all rounds, the machine', () => {
    const { benchmarks, environment, failure } = read('pytest-benchmark', 'pytest-benchmark.json');
    expect(failure).toBeUndefined();
    expect(benchmarks.map(({ sub }) => sub)).toEqual([
      'test_b.py::test_plain',
      'test_b.py::test_param[10-a]',
      'test_b.py::test_param[100-b]',
      'test_b.py::TestC::test_m',
    ]);
    expect(benchmarks[1]?.params).toEqual({ n: '10', kind: 'a' });
    expect(benchmarks[3]?.metrics.wall_time).toEqual({
      unit: 's',
      better: 'lower',
      runs: [
        [
          4.310099999808396e-5, 4.480633333514561e-5, 4.336466660485409e-5, 4.296399993108935e-5,
          6.143133335475189e-5,
        ],
      ],
    });
    expect(benchmarks[3]?.method).toEqual({ loops: 3, gc: 'enabled' });
    expect(environment).toMatchObject({ cpu: 'AMD EPYC', cores: 2, os: 'Linux', python: '3.11.7' });
  });

  it('pytest-benchmark: numbers in extra_info are metrics; with a CPU timer the values are CPU time', () => {
    const file = JSON.parse(text('pytest-benchmark.json'));
    file.benchmarks[0].extra_info = { rows: 12, note: 'text', "it's": 1 };
    file.benchmarks[0].options.timer = 'time.process_time';
    const [first] = readResults('pytest-benchmark', { text: JSON.stringify(file) }).benchmarks;
    expect(Object.keys(first?.metrics ?? {}).sort()).toEqual(['cpu_time', 'rows']);
    expect(first?.metrics.rows).toEqual({ unit: 'count', better: 'lower', runs: [[12]] });
  });

  it.each([
    ['byte', 'peak_memory', 'B'],
    ['integer', 'value', 'count'],
  ])('pyperf: the unit %s is the metric %s', (unit, name, base) => {
    const run = { values: [3], metadata: {} };
    const file = { version: '1.0', metadata: { name: 'one', unit }, benchmarks: [{ runs: [run] }] };
    const [only] = readResults('pyperf', { text: JSON.stringify(file) }).benchmarks;
    expect(only?.metrics).toEqual({ [name]: { unit: base, better: 'lower', runs: [[3]] } });
  });

  it('pyperf: every worker process is a run, the calibrating one is none', () => {
    const { benchmarks } = read('pyperf', 'pyperf.json');
    expect(benchmarks.map(({ sub }) => sub)).toEqual(['dumps', 'tm']);
    expect(benchmarks[0]?.metrics.wall_time?.runs).toEqual([
      [4.711071093721486e-5, 5.4735408203221425e-5],
      [8.576310351537941e-5, 3.46648222659951e-5],
      [2.645961523439766e-5, 0.00013182393359389977],
    ]);
    expect(benchmarks[0]?.metrics.peak_memory?.runs).toEqual([[19464192], [19542016], [19472384]]);
    expect(benchmarks[0]?.method).toEqual({ loops: 512, warmup: 1 });
    expect(benchmarks[1]?.params?.timeit_stmt).toBe("'sorted(d)'");
  });

  it('pyperf: what the runs have in common stands at the benchmark, or at the file', () => {
    const run = { values: [0.1], warmups: [[1, 0.2]], metadata: {} };
    const file = {
      version: '1.0',
      metadata: { name: 'one', mem_max_rss: 1000 },
      benchmarks: [{ runs: [run] }],
    };
    const { benchmarks } = readResults('pyperf', { text: JSON.stringify(file) });
    expect(benchmarks[0]).toMatchObject({ sub: 'one', metrics: { peak_memory: { runs: [[1000]] } } });
  });

  it('asv: one benchmark for each combination of parameters, in the order of their product', () => {
    const { benchmarks } = readResults('asv', {
      text: text('asv.json'),
      companion: text('asv_benchmarks.json'),
    });
    const wall = benchmarks.filter(({ metrics }) => metrics.wall_time);
    expect(wall.map(({ sub }) => sub)).toEqual([
      "b.Suite.time_dumps(10, 'a')",
      "b.Suite.time_dumps(10, 'b')",
      "b.Suite.time_dumps(100, 'a')",
      "b.Suite.time_dumps(100, 'b')",
      'b.time_sorted',
    ]);
    expect(wall[1]?.params).toEqual({ n: '10', kind: "'b'" });
    expect(wall[4]?.method).toEqual({ loops: 10000 });
    expect(wall[1]?.metrics.wall_time?.runs[0]?.[0]).toBe(2.443600010337832e-5);
    const size = benchmarks.find(({ sub }) => sub === 'b.track_size');
    expect(size?.metrics).toEqual({ size: { unit: 'B', better: 'lower', runs: [[42]] } });
    const peak = benchmarks.find(({ sub }) => sub === "b.Suite.peakmem_dumps(100, 'b')");
    expect(peak?.metrics.peak_memory).toEqual({ unit: 'B', better: 'lower', runs: [[35856384]] });
  });

  it('asv: without samples there is its median, without benchmarks.json the names say the type', () => {
    const file = JSON.parse(text('asv.json'));
    const columns: string[] = file.result_columns;
    for (const row of Object.values<unknown[]>(file.results))
      row.length = Math.min(row.length, columns.indexOf('samples'));
    const { benchmarks } = readResults('asv', { text: JSON.stringify(file) });
    expect(benchmarks.find(({ sub }) => sub === 'b.time_sorted')?.metrics).toEqual({
      median: { unit: 's', better: 'lower', runs: [[3.1344807999971633e-6]] },
    });
    expect(
      benchmarks.find(({ sub }) => sub === "b.Suite.peakmem_dumps(10, 'a')")?.metrics.peak_memory?.runs,
    ).toEqual([[35733504]]);
    expect(benchmarks[1]?.params).toEqual({ param1: '10', param2: "'b'" });
  });

  it('asv: null is a failed benchmark, NaN a skipped one', () => {
    const file = text('asv.json').replace('[42]', '[null]').replace('3.1344807999971633e-06', 'NaN');
    const { benchmarks } = readResults('asv', { text: file });
    const codes = Object.fromEntries(
      benchmarks.flatMap(({ sub, failure }) => (failure ? [[sub, failure.code]] : [])),
    );
    expect(codes).toEqual({ 'b.track_size': 'crashed', 'b.time_sorted': 'absent' });
  });

  it('hyperfine: every time is a process of its own', () => {
    const { benchmarks } = read('hyperfine', 'hyperfine.json');
    expect(benchmarks.map(({ sub, params }) => [sub, params])).toEqual([
      ['sleep 0.01', { n: '1' }],
      ['sleep 0.02', { n: '2' }],
    ]);
    expect(benchmarks[0]?.metrics).toEqual({
      wall_time: {
        unit: 's',
        better: 'lower',
        runs: [[0.013692488000000001], [0.034077839], [0.043992711000000004], [0.015695347000000002]],
      },
    });
  });

  it('hyperfine: memory where it is there; a process that failed is told', () => {
    const file = JSON.parse(text('hyperfine.json'));
    file.results[0].memory_usage_byte = [1e6, 2e6, 3e6, 4e6];
    file.results[1].exit_codes[2] = 1;
    const { benchmarks } = readResults('hyperfine', { text: JSON.stringify(file) });
    expect(benchmarks[0]?.metrics.peak_memory?.runs).toEqual([[1e6], [2e6], [3e6], [4e6]]);
    expect(benchmarks[0]?.failure).toBeUndefined();
    expect(benchmarks[1]?.failure?.message).toBe('1 of 4 processes ended with a status other than 0.');
  });

  it('locust: the histogram as values, throughput, and an endpoint whose requests failed', () => {
    const { benchmarks } = read('locust', 'locust.json');
    expect(benchmarks.map(({ sub, failure }) => [sub, failure?.code])).toEqual([
      ['GET /bad', 'crashed'],
      ['GET /items', undefined],
      ['Aggregated', 'crashed'],
    ]);
    const items = benchmarks[1]?.metrics;
    expect(items?.wall_time?.runs[0]).toHaveLength(122);
    expect(items?.wall_time?.runs[0]?.filter((value) => value === 0.002)).toHaveLength(40);
    expect(items?.wall_time?.runs[0]?.at(-1)).toBe(0.21);
    expect(items?.max?.runs).toEqual([[0.20564251599989802]]);
    expect(items?.throughput?.runs[0]?.[0]).toBeCloseTo(122 / 2.0352, 1);
    expect(items?.error_rate?.runs).toEqual([[0]]);
    expect(benchmarks[2]?.metrics.failed_requests?.runs).toEqual([[22]]);
  });

  it.each(['k6-handle-summary.json', 'k6-summary-export.json', 'k6-machine-readable.json'])(
    '%s: k6 keeps statistics, which are the metrics, in seconds',
    (name) => {
      const { benchmarks, failure } = read('k6', name);
      expect(failure).toBeUndefined();
      expect(benchmarks.map(({ sub }) => sub)).toEqual([undefined, 'name:search']);
      const metrics = benchmarks[0]?.metrics ?? {};
      for (const statistic of ['min', 'median', 'mean', 'p90', 'p95', 'max']) {
        expect(metrics[statistic]?.unit).toBe('s');
        expect(metrics[statistic]?.runs[0]?.[0]).toBeGreaterThan(0.0003);
        expect(metrics[statistic]?.runs[0]?.[0]).toBeLessThan(0.1);
      }
      expect(metrics.throughput).toMatchObject({ unit: '1/s', better: 'higher' });
      expect(metrics.throughput?.runs[0]?.[0]).toBeGreaterThan(100);
      expect(metrics.error_rate?.runs).toEqual([[0]]);
      expect(metrics.results_found?.runs).toEqual([[120]]);
      expect(metrics.search_time_p95).toBeDefined();
      expect(metrics.wall_time).toBeUndefined();
    },
  );

  it('k6: times are of the requests that were answered as expected', () => {
    const file = JSON.parse(text('k6-handle-summary.json'));
    file.metrics['http_req_duration{expected_response:true}'].values['p(95)'] = 77;
    const { benchmarks } = readResults('k6', { text: JSON.stringify(file) });
    expect(benchmarks[0]?.metrics.p95?.runs).toEqual([[0.077]]);
  });

  it('k6: every request of --out json', () => {
    const { benchmarks } = read('k6', 'k6-points.json');
    expect(benchmarks[0]?.metrics.wall_time?.runs[0]).toHaveLength(10);
    expect(benchmarks[0]?.metrics.wall_time?.runs[0]?.[0]).toBeCloseTo(0.00162417, 12);
    expect(benchmarks[0]?.metrics.error_rate?.runs).toEqual([[0]]);
  });

  it('k6: where nothing listens, k6 says p(95) = 0; that is no pass', () => {
    const { benchmarks } = read('k6', 'k6-nothing-listens.json');
    expect(benchmarks[0]?.metrics.p95?.runs).toEqual([[0]]);
    expect(benchmarks[0]?.failure).toMatchObject({
      code: 'crashed',
      message: '40 of 40 requests failed, and at most 1 % may.',
    });
  });

  it('k6: a summary without requests and iterations holds nothing', () => {
    const { failure } = readResults('k6', { text: '{"metrics":{"vus":{"value":1,"min":1,"max":1}}}' });
    expect(failure?.code).toBe('no-values');
  });
});

describe('docs/budgets.md tells every metric of these files', () => {
  const docs = readFileSync(join(import.meta.dirname, '../../docs/budgets.md'), 'utf8');
  const table = docs.slice(docs.indexOf('### What the files of other tools yield'));
  const told = (row: string) => {
    const line = table.split('\n').find((each) => each.startsWith(`| ${row} |`));
    if (line === undefined) throw new Error(`There is no row ${row}.`);
    return new Set([...line.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  };
  /** What k6 counted besides, and a metric of the suite's own: under the names that the tool has for it. */
  const OWN = /^(results_found|search_time_|checks$|data_|http_|iteration|vus|dropped|group_|size$)/;

  it.each<[string, ResultsFormat, string]>([
    ['`pytest-benchmark`', 'pytest-benchmark', 'pytest-benchmark.json'],
    ['`pyperf`', 'pyperf', 'pyperf.json'],
    ['`asv`', 'asv', 'asv.json'],
    ['`hyperfine`', 'hyperfine', 'hyperfine.json'],
    ['`k6`, a summary', 'k6', 'k6-handle-summary.json'],
    ['`k6`, `--out json`', 'k6', 'k6-points.json'],
    ['`locust`', 'locust', 'locust.json'],
  ])('%s', (row, format, file) => {
    const { benchmarks } = read(format, file);
    const names = new Set(benchmarks.flatMap(({ metrics }) => Object.keys(metrics)));
    expect([...names].filter((name) => !OWN.test(name) && !told(row).has(name))).toEqual([]);
  });
});
