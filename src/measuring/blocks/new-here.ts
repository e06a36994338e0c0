/** What fails on the base because it came with the candidate: there is nothing to compare with, and nothing wrong. */
import type { Measured } from '../../runners/runner.ts';
import type { Side } from '../../samples/checkout.ts';
import type { Failure } from '../../samples/measurements.ts';

/** Failures that tell of missing code. One that was killed or hung tells of something else. */
const OF_CODE: ReadonlySet<Failure['code']> = new Set([
  'crashed',
  'absent',
  'no-values',
  'unsupported',
  'setup-failed',
]);

/** The base's failure, told as what it is where the benchmark is new. */
export function asNew(failure: Failure, isNew: boolean): Failure {
  if (!isNew || !OF_CODE.has(failure.code)) return failure;
  return { code: 'new', message: `The base lacks what this benchmark needs. ${failure.message}` };
}

export function isOnlyNew({ failure }: Measured): boolean {
  return failure?.code === 'new';
}

/**
 * What fails on the base, benchmark by benchmark: a file that could not be loaded there is a failure of those that the candidate
 * has in it. What is new is not measured there.
 */
export function explainBase(
  failed: readonly Measured[],
  members: ReadonlyMap<string, { readonly sides: Set<Side> }>,
  isNew: (sub: string | undefined) => boolean,
  /** What the candidate does not leave out. */
  isMeasured: (sub: string) => boolean,
): readonly Measured[] {
  const explained: Measured[] = failed.filter(
    ({ sub = '' }) => members.get(sub)?.sides.has('baseline') === true,
  );
  const places = failed.filter((one) => !explained.includes(one));
  const blamed = new Set<Measured>();
  for (const [sub, { sides }] of members) {
    if (sides.has('baseline')) continue;
    const place = places.find((one) => sub.startsWith(one.sub ?? ''));
    if (place) blamed.add(place);
    const known =
      place?.failure?.code === 'not-loaded' ? { ...place.failure, code: 'crashed' as const } : place?.failure;
    const failure = known ?? (isNew(sub) ? NOT_THERE : undefined);
    if (failure) explained.push({ sub, metrics: {}, failure });
  }
  const told = explained.map((one): Measured => {
    const { sub, failure } = one;
    if (failure?.code === 'skipped' && sub !== undefined && isMeasured(sub))
      return { ...one, failure: { code: 'new', message: `The base leaves it out. ${failure.message}` } };
    return failure ? { ...one, failure: asNew(failure, isNew(sub)) } : one;
  });
  for (const { sub } of told.filter(isOnlyNew)) members.get(sub ?? '')?.sides.delete('baseline');
  return [...told, ...places.filter((place) => !blamed.has(place))];
}

const NOT_THERE: Failure = { code: 'absent', message: 'It is not there.' };
