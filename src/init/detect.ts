/** Which benchmarks a repository holds, by its files' names and text alone: nothing is run or imported. */

export interface Repository {
  /** Paths of files, relative to the project, with slashes, in any order. */
  readonly paths: readonly string[];
  /** The text of one of them, or undefined where it cannot be read. */
  readonly readText: (path: string) => string | undefined;
}

export interface Findings {
  /** Test files with pytest-benchmark's fixture. */
  readonly pytest: readonly string[];
  /** Scripts with a `pyperf.Runner`. */
  readonly pyperf: readonly string[];
  /** asv's configuration beside the budget file. */
  readonly asv: boolean;
  /** asv's configurations in other directories. */
  readonly asvElsewhere: readonly string[];
  /** What `pip install` takes to set a checkout up. */
  readonly install?: string;
}

const ASV_FILES = ['asv.conf.json', 'asv.conf.jsonc'];
const PYTEST_BENCHMARK = /^[ \t]*(?:async[ \t]+)?def[ \t]+test_?\w*[ \t]*\([^)]*\bbenchmark\b/m;
const PYPERF = /\bpyperf\.Runner\(|^[ \t]*from[ \t]+pyperf[ \t]+import\b.*\bRunner\b/m;

export function detectBenchmarks({ paths, readText }: Repository): Findings {
  const sorted = [...paths].sort((a, b) => (a < b ? -1 : 1));
  const python = sorted.filter((path) => path.endsWith('.py'));
  const holding = (pattern: RegExp): string[] => python.filter((path) => pattern.test(readText(path) ?? ''));
  const asv = sorted.filter((path) => ASV_FILES.includes(path.split('/').at(-1) ?? ''));
  const install = installable(new Set(paths));
  return {
    pytest: holding(PYTEST_BENCHMARK),
    pyperf: holding(PYPERF),
    asv: asv.some((path) => ASV_FILES.includes(path)),
    asvElsewhere: asv.filter((path) => !ASV_FILES.includes(path)),
    ...(install !== undefined && { install }),
  };
}

function installable(paths: ReadonlySet<string>): string | undefined {
  if (paths.has('pyproject.toml') || paths.has('setup.py')) return '-e .';
  return paths.has('requirements.txt') ? '-r requirements.txt' : undefined;
}
