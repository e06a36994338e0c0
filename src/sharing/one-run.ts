/** Whether outputs belong together: shares of one run, each there once, and no benchmark in two of them. */
import { UsageError } from '../errors.ts';
import { plainName } from '../report/words/escape.ts';
import { type Share, shareWords } from '../samples/share.ts';
import type { Part } from './read-parts.ts';

/** @throws UsageError that names the two that differ, and in what */
export function requireOneRun(parts: readonly Part[]): void {
  const [first, ...others] = parts;
  if (!first) return;
  for (const other of others) {
    const differing = FACTS.find(({ of }) => differ(of(first), of(other)));
    if (differing) {
      const [here, there] = [differing.of(other), differing.of(first)].map((fact) =>
        plainName(String(fact), 60),
      );
      throw new UsageError(
        `${other.name} is of another run than ${first.name}: ${differing.fact} is ${here}, not ${there}.`,
        { hint: 'Merge the outputs of one run: the same commits, the same budget file, the same N.' },
      );
    }
  }
  refuseTwice(parts, ({ share }) => (share ? [`share ${shareWords(share.share)}`] : []), 'is there twice');
  refuseTwice(parts, ({ candidate }) => candidate.benchmarks.map(({ name }) => name), 'was measured twice');
}

const FACTS: readonly { readonly fact: string; readonly of: (part: Part) => unknown }[] = [
  { fact: 'its number of shares', of: ({ share }) => share?.share.of },
  { fact: 'the digest of its budget file', of: ({ share }) => share?.budgets },
  { fact: 'its --only', of: ({ share }) => (share ? (share.only ?? 'none') : undefined) },
  { fact: 'its commit', of: ({ candidate }) => candidate.commit?.id },
  { fact: 'its base', of: ({ baseline }) => baseline?.commit?.id },
  {
    fact: 'its comparison',
    // A share that nothing was dealt to compares nothing.
    of: ({ share, candidate }) => (candidate.benchmarks.length > 0 ? share?.observed.comparison : undefined),
  },
];

/** What one of them does not know is no difference. */
function differ(a: unknown, b: unknown): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

function refuseTwice(parts: readonly Part[], namesOf: (part: Part) => readonly string[], told: string): void {
  const seen = new Map<string, string>();
  for (const part of parts) {
    for (const name of namesOf(part)) {
      const before = seen.get(name);
      if (before !== undefined)
        throw new UsageError(`${plainName(name)} ${told}: in ${before} and in ${part.name}.`, {
          hint: 'Leave out the output of the earlier attempt. The same benchmark on two machines is two runs.',
        });
      seen.set(name, part.name);
    }
  }
}

/** Of shares, those that are not there. */
export function absentShares(parts: readonly Part[]): readonly Share[] {
  const of = parts[0]?.share?.share.of ?? 0;
  const there = new Set(parts.map(({ share }) => share?.share.index));
  return Array.from({ length: of }, (_, i) => ({ index: i + 1, of })).filter(
    ({ index }) => !there.has(index),
  );
}
