/** Measures one block: a fresh process of every side, in turns where that can be, else one after the other. */
import { createBatons } from '../../runners/harness/baton.ts';
import type { ProcessOutcome } from '../../runners/runner.ts';
import type { Checkout, Side } from '../../samples/checkout.ts';
import {
  type Approach,
  type Block,
  type BlockRequest,
  type MeasuredBlock,
  processSeconds,
  takesTurns,
} from './block-request.ts';
import { measureProcess, wasCutShort } from './one-process.ts';

type Outcomes = [Side, ProcessOutcome][];

export async function measureBlock(request: BlockRequest, block: Block): Promise<MeasuredBlock> {
  const { approach } = block;
  let calibrating = 0;
  let known: readonly [Side, ProcessOutcome] | undefined;
  if (takesTurns(request, block)) {
    if (approach.calibration === undefined) {
      const scouted = await sendScouts(request, block);
      calibrating = scouted.insideSeconds;
      known = scouted.failed;
    }
    const outcomes =
      known === undefined && !approach.alone ? await measureInTurns(request, block) : undefined;
    if (outcomes) return { outcomes, inTurns: true, calibrating };
  }
  return { outcomes: await measureInSequence(request, block, known), inTurns: false, calibrating };
}

/**
 * The processes of a block one after the other; the first that could not be measured in time is the last. `known`: what
 * was already learned of a side.
 */
async function measureInSequence(
  request: BlockRequest,
  block: Block,
  known?: readonly [Side, ProcessOutcome],
): Promise<Outcomes> {
  const { approach } = block;
  const outcomes: Outcomes = [];
  const how = { budgetSeconds: processSeconds(approach.declared.measure) };
  for (const checkout of block.checkouts) {
    block.show(checkout.side);
    const outcome =
      known?.[0] === checkout.side ? known[1] : await measureProcess(request, block, checkout, how);
    outcomes.push([checkout.side, outcome]);
    if (wasCutShort(outcome, block, request)) break;
    approach.calibration ??= outcome.calibration;
  }
  return outcomes;
}

interface Scouted {
  /** What a side yielded where it failed with no other process there. */
  readonly failed?: readonly [Side, ProcessOutcome];
  readonly insideSeconds: number;
}

/**
 * Before processes take turns, each side sends one ahead. The candidate's learns what all need to know: loops and warm-up.
 * The baseline's fills the caches of a fresh checkout, such as compiled modules: a process that had to do that is not to
 * be compared with one that had not. Their values are not used.
 *
 * Both start at once. Where one fails, they are sent again one after the other, to see whether the other was the reason.
 */
async function sendScouts(request: BlockRequest, block: Block): Promise<Scouted> {
  const { approach } = block;
  block.show('calibrating');
  const how = { budgetSeconds: approach.length.seconds(), scout: true };
  const send = (side: Side) => {
    const checkout = block.checkouts.find((each) => each.side === side) as Checkout;
    return measureProcess(request, block, checkout, how);
  };
  const both = await Promise.all([send('candidate'), send('baseline')]);
  let insideSeconds = both.reduce((sum, outcome) => sum + (outcome.insideSeconds ?? 0), 0);
  const cut = both.findIndex((outcome) => wasCutShort(outcome, block, request));
  if (cut >= 0) {
    return { failed: [cut === 0 ? 'candidate' : 'baseline', both[cut] as ProcessOutcome], insideSeconds };
  }
  if (!both.some(isFailure)) {
    approach.calibration = both[0].calibration;
    return { insideSeconds };
  }
  const failing = new Set<string | undefined>();
  for (const side of ['candidate', 'baseline'] as const) {
    const outcome = await send(side);
    insideSeconds += outcome.insideSeconds ?? 0;
    approach.calibration ??= outcome.calibration;
    if (outcome.failure || approach.calibration === undefined) {
      return { failed: [side, outcome], insideSeconds };
    }
    for (const { failure, sub } of outcome.measured) if (failure) failing.add(sub);
  }
  approach.failing = failing;
  // Neither fails by itself; a case that does is no reason.
  if (failing.size === 0) cannotBeTogether(request, approach);
  return { insideSeconds };
}

function isFailure({ failure, measured, calibration }: ProcessOutcome): boolean {
  return (
    failure !== undefined || calibration === undefined || measured.some((one) => one.failure !== undefined)
  );
}

function cannotBeTogether({ progress }: BlockRequest, approach: Approach): void {
  approach.alone = true;
  progress.say(
    `${approach.declared.name}: failed to start while the other side's process was there; from here on one runs after the other`,
  );
}

/**
 * The processes of a block in turns. Undefined where one failed before its first value, which may be because the other was
 * there as well, with the only port or the lock: this block is then measured in sequence, and so are all further ones.
 */
async function measureInTurns(request: BlockRequest, block: Block): Promise<Outcomes | undefined> {
  const { approach, checkouts: sides, layout } = block;
  const batons = createBatons();
  block.show();
  const started = request.clock();
  const budgetSeconds = approach.length.seconds();
  const outcomes = await Promise.all(
    sides.map(async (checkout, place): Promise<[Side, ProcessOutcome]> => {
      const baton = batons[place === 0 ? 0 : 1];
      try {
        return [
          checkout.side,
          await measureProcess(request, block, checkout, { budgetSeconds, baton, layout }),
        ];
      } finally {
        baton.close();
      }
    }),
  );
  const failed = outcomes.some(
    ([, { failure: whole, measured }]) =>
      (whole !== undefined && measured.length === 0) ||
      measured.some(
        ({ failure, metrics, sub }) =>
          failure && Object.keys(metrics).length === 0 && !approach.failing.has(sub),
      ),
  );
  if (!failed || outcomes.some(([, outcome]) => wasCutShort(outcome, block, request))) {
    const of = (wanted: Side) => outcomes.find(([side]) => side === wanted)?.[1] as ProcessOutcome;
    approach.length.add(of('baseline'), of('candidate'), request.clock() - started);
    return outcomes;
  }
  cannotBeTogether(request, approach);
  return undefined;
}
