import { copyFileSync, existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createResultsRunner } from '../../src/runners/results.ts';
import type { ResultsFormat } from '../../src/samples/benchmark-spec.ts';
import { findTool } from '../tools/tools.ts';
import { makeProject, measureOnce, stateOf } from './tool-request.ts';

const [hyperfine, k6, locust, python] = await Promise.all(
  (['hyperfine', 'k6', 'locust', 'python'] as const).map(findTool),
);

const projects: string[] = [];
const project = (files: Record<string, string>) => {
  const directory = makeProject(files);
  projects.push(directory);
  return directory;
};
const runner = createResultsRunner();
const results = (command: string, format: ResultsFormat, file: string) => ({
  kind: 'results' as const,
  command,
  format,
  file,
});

/** A service on loopback: `/items` answers, `/bad` fails, `/rare` fails once in a while. */
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/bad') response.statusCode = 500;
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  for (const directory of projects) rmSync(directory, { recursive: true, force: true });
});

describe.skipIf(hyperfine?.missing)(`results of hyperfine ${hyperfine?.missing ?? ''}`, () => {
  it('are one run for each process, with parameters', async () => {
    const command = `${hyperfine?.path} -N -w 1 -r 3 -P n 1 2 --export-json out/times.json 'sleep 0.00{n}'`;
    const directory = project({ 'out/.keep': '' });
    const outcome = await measureOnce(runner, directory, results(command, 'hyperfine', 'out/times.json'));
    expect([outcome.failure, stateOf(outcome)]).toEqual([
      undefined,
      { 'sleep 0.001': 'ok', 'sleep 0.002': 'ok' },
    ]);
    expect(outcome.measured[1]?.params).toEqual({ n: '2' });
    expect(outcome.measured[1]?.metrics.wall_time?.runs).toHaveLength(3);
  });

  it('are named as the command line names them', async () => {
    const command = `${hyperfine?.path} -N -r 2 -n nothing --export-json out.json true`;
    const outcome = await measureOnce(runner, project({}), results(command, 'hyperfine', 'out.json'));
    expect(stateOf(outcome)).toEqual({ nothing: 'ok' });
  });

  it('of a command that fails are none', async () => {
    const spec = results(`${hyperfine?.path} -r 2 --export-json out.json false`, 'hyperfine', 'out.json');
    const { failure, measured } = await measureOnce(runner, project({}), spec);
    expect(failure?.code).toBe('crashed');
    expect(measured).toEqual([]);
    const tolerated = { ...spec, command: spec.command.replace('-r 2', '-r 2 -i') };
    const outcome = await measureOnce(runner, project({}), tolerated);
    expect(stateOf(outcome)).toEqual({ false: 'crashed' });
  });
});

describe.skipIf(k6?.missing)(`results of k6 ${k6?.missing ?? ''}`, () => {
  const script = (path: string, threshold = 'p(95)<60000') => `
import http from 'k6/http';
export const options = { vus: 2, iterations: 30, thresholds: { http_req_duration: ['${threshold}'] },
  summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)'] };
export default function () { http.get(__ENV.URL + '${path}'); }
export function handleSummary(data) { return { 'k6.json': JSON.stringify(data) }; }
`;
  const command = () => `${k6?.path} run --quiet --no-usage-report --no-color -e URL=${url} load.js`;

  it('are the statistics that it keeps, by name, in seconds', async () => {
    const outcome = await measureOnce(
      runner,
      project({ 'load.js': script('/items') }),
      results(command(), 'k6', 'k6.json'),
    );
    expect([outcome.failure, stateOf(outcome)]).toEqual([undefined, { '': 'ok' }]);
    const metrics = outcome.measured[0]?.metrics ?? {};
    // Seconds: in milliseconds, a request over loopback would take more than a hundredth of one.
    expect(metrics.p95?.runs[0]?.[0]).toBeGreaterThan(1e-6);
    expect(metrics.p95?.runs[0]?.[0]).toBeLessThan(30);
    expect(metrics.throughput?.runs[0]?.[0]).toBeGreaterThan(0);
    expect(metrics.error_rate?.runs).toEqual([[0]]);
  });

  it('count where a threshold of its own was crossed (status 99)', async () => {
    const files = { 'load.js': script('/items', 'p(95)<0.000001') };
    const outcome = await measureOnce(runner, project(files), results(command(), 'k6', 'k6.json'));
    expect([outcome.failure, stateOf(outcome)]).toEqual([undefined, { '': 'ok' }]);
  });

  it('are no measurement where requests fail, though k6 ends with 0', async () => {
    const outcome = await measureOnce(
      runner,
      project({ 'load.js': script('/bad') }),
      results(command(), 'k6', 'k6.json'),
    );
    expect([outcome.failure, stateOf(outcome)]).toEqual([undefined, { '': 'crashed' }]);
    expect(outcome.measured[0]?.failure?.message).toBe('30 of 30 requests failed, and at most 1 % may.');
  });

  it('of every request, from --out json', async () => {
    const lines = command().replace('load.js', '--out json=points.json load.js');
    const outcome = await measureOnce(
      runner,
      project({ 'load.js': script('/items') }),
      results(lines, 'k6', 'points.json'),
    );
    expect(outcome.measured[0]?.metrics.wall_time?.runs[0]).toHaveLength(30);
  });

  it('of a script with a mistake are none', async () => {
    const outcome = await measureOnce(
      runner,
      project({ 'load.js': 'export default 7;' }),
      results(command(), 'k6', 'k6.json'),
    );
    expect(outcome.failure?.code).toBe('crashed');
  });
});

describe.skipIf(locust?.missing)(`results of locust ${locust?.missing ?? ''}`, () => {
  const user = (paths: string[]) => `
import gevent
from locust import FastHttpUser, constant, events, task
seen = []
@events.init.add_listener
def watch(environment, **_):
    @environment.events.request.add_listener
    def count(**_):
        seen.append(1)
        if len(seen) == 100: gevent.spawn(environment.runner.quit)
class Shopper(FastHttpUser):
    wait_time = constant(0.01)
${paths.map((path) => `    @task\n    def ${path.slice(1)}(self): self.client.get('${path}')`).join('\n')}
`;
  const command = () =>
    `${locust?.path} -f load.py --headless --host ${url} -u 4 -r 4 -t 90s --only-summary --stop-timeout 1 --json > locust.json`;

  it('are the histogram of response times, and the throughput', async () => {
    const outcome = await measureOnce(
      runner,
      project({ 'load.py': user(['/items']) }),
      results(command(), 'locust', 'locust.json'),
    );
    expect([outcome.failure, stateOf(outcome)]).toEqual([undefined, { 'GET /items': 'ok' }]);
    const metrics = outcome.measured[0]?.metrics ?? {};
    expect(metrics.wall_time?.runs[0]?.length).toBeGreaterThan(1);
    expect(metrics.throughput?.runs[0]?.[0]).toBeGreaterThan(0);
  });

  it('of its tables (--csv) are statistics', async () => {
    const outcome = await measureOnce(
      runner,
      // locust writes them once a second, and not at the end: of four users with their pauses these take longer.
      project({ 'load.py': user(['/items']).replace('== 100', '== 1500') }),
      results(command().replace(/--json > .*/, '--csv out'), 'locust', 'out_stats.csv'),
    );
    expect([outcome.failure, stateOf(outcome)]).toEqual([undefined, { 'GET /items': 'ok' }]);
    expect(Object.keys(outcome.measured[0]?.metrics ?? {})).toEqual(
      expect.arrayContaining(['median', 'mean', 'p95', 'throughput', 'error_rate']),
    );
  });

  it('tell which requests failed (status 1); the others count', async () => {
    const files = { 'load.py': user(['/items', '/bad']) };
    const outcome = await measureOnce(runner, project(files), results(command(), 'locust', 'locust.json'));
    expect([outcome.failure, stateOf(outcome)]).toEqual([
      undefined,
      { 'GET /items': 'ok', 'GET /bad': 'crashed', Aggregated: 'crashed' },
    ]);
  });
});

describe('results of a command', () => {
  const sample = (name: string) => join(import.meta.dirname, '..', 'formats', 'samples', name);

  it.each<[ResultsFormat, string, number]>([
    ['pyperf', 'pyperf.json', 2],
    ['pytest-benchmark', 'pytest-benchmark.json', 4],
  ])('%s: that the tool itself wrote', async (format, name, size) => {
    const outcome = await measureOnce(
      runner,
      project({}),
      results(`cp '${sample(name)}' out.json`, format, 'out.json'),
    );
    expect(outcome.failure).toBeUndefined();
    expect(outcome.measured).toHaveLength(size);
  });

  it.skipIf(python?.missing)('pyperf and pytest-benchmark, run as commands', async () => {
    const directory = project({ 'test_a.py': 'def test_a(benchmark): benchmark(len, "")\n' });
    const pyperf = `${python?.path} -m pyperf timeit --quiet -p 2 -n 2 -l 100 -w 1 'len("")' -o out.json`;
    const one = await measureOnce(runner, directory, results(pyperf, 'pyperf', 'out.json'));
    expect([one.failure, stateOf(one)]).toEqual([undefined, { timeit: 'ok' }]);
    expect(one.measured[0]?.metrics.wall_time?.runs).toHaveLength(2);
    // pyperf chooses gzip by the name.
    const packed = results(pyperf.replace('out.json', 'out.json.gz'), 'pyperf', 'out.json.gz');
    const compressed = await measureOnce(runner, directory, packed);
    expect([compressed.failure, stateOf(compressed)]).toEqual([undefined, { timeit: 'ok' }]);
    const pytest = `${python?.path} -m pytest -q -p no:cacheprovider --benchmark-max-time=0.01 --benchmark-json=out.json`;
    const two = await measureOnce(runner, directory, results(pytest, 'pytest-benchmark', 'out.json'));
    expect([two.failure, stateOf(two)]).toEqual([undefined, { 'test_a.py::test_a': 'ok' }]);
  });

  it('asv: the file that is new under a pattern, with benchmarks.json beside its directory', async () => {
    const directory = project({ 'results/vm/old-env.json': '{}', 'results/vm/machine.json': '{}' });
    copyFileSync(sample('asv_benchmarks.json'), join(directory, 'results', 'benchmarks.json'));
    const spec = results(
      `cp '${sample('asv.json')}' results/vm/1234abcd-env.json`,
      'asv',
      'results/*/*-env.json',
    );
    const outcome = await measureOnce(runner, directory, spec);
    expect(outcome.failure).toBeUndefined();
    expect(outcome.measured.find(({ sub }) => sub === 'b.track_size')?.metrics.size?.unit).toBe('B');
    expect(existsSync(join(directory, 'results', 'vm', 'old-env.json'))).toBe(true);
    const again = await measureOnce(runner, directory, { ...spec, command: 'true' });
    expect(again.failure?.message).toMatch(/did not write .* older and does not count/);
  });

  it("pacegate: benchmarks keep the file's names below the declared one", async () => {
    const metric = { unit: 's', better: 'lower', runs: [{ order: 0, values: [1] }] };
    const file = {
      format: 'pacegate/measurements',
      version: 1,
      session: 's',
      created: '2026-11-22T13:00:00Z',
      environment: { cpu: 'x' },
      benchmarks: ['it', 'it/a', 'b'].map((name) => ({ name, metrics: { wall_time: metric } })),
    };
    const directory = project({ 'made.json': JSON.stringify(file) });
    const outcome = await measureOnce(
      runner,
      directory,
      results('cp made.json out.json', 'pacegate', 'out.json'),
    );
    expect(outcome.measured.map(({ sub }) => sub)).toEqual([undefined, 'a', 'b']);
  });

  it('a file that was there before never counts', async () => {
    const directory = project({});
    copyFileSync(sample('hyperfine.json'), join(directory, 'out.json'));
    utimesSync(join(directory, 'out.json'), new Date(Date.now() + 1e6), new Date(Date.now() + 1e6));
    const { failure } = await measureOnce(runner, directory, results('true', 'hyperfine', 'out.json'));
    expect(failure?.code).toBe('no-values');
    expect(failure?.message).toContain('did not write out.json');
  });

  it('a command that fails after it wrote is a failure, and what it wrote is kept', async () => {
    const spec = results(
      `cp '${sample('hyperfine.json')}' out.json; echo oh dear; exit 3`,
      'hyperfine',
      'out.json',
    );
    const outcome = await measureOnce(runner, project({}), spec);
    expect(outcome.failure?.message).toMatch(/exit status 3[\s\S]*oh dear/);
    expect(outcome.measured).toHaveLength(2);
  });

  it.each([
    ['empty', 'printf "" > out.json', 'no-values'],
    ['cut off', `head -c 300 '${sample('hyperfine.json')}' > out.json`, 'garbage'],
    ['without results', `echo '{"results": []}' > out.json`, 'no-values'],
    ['a directory', 'mkdir -p out.json', 'no-values'],
  ])('a file that is %s is no result', async (_, command, code) => {
    const { failure } = await measureOnce(runner, project({}), results(command, 'hyperfine', 'out.json'));
    expect(failure?.code).toBe(code);
  });

  it('a command that hangs is ended, and one that is told to stop stops', async () => {
    const hangs = results('sleep 600', 'hyperfine', 'out.json');
    const late = await measureOnce(runner, project({}), hangs, { timeout: 1 });
    expect(late.failure?.code).toBe('timed-out');
    const stopped = await measureOnce(runner, project({}), hangs, { signal: AbortSignal.timeout(500) });
    expect(stopped.failure?.code).toBe('interrupted');
  });

  it('sees which side it is, and no secret', async () => {
    const directory = project({});
    process.env.PACEGATE_TEST_TOKEN = 'secret';
    try {
      writeFileSync(
        join(directory, 'show.sh'),
        'env > env.txt; cp made.json out.json; echo "$PACEGATE_SIDE $PACEGATE_CHECKOUT"',
      );
      copyFileSync(sample('hyperfine.json'), join(directory, 'made.json'));
      const outcome = await measureOnce(runner, directory, results('sh show.sh', 'hyperfine', 'out.json'), {
        side: 'baseline',
      });
      expect(outcome.output).toContain(`baseline ${directory}`);
      expect(readFileSync(join(directory, 'env.txt'), 'utf8')).not.toContain('secret');
    } finally {
      delete process.env.PACEGATE_TEST_TOKEN;
    }
  });
});
