/** Which benchmarks a suite has on each side, and which of them fail in any case: asked before anything is measured. */
import type { Measured, ProcessOutcome } from '../../runners/runner.ts';
import { mergeCalibrations } from '../../runners/suites/suite.ts';
import type { Checkout, Side } from '../../samples/checkout.ts';
import type { Block, BlockRequest, KnownSuite } from './block-request.ts';
import { asNew, explainBase } from './new-here.ts';
import { measureProcess, wasCutShort } from './one-process.ts';
import { measureThrough } from './through.ts';

interface Survey {
  readonly insideSeconds: number;
  /** How long it took. */
  readonly seconds: number;
}

/**
 * Before anything is measured: one process a side tells which benchmarks there are, and calibrates each; it also fills the
 * caches of a fresh checkout. Both start at once; what fails then is tried again with nobody beside it.
 */
export async function surveySuite(
  request: BlockRequest,
  block: Block,
): Promise<
  Survey & ({ readonly suite: KnownSuite } | { readonly outcomes: readonly [Side, ProcessOutcome][] })
> {
  const { approach, checkouts } = block;
  const isNew = (sub: string | undefined) => request.isNew?.(approach.declared.name, sub) ?? false;
  block.show('calibrating');
  const how = { budgetSeconds: approach.length.seconds(1), scout: true };
  const started = request.clock();
  let insideSeconds = 0;
  /** Of each side: a later process needs the framework's own names of what it is to measure. */
  const learned = new Map<Side, unknown>();
  const send = async (checkout: Checkout, wanted?: readonly string[]) => {
    const outcome = await measureThrough(wanted, async (names) => {
      const calibration = learned.get(checkout.side);
      const known = { ...(names && { wanted: names }), ...(calibration !== undefined && { calibration }) };
      const sent = await measureProcess(request, block, checkout, { ...how, ...known });
      learned.set(checkout.side, mergeCalibrations(calibration, sent.calibration));
      return [sent];
    });
    insideSeconds += outcome[0]?.insideSeconds ?? 0;
    return outcome[0] as ProcessOutcome;
  };
  const found = new Map<Side, ProcessOutcome>();
  const first = await Promise.all(checkouts.map((checkout) => send(checkout)));
  checkouts.forEach(({ side }, place) => {
    found.set(side, first[place] as ProcessOutcome);
  });
  const alone = new Set<string>();
  if (checkouts.length > 1 && !first.some((outcome) => wasCutShort(outcome, block, request))) {
    for (const checkout of checkouts) {
      const before = found.get(checkout.side) as ProcessOutcome;
      // A file that cannot be loaded is no benchmark that could be tried again.
      const failing = failingOf(before).filter((sub) => before.members?.some((one) => one.sub === sub));
      if (before.failure === undefined && failing.length === 0) continue;
      const again = await send(checkout, before.failure ? undefined : failing);
      if (before.failure) {
        if (again.failure === undefined) approach.alone = true;
        found.set(checkout.side, again);
        continue;
      }
      const mended = again.measured.filter(({ failure }) => failure === undefined);
      for (const { sub = '' } of mended) alone.add(sub);
      approach.calibration = mergeCalibrations(approach.calibration, again.calibration);
      const stays = before.measured.filter(({ sub }) => !mended.some((one) => one.sub === sub));
      found.set(checkout.side, { ...before, measured: [...stays, ...mended] });
    }
  }
  // Both sides measure by what the candidate learned.
  for (const side of ['candidate', 'baseline'] as const) {
    approach.calibration = mergeCalibrations(approach.calibration, found.get(side)?.calibration);
  }
  const whole = found.get('baseline')?.failure;
  if (whole && asNew(whole, isNew(undefined)).code === 'new') {
    found.set('baseline', { measured: [], members: [] });
  }
  if ([...found.values()].some(({ failure }) => failure)) {
    return { insideSeconds, seconds: request.clock() - started, outcomes: [...found] };
  }
  const members = new Map<string, { group: string; sides: Set<Side> }>();
  for (const [side, outcome] of found) {
    for (const { sub, group } of outcome.members ?? []) {
      const member = members.get(sub) ?? { group, sides: new Set() };
      member.sides.add(side);
      members.set(sub, member);
    }
  }
  const failed = new Map<Side, readonly Measured[]>();
  for (const [side, { measured }] of found) {
    const failing = measured.filter(({ failure }) => failure);
    const isMeasured = (sub: string) =>
      members.get(sub)?.sides.has('candidate') === true &&
      !found.get('candidate')?.measured.some((one) => one.sub === sub && one.failure);
    failed.set(side, side === 'baseline' ? explainBase(failing, members, isNew, isMeasured) : failing);
  }
  return { insideSeconds, seconds: request.clock() - started, suite: { members, alone, failed } };
}

/** What was skipped is not tried again. */
export function failingOf({ measured }: ProcessOutcome): string[] {
  return measured.flatMap(({ sub, failure }) =>
    failure && failure.code !== 'skipped' && sub !== undefined ? [sub] : [],
  );
}
