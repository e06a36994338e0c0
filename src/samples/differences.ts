/** In what two environments differ, by name, as far as both are known. */
import { type Environment, FINGERPRINT_FACTS, RECORDED_FACTS } from './environment.ts';

/** What can be changed by itself. */
export const ASPECTS = ['interpreter', 'dependencies', 'machine', 'settings'] as const;
export type Aspect = (typeof ASPECTS)[number];

export interface Difference {
  readonly aspect: Aspect;
  /** A fact's or a package's name. */
  readonly name: string;
  /** Undefined where that side has not got it. Untrusted text. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

type Fact = (typeof FINGERPRINT_FACTS)[number] | (typeof RECORDED_FACTS)[number];

const ASPECT_OF: Readonly<Record<Fact, Aspect>> = {
  cpu: 'machine',
  cpu_id: 'machine',
  cores: 'machine',
  arch: 'machine',
  os: 'machine',
  kernel: 'machine',
  cpu_limit: 'machine',
  memory_limit: 'machine',
  runner_image: 'machine',
  python: 'interpreter',
  implementation: 'interpreter',
  python_build: 'interpreter',
  packages: 'dependencies',
  distributions: 'dependencies',
  settings: 'settings',
};

const FACTS: readonly Fact[] = [...FINGERPRINT_FACTS, ...RECORDED_FACTS];

/** How the lines of a list are told apart: `numpy 2.1.0`, `PYTHONMALLOC=malloc`. */
const SEPARATORS: Readonly<Partial<Record<Fact, string>>> = { distributions: ' ', settings: '=' };

/** A fact that one side alone knows is no difference that was seen. */
export function findDifferences(before: Environment, after: Environment): Difference[] {
  const found = FACTS.flatMap((fact): Difference[] => {
    const [a, b] = [before[fact], after[fact]];
    const aspect = ASPECT_OF[fact];
    const separator = SEPARATORS[fact];
    if (separator !== undefined) return listed(a, b, separator).map((each) => ({ aspect, ...each }));
    return a === undefined || b === undefined || a === b
      ? []
      : [{ aspect, name: fact, before: String(a), after: String(b) }];
  });
  // The digest says no more than the names.
  const isNamed = found.some(({ aspect, name }) => aspect === 'dependencies' && name !== 'packages');
  return isNamed ? found.filter(({ name }) => name !== 'packages') : found;
}

/** Aspects of which both sides know something, and in which nothing differs. */
export function findSame(before: Environment, after: Environment): Aspect[] {
  const differing = new Set(findDifferences(before, after).map(({ aspect }) => aspect));
  return ASPECTS.filter((aspect) => {
    const known = FACTS.some(
      (fact) => ASPECT_OF[fact] === aspect && before[fact] !== undefined && after[fact] !== undefined,
    );
    return known && !differing.has(aspect);
  });
}

function listed(before: unknown, after: unknown, separator: string): Omit<Difference, 'aspect'>[] {
  if (typeof before !== 'string' || typeof after !== 'string') return [];
  const [a, b] = [readLines(before, separator), readLines(after, separator)];
  const names = [...new Set([...a.keys(), ...b.keys()])].sort();
  return names
    .map((name) => ({ name, before: a.get(name), after: b.get(name) }))
    .filter((each) => each.before !== each.after);
}

/** What is there in several versions is one entry with all of them: each interpreter of a budget file has its own. */
function readLines(text: string, separator: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split('\n').filter((line) => line !== '')) {
    const end = line.indexOf(separator);
    const [name, value] = end < 0 ? [line, 'on'] : [line.slice(0, end), line.slice(end + 1)];
    const known = found.get(name);
    found.set(name, known === undefined ? value : `${known}, ${value}`);
  }
  return found;
}
