/** Which benchmarks a repository holds, by its files' names and text alone: nothing is run or imported. */

export interface Repository {
  /** Paths of files, relative to the project, with slashes, in any order. */
  readonly paths: readonly string[];
  /** The text of one of them, or undefined where it cannot be read. */
  readonly readText: (path: string) => string | undefined;
}

export interface Findings {
  /** Test files with the `benchmark` fixture, of pytest-benchmark or pytest-codspeed. */
  readonly pytest: readonly string[];
  /** Test files in which tests are marked as benchmarks and none takes the fixture: pytest-codspeed measures them whole. */
  readonly marked: readonly string[];
  /** Scripts with a `pyperf.Runner`. */
  readonly pyperf: readonly string[];
  /** The configuration that `asv` takes: the only one of those that lie least deep. */
  readonly asv: readonly string[];
  /** Others, and all of them where several lie as deep. */
  readonly asvElsewhere: readonly string[];
}

const ASV_FILES = ['asv.conf.json', 'asv.conf.jsonc'];
/** Directories below the budget file's. */
const DEEPEST_ASV = 3;
const PYPERF = /\bpyperf\.Runner\(|^[ \t]*from[ \t]+pyperf[ \t]+import\b.*\bRunner\b/m;
/** On a test, on a class or, as `pytestmark`, on a whole file. */
const MARKER = /^(?:[ \t]*@|pytestmark[^=#\n]*=[^#]*?)(?:pytest\.)?mark\.(?:codspeed_)?benchmark\b/m;
/** Where pytest looks for `python_functions`. */
const PYTEST_CONFIG = /^(?:\.?pytest\.(?:ini|toml)|pyproject\.toml|setup\.cfg|tox\.ini)$/;

export function detectBenchmarks({ paths, readText }: Repository): Findings {
  const sorted = [...paths].sort((a, b) => (a < b ? -1 : 1));
  const python = sorted.filter((path) => path.endsWith('.py'));
  const test = `(?:${['test', ...otherPrefixes(sorted, readText)].join('|')})\\w*`;
  const withFixture = new RegExp(
    `^[ \\t]*(?:async[ \\t]+)?def[ \\t]+${test}[ \\t]*\\([^)]*\\bbenchmark\\b`,
    'm',
  );
  const anyTest = new RegExp(`^[ \\t]*(?:async[ \\t]+)?def[ \\t]+${test}[ \\t]*\\(`, 'm');
  const texts = python.map((path) => ({ path, text: readText(path) ?? '' }));
  const of = (is: (text: string) => boolean): string[] =>
    texts.filter(({ text }) => is(text)).map(({ path }) => path);
  return {
    pytest: of((text) => withFixture.test(text)),
    marked: of((text) => MARKER.test(text) && anyTest.test(text) && !withFixture.test(text)),
    // In a test, a Runner is what is tested.
    pyperf: of((text) => PYPERF.test(text)).filter(
      (path) => !/(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/.test(path),
    ),
    ...chooseAsv(sorted.filter((path) => ASV_FILES.includes(path.split('/').at(-1) ?? ''))),
  };
}

/** As harness/pacegate_harness/asv_suite/config.py looks for it. */
function chooseAsv(configs: readonly string[]): Pick<Findings, 'asv' | 'asvElsewhere'> {
  const depth = (path: string): number => path.split('/').length - 1;
  const least = Math.min(...configs.map(depth));
  const nearest = configs.filter((path) => depth(path) === least);
  const asv = nearest.length === 1 && least <= DEEPEST_ASV ? nearest : [];
  return { asv, asvElsewhere: configs.filter((path) => !asv.includes(path)) };
}

/** `python_functions = test_* bench_*`: what tests are called here besides. */
function otherPrefixes(paths: readonly string[], readText: Repository['readText']): string[] {
  const configs = paths.filter((path) => PYTEST_CONFIG.test(path.split('/').at(-1) ?? ''));
  const prefixes = configs.flatMap((path) => {
    const [, value = ''] =
      /^python_functions\s*=\s*(\[[^\]]*\]|.*(?:\n[ \t]+\S.*)*)/m.exec(readText(path) ?? '') ?? [];
    return [...value.matchAll(/[A-Za-z_]\w*/g)].map(([prefix]) => prefix);
  });
  return [...new Set(prefixes)];
}
