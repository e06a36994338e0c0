/** The benchmarks of one runner, as people write them: each way twice, by the module that gets slower and by its twin. */
import type { Runner, Way } from './ways.ts';

/** Two modules of the product: the change makes the first one slower. */
export const MODULES = ['moved', 'still'] as const;
export type Module = (typeof MODULES)[number];

interface Suite {
  /** Path below the project's directory → text. */
  readonly files: Readonly<Record<string, string>>;
  /** Lines of the budget file, below `benchmarks:`. */
  readonly entries: string;
}

export interface Place {
  /** What the product's modules are imported from: `shop`. */
  readonly parent: string;
  /** The project's directory, as it stands before a path: '' or `services/shop/`. */
  readonly prefix: string;
  readonly python: string;
}

export const nameOf = (module: Module, way: Way): string => `${module}_${way}`;

export function writeBenchmarks(runner: Runner, ways: readonly Way[], place: Place): Suite {
  const pairs = ways.flatMap((way) => MODULES.map((module) => ({ module, way })));
  const imports = `from ${place.parent} import moved, still\n`;
  const calls = pairs.map(({ module, way }) => callOf(nameOf(module, way), module, way)).join('\n');
  const library = {
    'benchmarks/calls.py': `import asyncio\nimport importlib\nimport sys\n\n${imports}\n${calls}`,
  };
  const entriesOf = (entry: (module: Module, way: Way) => string) =>
    pairs
      .map(({ module, way }) => `  ${nameOf(module, way)}:\n    ${entry(module, way)}\n${budgetsOf([way])}`)
      .join('');
  switch (runner) {
    case 'callable':
      return {
        files: library,
        entries: entriesOf(
          (module, way) => `callable: ${place.prefix}benchmarks/calls.py:${nameOf(module, way)}`,
        ),
      };
    case 'timeit':
      return {
        files: {},
        entries: entriesOf((module, way) => {
          const setup = `import asyncio, importlib, sys; from ${place.parent} import ${module}`;
          return `timeit: { stmt: ${JSON.stringify(statementOf(module, way))}, setup: ${JSON.stringify(setup)} }`;
        }),
      };
    case 'command':
      return {
        files: {
          ...library,
          'benchmarks/once.py':
            'import sys\n\nimport calls\n\nfor _ in range(int(sys.argv[2])):\n    getattr(calls, sys.argv[1])()\n',
        },
        // So often that starting the interpreter is the smaller part.
        entries: entriesOf(
          (module, way) =>
            `command: ${place.python} ${place.prefix}benchmarks/once.py ${nameOf(module, way)} 200`,
        ),
      };
    case 'pytest':
      return {
        files: {
          ...library,
          'benchmarks/test_work.py': `import calls\n\n${pairs
            .map(({ module, way }) => nameOf(module, way))
            .map((name) => `def test_${name}(benchmark):\n    benchmark(calls.${name})\n`)
            .join('\n')}`,
        },
        entries: suite(`pytest: ${place.prefix}benchmarks/test_work.py`, ways),
      };
    case 'pyperf':
      return {
        files: {
          'benchmarks/bench_work.py': `import asyncio\nimport importlib\nimport sys\n\nimport pyperf\n${imports}\n${calls}\nrunner = pyperf.Runner()\n${pairs
            .map(({ module, way }) =>
              way === 'asynchronous'
                ? `runner.bench_async_func("${nameOf(module, way)}", ${module}.${way})\n`
                : `runner.bench_func("${nameOf(module, way)}", ${nameOf(module, way)})\n`,
            )
            .join('')}`,
        },
        entries: suite(`pyperf: ${place.prefix}benchmarks/bench_work.py`, ways),
      };
    case 'asv':
      return {
        files: {
          'asv.conf.json': '{"version": 1, "benchmark_dir": "asv_bench"}\n',
          'asv_bench/__init__.py': '',
          'asv_bench/work.py': `import asyncio\nimport importlib\nimport sys\n\n${imports}\n${calls.replaceAll('def ', 'def time_')}`,
        },
        entries: suite('asv: work', ways),
      };
    case 'results':
      return {
        files: { ...library, 'benchmarks/measure.py': MEASURE },
        entries: suite(
          `results: { command: ${place.python} ${place.prefix}benchmarks/measure.py ${pairs.map(({ module, way }) => nameOf(module, way)).join(' ')}, format: pacegate, file: results.json }`,
          ways,
        ),
      };
  }
}

function statementOf(module: Module, way: Way): string {
  switch (way) {
    case 'importing':
      return `sys.modules.pop(${module}.__name__); importlib.import_module(${module}.__name__)`;
    case 'asynchronous':
      return `asyncio.run(${module}.asynchronous())`;
    case 'generator':
      return `list(${module}.generator())`;
    default:
      return `${module}.${way}()`;
  }
}

const callOf = (name: string, module: Module, way: Way) =>
  `def ${name}():\n    ${statementOf(module, way)}\n`;

/** Fivefold is far above it, and a busy machine below. */
const MARGIN = '50%';
const budgetFor = (way: Way) => `${way === 'tail' ? 'p95' : 'time'} < baseline + ${MARGIN}`;
const budgetsOf = ([way]: readonly [Way]) => `    budgets: [${budgetFor(way)}]\n`;

/** One entry for all ways: each of its budgets picks the benchmarks that it is for. */
function suite(runner: string, ways: readonly Way[]): string {
  const budgets = ways.map((way) => `      - { budget: ${budgetFor(way)}, only: "*_${way}" }\n`);
  return `  suite:\n    ${runner}\n    budgets:\n${budgets.join('')}`;
}

const MEASURE = `import json
import sys
import time

import calls


def measure(function):
    function()
    values = []
    for _ in range(60):
        start = time.perf_counter()
        function()
        values.append(time.perf_counter() - start)
    return {"wall_time": {"unit": "s", "better": "lower", "runs": [{"order": 0, "values": values}]}}


benchmarks = [{"name": name, "metrics": measure(getattr(calls, name))} for name in sys.argv[1:]]
with open("results.json", "w") as file:
    json.dump({"format": "pacegate/measurements", "version": 1, "session": "s", "created": "2026-11-26T00:00:00Z",
               "environment": {}, "benchmarks": benchmarks}, file)
`;
