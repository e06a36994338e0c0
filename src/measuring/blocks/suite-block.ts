/**
 * Measures one block of a suite: a process of every side for all benchmarks that are still open, in turns where that can
 * be. A benchmark that ends its process is told by itself, and the others go on in the next process.
 */

import { LOOKS } from '../../comparison/rule/levels.ts';
import { createBatons } from '../../runners/harness/baton.ts';
import type { ProcessOutcome } from '../../runners/runner.ts';
import type { Side } from '../../samples/checkout.ts';
import { announceSuite } from '../tell.ts';
import {
  type Block,
  type BlockRequest,
  type KnownSuite,
  type MeasuredBlock,
  processSeconds,
  takesTurns,
} from './block-request.ts';
import { isOnlyNew } from './new-here.ts';
import { type How, measureProcess, wasCutShort } from './one-process.ts';
import { shuffle } from './suite-order.ts';
import { failingOf, surveySuite } from './suite-survey.ts';
import { type Gathered, gather, measureThrough } from './through.ts';

export async function measureSuiteBlock(request: BlockRequest, block: Block): Promise<MeasuredBlock> {
  const { approach, checkouts } = block;
  const gathered = new Map(checkouts.map(({ side }) => [side, gather()]));
  const finish = (inTurns: boolean): MeasuredBlock => ({
    outcomes: checkouts.map(({ side }) => [side, (gathered.get(side) as Gathered).outcome()]),
    inTurns,
    calibrating,
  });
  let calibrating = 0;
  if (approach.suite === undefined) {
    const survey = await surveySuite(request, block);
    calibrating = survey.insideSeconds;
    if ('outcomes' in survey) return { outcomes: survey.outcomes, inTurns: false, calibrating };
    approach.suite = survey.suite;
    const benchmarks = survey.suite.members.size;
    // Both sides are timed one after the other; what surrounds that they do at once, as they did now.
    const timed = checkouts.length * approach.length.seconds(benchmarks);
    const { name } = approach.declared;
    const blocks = LOOKS[0] as number;
    const seconds = timed + survey.seconds / 2;
    request.progress.say(announceSuite({ name, benchmarks, block: seconds, blocks, left: block.left }));
    for (const [side, failed] of survey.suite.failed) gathered.get(side)?.add({ measured: failed });
  }
  const { suite } = approach;
  const has = (name: string, side: Side) => suite.members.get(name)?.sides.has(side) === true;
  const { keepsOrder } = request.runnerFor(approach.declared.runner.kind);
  const order = keepsOrder ? [...suite.members.keys()] : shuffle(suite, request.random);
  const names = order.filter((name) => (block.open?.has(name) ?? true) && !hasFailed(suite, name));
  const shared = names.filter((name) => checkouts.every(({ side }) => has(name, side)));
  const together = takesTurns(request, block) ? shared.filter((name) => !suite.alone.has(name)) : [];
  let inTurns = false;
  for (const wanted of inProcesses(together, block)) {
    block.show();
    const measured = await measureTogether(request, block, wanted);
    inTurns ||= measured.inTurns;
    for (const [side, outcome] of measured.outcomes) gathered.get(side)?.add(outcome);
    if (measured.outcomes.some(([, outcome]) => outcome.failure)) return finish(inTurns);
  }
  const rest = names.filter((name) => !together.includes(name));
  const each = await measureApart(request, block, (side) => rest.filter((name) => has(name, side)));
  for (const [side, outcome] of each) gathered.get(side)?.add(outcome);
  return finish(inTurns);
}

function hasFailed({ failed }: KnownSuite, name: string): boolean {
  return [...failed.values()].some((measured) => measured.some((one) => one.sub === name && !isOnlyNew(one)));
}

/** Benchmarks that share a process. */
function inProcesses(names: readonly string[], { approach }: Block): readonly (readonly string[])[] {
  if (names.length === 0) return [];
  return approach.declared.measure.isolate ? names.map((name) => [name]) : [names];
}

interface Together {
  readonly outcomes: readonly (readonly [Side, ProcessOutcome])[];
  readonly inTurns: boolean;
}

/** Both sides in turns. What fails then and not with nobody beside it is measured so from here on. */
async function measureTogether(
  request: BlockRequest,
  block: Block,
  wanted: readonly string[],
): Promise<Together> {
  const { approach, checkouts, layout } = block;
  const suite = approach.suite as KnownSuite;
  const outcomes = await measureThrough(wanted, async (names = []) => {
    const batons = createBatons();
    const budgetSeconds = approach.length.seconds(names.length);
    const started = request.clock();
    const pair = await Promise.all(
      checkouts.map(async (checkout, place) => {
        const baton = batons[place === 0 ? 0 : 1];
        const how: How = { budgetSeconds, baton, layout, wanted: names };
        try {
          return await measureProcess(request, block, checkout, how);
        } finally {
          baton.close();
        }
      }),
    );
    const of = (side: Side) => pair[checkouts.findIndex((each) => each.side === side)] as ProcessOutcome;
    approach.length.add(of('baseline'), of('candidate'), request.clock() - started);
    return pair;
  });
  const cut = outcomes.some((outcome) => wasCutShort(outcome, block, request));
  const failing = [...new Set(outcomes.flatMap(failingOf))];
  const whole = outcomes.some(({ failure }) => failure);
  const sides = checkouts.map(({ side }) => side);
  const told = sides.map((side, place) => [side, outcomes[place] as ProcessOutcome] as const);
  if (cut || (!whole && failing.length === 0)) return { outcomes: told, inTurns: true };
  if (whole) approach.alone = true;
  const again = await measureApart(request, block, () => (whole ? wanted : failing));
  if (whole) return { outcomes: again, inTurns: false };
  for (const name of failing) {
    if (again.every(([, { measured }]) => measured.some(({ sub, failure }) => sub === name && !failure))) {
      suite.alone.add(name);
      request.progress.say(
        `${approach.declared.name}/${name}: failed while the other side's process was there; from here on it is measured alone`,
      );
    }
  }
  return {
    inTurns: true,
    outcomes: told.map(([side, outcome]) => {
      const second = again.find(([other]) => other === side)?.[1] as ProcessOutcome;
      const kept = outcome.measured.filter(({ sub }) => !failing.includes(sub ?? ''));
      return [side, { ...outcome, measured: [...kept, ...second.measured] }];
    }),
  };
}

/** One side after the other, each with nobody beside it. */
async function measureApart(
  request: BlockRequest,
  block: Block,
  namesOf: (side: Side) => readonly string[],
): Promise<readonly (readonly [Side, ProcessOutcome])[]> {
  const { approach, checkouts } = block;
  const outcomes: (readonly [Side, ProcessOutcome])[] = [];
  for (const checkout of checkouts) {
    const all = gather();
    for (const wanted of inProcesses(namesOf(checkout.side), block)) {
      block.show(checkout.side);
      const [outcome] = await measureThrough(wanted, async (names = []) => [
        await measureProcess(request, block, checkout, {
          // A hundred benchmarks are not worth a hundred times the time: the noise lies between processes.
          budgetSeconds: processSeconds(approach.declared.measure) * Math.sqrt(names.length),
          wanted: names,
        }),
      ]);
      all.add(outcome as ProcessOutcome);
      if (outcome?.failure) break;
    }
    outcomes.push([checkout.side, all.outcome()]);
  }
  return outcomes;
}
