/** What differs between the sides beside the code: a change may come from any of it. */
import { type Aspect, type Difference, findDifferences, findSame } from '../../samples/differences.ts';
import type { Environment } from '../../samples/environment.ts';
import type { Benchmark, Measurements } from '../../samples/measurements.ts';
import { environmentOf, sessionsOf } from '../../samples/sessions.ts';
import type { Subject } from '../subjects/subjects.ts';
import type { Confounders } from './catalogue.ts';

/** Undefined where the environments are the same. What else differs has a warning of its own. */
export function findConfounders(
  baseline: Measurements,
  candidate: Measurements,
  subjects: readonly Subject[],
): Confounders | undefined {
  const machines = sessionsOf(candidate).map(
    (session) => [environmentOf(baseline, session), environmentOf(candidate, session)] as const,
  );
  const differences = distinct(machines.flatMap(([before, after]) => findDifferences(before, after)));
  if (differences.length === 0) return undefined;
  const data = subjects.filter((subject) => differs(subject, (side) => side?.dataset?.digest));
  const benchmarks = subjects.filter((subject) => differs(subject, (side) => side?.method?.fingerprint));
  return {
    differences,
    data: [...new Set(data.map(({ candidate }) => candidate?.dataset?.name ?? ''))],
    benchmarks: benchmarks.map(({ name }) => name),
    same: [...(isSameCode(baseline, candidate) ? ['code'] : []), ...sameOn(machines)],
  };
}

/** Machines of merged measurements may differ in the same thing. */
function distinct(differences: readonly Difference[]): readonly Difference[] {
  return [...new Map(differences.map((each) => [JSON.stringify(each), each])).values()];
}

/** What is the same on both sides, on every machine. */
function sameOn([first, ...others]: readonly (readonly [Environment, Environment])[]): readonly Aspect[] {
  const same = first ? findSame(...first) : [];
  return same.filter((aspect) => others.every((sides) => findSame(...sides).includes(aspect)));
}

function isSameCode(baseline: Measurements, candidate: Measurements): boolean {
  const [a, b] = [baseline.commit, candidate.commit];
  return a !== undefined && a.id === b?.id && !a.dirty && !b.dirty;
}

export function differs(
  { baseline, candidate }: Subject,
  of: (side: Benchmark | undefined) => string | undefined,
): boolean {
  const [before, after] = [of(baseline), of(candidate)];
  return before !== undefined && after !== undefined && before !== after;
}
