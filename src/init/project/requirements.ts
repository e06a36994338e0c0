/** What requirements name: of pyproject.toml, of requirement files. */

/** `PyTest_Benchmark[aspect] >= 4 ; …` → `pytest-benchmark`; undefined for options, addresses and comments. */
export function nameOf(requirement: string): string | undefined {
  const name = /^\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)/.exec(requirement)?.[1];
  return name?.toLowerCase().replace(/[-_.]+/g, '-');
}

/** Those of a requirement file, without what it takes from other files. */
export function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => nameOf(line) !== undefined);
}

/** What running benchmarks takes. Plugins of pytest bring pytest. */
export type Tool = 'pytest' | 'pyperf';

export function brings(requirements: readonly string[], tool: Tool): boolean {
  return requirements.some((each) => {
    const name = nameOf(each);
    return name === tool || (tool === 'pytest' && name?.startsWith('pytest-') === true);
  });
}

/** As above, and said for benchmarks, or for tests in general: not only by a plugin for something special. */
export function names(requirements: readonly string[], tool: Tool): boolean {
  return requirements.some((each) => {
    const name = nameOf(each) ?? '';
    return name === tool || (tool === 'pytest' && ['pytest-benchmark', 'pytest-codspeed'].includes(name));
  });
}

/** How near a name of an extra, a group or a file is to benchmarks: 0 the nearest. Undefined: it is for something else. */
export function nearness(name: string): number | undefined {
  const words = name.toLowerCase().split(/[^a-z]+/);
  const index = NEAR.findIndex((pattern) => words.some((word) => pattern.test(word)));
  return index < 0 ? undefined : index;
}

const NEAR = [
  /^(?:bench(?:es|mark|marks|marking)?|perf(?:ormance)?|asv|codspeed|pyperf)$/,
  /^(?:tests?|testing|pytest)$/,
  /^dev(?:el|elop|elopment)?$/,
];
