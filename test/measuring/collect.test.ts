import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createAccumulator } from '../../src/measuring/collecting/accumulate.ts';
import { type CollectRequest, collect, type Decider } from '../../src/measuring/collecting/collect.ts';
import { canMatchLayouts } from '../../src/runners/harness/memory-layout.ts';
import type { ProcessOutcome, ProcessRequest } from '../../src/runners/runner.ts';
import type { Checkout, Side } from '../../src/samples/checkout.ts';

// Whether the machine that runs the tests lets layouts be matched is not what is asked here: memory-layout.real.test.ts.
vi.mock(import('../../src/runners/harness/memory-layout.ts'), async (original) => ({
  ...(await original()),
  canMatchLayouts: vi.fn(() => true),
}));

// A stand-in for the runners: scheduling is tested with no process and no clock.
function checkout(side: Side): Checkout {
  return { side, directory: `/${side}`, root: `/${side}`, foreign: [] };
}

function values(...numbers: number[]): ProcessOutcome {
  return { measured: [{ metrics: { wall_time: { unit: 's', better: 'lower', runs: [numbers] } } }] };
}

const quiet = { say() {}, show() {}, end() {} };

function untilBlocks(most: number): Decider {
  return {
    undecided: ({ blocks }) => (blocks >= most ? new Set() : undefined),
    next: (open) => [...open].sort((a, b) => a.blocks - b.blocks)[0]?.name as string,
    describe: () => '',
  };
}

function setUp(
  overrides: Partial<CollectRequest> & { measure: (request: ProcessRequest) => Promise<ProcessOutcome> },
) {
  const started: string[] = [];
  let now = 0;
  let state = 1;
  const accumulators = { baseline: createAccumulator(), candidate: createAccumulator() };
  const { measure, ...rest } = overrides;
  const request: CollectRequest = {
    benchmarks: ['a', 'b'].map((name) => ({
      name,
      runner: { kind: 'command', command: 'true' },
      measure: { max_time: 100, timeout: 10 },
      extraMetrics: [],
    })),
    checkouts: [checkout('baseline'), checkout('candidate')],
    runnerFor: () => ({
      async measure(processRequest) {
        started.push(`${processRequest.name} ${processRequest.checkout.side}`);
        now += 1;
        return measure(processRequest);
      },
    }),
    accumulators,
    decider: untilBlocks(4),
    benchmarksFrom: '/candidate',
    random: () => {
      state = (state * 16_807) % 2_147_483_647;
      return state / 2_147_483_647;
    },
    clock: () => now,
    signal: new AbortController().signal,
    progress: quiet,
    ...rest,
  };
  return { request, started, accumulators };
}

function runsOf(accumulator: ReturnType<typeof createAccumulator>, name: string) {
  return accumulator.of(name)[0]?.metrics.wall_time?.runs ?? [];
}

describe('collect', () => {
  it('measures every block on both sides, in an order that changes from block to block', async () => {
    const { request, started, accumulators } = setUp({
      measure: async () => values(1),
      decider: untilBlocks(12),
    });
    await collect(request);
    expect(runsOf(accumulators.baseline, 'a').map(({ block }) => block)).toEqual(
      runsOf(accumulators.candidate, 'a').map(({ block }) => block),
    );
    const firstOfBlock = started.filter((_, index) => index % 2 === 0).map((text) => text.split(' ')[1]);
    expect(new Set(firstOfBlock)).toEqual(new Set(['baseline', 'candidate']));
    const orders = ['a', 'b'].flatMap((name) =>
      [accumulators.baseline, accumulators.candidate].flatMap((side) =>
        runsOf(side, name).map(({ order }) => order),
      ),
    );
    expect(orders.sort((x, y) => x - y)).toEqual(Array.from({ length: 48 }, (_, index) => index));
  });

  it('gives both processes of a block the same hash seed, and blocks different ones', async () => {
    const seeds: number[] = [];
    const { request } = setUp({
      measure: async ({ hashSeed }) => {
        seeds.push(hashSeed);
        return values(1);
      },
    });
    await collect(request);
    expect(seeds.filter((_, index) => index % 2 === 0)).toEqual(seeds.filter((_, index) => index % 2 === 1));
    expect(new Set(seeds).size).toBe(seeds.length / 2);
  });

  describe('with a runner that takes turns', () => {
    const setUpTurns = (measure: (request: ProcessRequest) => Promise<ProcessOutcome>) => {
      const asked: ProcessRequest[] = [];
      const said: string[] = [];
      const { request, accumulators } = setUp({
        measure,
        progress: { ...quiet, say: (line) => said.push(line) },
        decider: untilBlocks(4),
      });
      const turning = {
        ...request,
        benchmarks: request.benchmarks.slice(0, 1),
        runnerFor: () => ({
          takesTurns: true,
          async measure(processRequest: ProcessRequest) {
            asked.push(processRequest);
            return { ...(await measure(processRequest)), calibration: { loops: 7 } };
          },
        }),
      };
      return { request: turning, accumulators, asked, said };
    };

    const inTurns = ({ baton }: ProcessRequest, numbers: readonly number[] = [1, 2]): ProcessOutcome => {
      const [measured] = values(...numbers).measured;
      return { measured: [{ ...measured, ...(baton && { turn: 1 }) }] } as ProcessOutcome;
    };
    const failure = { code: 'crashed' as const, message: 'ouch' };

    /** The first two start at once, and so in any order. */
    const inAnyOrder = (asked: readonly ProcessRequest[]) => {
      const [one, two, ...others] = asked.map(({ checkout, scout }) => [checkout.side, scout] as const);
      return [...[one, two].sort(), ...others];
    };

    it('sends a process of each side ahead, and then takes turns in every block as the candidate found out', async () => {
      const { request, asked, accumulators } = setUpTurns(async (asked) =>
        asked.scout ? values(99) : inTurns(asked),
      );
      await collect(request);
      const ahead = asked.slice(0, 2);
      expect(ahead.map(({ checkout }) => checkout.side).sort()).toEqual(['baseline', 'candidate']);
      expect(ahead.every(({ scout }) => scout)).toBe(true);
      for (const { calibration } of asked.slice(0, 2)) expect(calibration).toBeUndefined();
      expect(asked).toHaveLength(10);
      for (const { scout, calibration } of asked.slice(2)) {
        expect(scout).toBeUndefined();
        expect(calibration).toEqual({ loops: 7 });
      }
      expect(asked.map(({ baton }) => baton !== undefined)).toEqual([false, false, ...Array(8).fill(true)]);
      expect(new Set(asked.map(({ baton }) => baton)).size).toBe(9);
      for (const side of [accumulators.baseline, accumulators.candidate]) {
        expect(runsOf(side, 'a').map(({ turn }) => turn)).toEqual([1, 1, 1, 1]);
        expect(runsOf(side, 'a').map(({ values }) => values)).toEqual(Array(4).fill([1, 2]));
      }
    });

    it('either side is the first to have a turn, from block to block, and the other the second', async () => {
      const firsts: string[] = [];
      const { request } = setUpTurns(async (asked) => {
        const { baton, checkout } = asked;
        const hand = baton?.join('0');
        await hand?.take();
        if (hand) firsts.push(checkout.side);
        await hand?.finish();
        hand?.leave();
        return inTurns(asked);
      });
      await collect({ ...request, decider: untilBlocks(12) });
      const pairs = Array.from({ length: 12 }, (_, block) => firsts.slice(2 * block, 2 * block + 2));
      expect(new Set(pairs.map(([first]) => first))).toEqual(new Set(['baseline', 'candidate']));
      for (const [first, second] of pairs) expect(second).not.toBe(first);
    });

    it('a side that starts no process keeps the other one waiting for nothing', async () => {
      const { request, accumulators } = setUpTurns(async (asked) => {
        const hand = asked.baton?.join('0');
        await hand?.take();
        await hand?.finish();
        hand?.leave();
        return inTurns(asked);
      });
      await collect({ ...request, broken: (_, side) => (side === 'baseline' ? failure : undefined) });
      expect(accumulators.baseline.of('a')[0]?.failures).toMatchObject([failure]);
      expect(runsOf(accumulators.candidate, 'a')).toHaveLength(1);
    });

    it('measures in sequence what fails only where both processes are there', async () => {
      const { request, asked, accumulators, said } = setUpTurns(async (asked) =>
        asked.baton && asked.checkout.side === 'candidate' ? { measured: [], failure } : inTurns(asked),
      );
      const { layout } = await collect(request);
      expect(asked.map(({ baton }) => baton !== undefined)).toEqual([
        ...[false, false, true, true],
        ...Array(8).fill(false),
      ]);
      for (const side of [accumulators.baseline, accumulators.candidate]) {
        expect(runsOf(side, 'a').map(({ turn }) => turn)).toEqual(Array(4).fill(undefined));
        expect(side.of('a')[0]?.failures).toBeUndefined();
      }
      expect(said.join()).toContain('from here on one runs after the other');
      expect(layout).toBeUndefined();
    });

    it('does not try again what failed after its first value', async () => {
      const { request, asked, accumulators } = setUpTurns(async (asked) =>
        asked.baton ? { ...values(1), failure } : values(1),
      );
      await collect(request);
      expect(asked).toHaveLength(4);
      expect(accumulators.candidate.of('a')[0]?.failures).toMatchObject([failure]);
    });

    it('finds out with those sent ahead that two cannot be there at once', async () => {
      const { request, asked, accumulators, said } = setUpTurns(async (request) => {
        // The first two are there at once: neither goes on before both have come.
        if (asked.indexOf(request) >= 2) return inTurns(request);
        while (asked.length < 2) await new Promise((resolve) => setImmediate(resolve));
        return { measured: [], failure };
      });
      await collect(request);
      expect(asked.map(({ scout }) => scout === true)).toEqual([
        ...Array(4).fill(true),
        ...Array(8).fill(false),
      ]);
      expect(asked.every(({ baton }) => baton === undefined)).toBe(true);
      expect(said.join()).toContain('from here on one runs after the other');
      expect(accumulators.candidate.of('a')[0]?.failures).toBeUndefined();
    });

    it('sends what failed ahead once more by itself, and then not again: of the candidate', async () => {
      const { request, asked, accumulators } = setUpTurns(async ({ scout }) =>
        scout ? { measured: [], failure } : values(1),
      );
      await collect(request);
      expect(inAnyOrder(asked)).toEqual([
        ['baseline', true],
        ['candidate', true],
        ['candidate', true],
        ['baseline', undefined],
      ]);
      expect(accumulators.candidate.of('a')[0]?.failures).toMatchObject([failure]);
      expect(runsOf(accumulators.baseline, 'a')).toHaveLength(1);
    });

    it('and of the baseline', async () => {
      const { request, asked, accumulators } = setUpTurns(async ({ scout, checkout }) =>
        scout && checkout.side === 'baseline' ? { measured: [], failure } : values(1),
      );
      await collect(request);
      expect(inAnyOrder(asked)).toEqual([
        ['baseline', true],
        ['candidate', true],
        ['candidate', true],
        ['baseline', true],
        ['candidate', undefined],
      ]);
      expect(accumulators.baseline.of('a')[0]?.failures).toMatchObject([failure]);
      expect(runsOf(accumulators.candidate, 'a')).toHaveLength(1);
    });

    it('one case that fails by itself keeps the others from nothing', async () => {
      const { request, asked, accumulators, said } = setUpTurns(async (asked) => {
        const [whole] = inTurns(asked).measured;
        return {
          measured: [
            { ...whole, sub: 'size=1' },
            { sub: 'size=2', metrics: {}, failure },
          ],
        } as ProcessOutcome;
      });
      await collect(request);
      expect(asked.map(({ baton }) => baton !== undefined)).toEqual([
        ...Array(4).fill(false),
        ...Array(8).fill(true),
      ]);
      expect(said.join()).not.toContain('one runs after the other');
      const [one, two] = accumulators.candidate.of('a');
      expect(one?.metrics.wall_time?.runs.map(({ turn }) => turn)).toEqual([1, 1, 1, 1]);
      expect(two?.failures).toMatchObject(Array(4).fill(failure));
    });

    it('measures in sequence where the budget file says so', async () => {
      const { request, asked } = setUpTurns(async () => values(1));
      const [benchmark] = request.benchmarks;
      if (!benchmark) throw new Error('no benchmark');
      const measure = { ...benchmark.measure, interleave: 'processes' as const };
      const { layout } = await collect({ ...request, benchmarks: [{ ...benchmark, measure }] });
      expect(asked).toHaveLength(8);
      for (const each of asked) {
        expect(each.baton).toBeUndefined();
        expect(each.scout).toBeUndefined();
        expect(each.layout).toBeUndefined();
      }
      expect(layout).toBeUndefined();
    });

    it('a failure that stays when measured in sequence is one', async () => {
      const { request, asked, accumulators } = setUpTurns(async ({ scout }) =>
        scout ? values(1) : { measured: [], failure },
      );
      await collect(request);
      expect(asked).toHaveLength(6);
      expect(accumulators.candidate.of('a')[0]?.failures).toMatchObject([failure]);
    });

    it('times processes for longer where starting them costs much and turns differ more than blocks', async () => {
      let block = 0;
      let now = 0;
      const { request, asked } = setUpTurns(async (asked) => {
        now += 1;
        const late = 0.0001 * (block++ % 3);
        const turns = Array.from({ length: 16 }, (_, turn) => 0.005 * (1 + 0.1 * (turn % 4)) + late);
        return inTurns(asked, asked.checkout.side === 'candidate' ? turns.toReversed() : turns);
      });
      await collect({ ...request, decider: untilBlocks(8), clock: () => now });
      const seconds = asked.slice(2).map(({ budgetSeconds }) => budgetSeconds);
      expect(new Set(seconds.slice(0, 10))).toEqual(new Set([0.08]));
      for (const budget of seconds.slice(10)) expect(budget).toBeGreaterThan(0.08);
    });

    describe('and memory layouts', () => {
      beforeEach(() => void vi.mocked(canMatchLayouts).mockReturnValue(true));

      it('both processes of a block have one, and blocks have different ones', async () => {
        const { request, asked } = setUpTurns(async (asked) => inTurns(asked));
        expect((await collect(request)).layout).toBe('matched');
        const [one, two, ...others] = asked.map(({ layout }) => layout);
        expect([one, two]).toEqual([undefined, undefined]);
        const layouts = others.filter((_, place) => place % 2 === 0);
        expect(others.filter((_, place) => place % 2 === 1)).toEqual(layouts);
        for (const of of ['stack', 'padding'] as const)
          expect(new Set(layouts.map((layout) => layout?.[of])).size).toBe(4);
      });

      it('are natural where the system does not let them be matched, and that is told', async () => {
        vi.mocked(canMatchLayouts).mockReturnValue(false);
        const { request, asked, accumulators } = setUpTurns(async (asked) => inTurns(asked));
        expect((await collect(request)).layout).toBe('natural');
        expect(asked.map(({ layout }) => layout)).toEqual(Array(10).fill(undefined));
        expect(runsOf(accumulators.candidate, 'a').map(({ turn }) => turn)).toEqual([1, 1, 1, 1]);
      });

      it('are called natural where those of one benchmark were', async () => {
        const { request } = setUpTurns(async (asked) => inTurns(asked));
        const [benchmark] = request.benchmarks;
        const both = ['a', 'b'].map((name) => ({ ...benchmark, name })) as typeof request.benchmarks;
        const collected = await collect({
          ...request,
          benchmarks: both,
          matchLayouts: (name) => name === 'a',
        });
        expect(collected.layout).toBe('natural');
      });

      it('are not told of where no process takes turns, nor asked for', async () => {
        const { request, started } = setUp({ measure: async () => values(1) });
        vi.mocked(canMatchLayouts).mockClear();
        expect(await collect(request)).not.toHaveProperty('layout');
        expect(started.length).toBeGreaterThan(0);
        expect(canMatchLayouts).not.toHaveBeenCalled();
      });
    });
  });

  it('hands what the first process learned to the later ones, of both sides', async () => {
    const seen: unknown[] = [];
    const { request } = setUp({
      measure: async ({ name, calibration }) => {
        if (name === 'a') seen.push(calibration);
        return { ...values(1), calibration: { loops: 7 } };
      },
      decider: untilBlocks(2),
    });
    await collect(request);
    expect(seen).toEqual([undefined, { loops: 7 }, { loops: 7 }, { loops: 7 }]);
  });

  it('stops a benchmark that fails and still measures the others', async () => {
    const { request, accumulators } = setUp({
      measure: async ({ name, checkout: { side } }) =>
        name === 'a' && side === 'candidate'
          ? { measured: [], failure: { code: 'crashed', message: 'boom' } }
          : values(1),
    });
    await collect(request);
    expect(accumulators.candidate.of('a')[0]?.failures?.[0]?.code).toBe('crashed');
    expect(runsOf(accumulators.baseline, 'a')).toHaveLength(1);
    expect(runsOf(accumulators.candidate, 'b')).toHaveLength(4);
  });

  it('starts nothing where the set-up of a side failed', async () => {
    const { request, started, accumulators } = setUp({
      measure: async () => values(1),
      broken: (name, side) =>
        name === 'a' && side === 'baseline' ? { code: 'setup-failed', message: 'no pip' } : undefined,
      decider: untilBlocks(1),
    });
    await collect(request);
    expect(started.filter((text) => text === 'a baseline')).toEqual([]);
    expect(accumulators.baseline.of('a')[0]?.failures?.[0]?.code).toBe('setup-failed');
  });

  it('spends no more than max_time on a benchmark', async () => {
    const { request, accumulators } = setUp({ measure: async () => values(1), decider: untilBlocks(1_000) });
    await collect({
      ...request,
      benchmarks: request.benchmarks.map((benchmark) => ({
        ...benchmark,
        measure: { max_time: 7, timeout: 10 },
      })),
    });
    // Each process takes one second of the stand-in's clock, and a block is started only while time is left.
    expect(runsOf(accumulators.candidate, 'a')).toHaveLength(4);
  });

  it('names what was still open when it was interrupted, and keeps what was measured', async () => {
    const controller = new AbortController();
    let processes = 0;
    const { request, accumulators } = setUp({
      signal: controller.signal,
      measure: async () => {
        processes++;
        if (processes <= 4) return values(1);
        controller.abort();
        return { measured: [], failure: { code: 'interrupted', message: '' } };
      },
    });
    const collected = await collect(request);
    expect(collected.interrupted).toEqual(['a', 'b']);
    expect(runsOf(accumulators.candidate, 'a')).toHaveLength(1);
    expect(runsOf(accumulators.candidate, 'b')).toHaveLength(1);
    expect(accumulators.candidate.of('a')[0]?.failures).toBeUndefined();
  });

  describe('within the time of the whole run', () => {
    it('stops when it is over, and names what was still open, not what was decided', async () => {
      const { request, started, accumulators } = setUp({ measure: async () => values(1) });
      const { clock } = request;
      const decider = {
        ...untilBlocks(1_000),
        undecided: ({ name }: { name: string }) => (name === 'a' ? new Set<string>() : undefined),
      };
      const collected = await collect({ ...request, decider, timeLeft: () => 7 - clock() });
      expect(collected).toMatchObject({ outOfTime: ['b'], interrupted: [] });
      // Each process takes one second of the stand-in's clock: one block of `a`, and of `b` until the seven are over.
      expect(started).toHaveLength(8);
      expect(runsOf(accumulators.candidate, 'b')).toHaveLength(3);
    });

    it('names nothing where all was decided, or its own time was spent', async () => {
      const { request } = setUp({ measure: async () => values(1) });
      const { clock } = request;
      expect((await collect({ ...request, timeLeft: () => 100 - clock() })).outOfTime).toEqual([]);
      const benchmarks = request.benchmarks.map((each) => ({
        ...each,
        measure: { max_time: 3, timeout: 1 },
      }));
      const spent = { ...request, benchmarks, decider: untilBlocks(1_000) };
      expect((await collect({ ...spent, timeLeft: () => 100 })).outOfTime).toEqual([]);
    });

    it('a block that it cuts off is dropped, and is no failure of the benchmark', async () => {
      const { request, started, accumulators } = setUp({
        measure: async ({ signal }) => {
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
          return { measured: [], failure: { code: 'interrupted', message: '' } };
        },
      });
      const collected = await collect({ ...request, timeLeft: () => 0.05 });
      expect(collected.outOfTime).toEqual(['a', 'b']);
      expect(started).toHaveLength(1);
      for (const side of [accumulators.baseline, accumulators.candidate])
        expect(side.benchmarks()).toEqual([]);
    });

    it('leaves some of it where something may have to be explained', async () => {
      const asked: boolean[] = [];
      const { request } = setUp({ measure: async () => values(1) });
      const timeLeft = (explains: boolean) => {
        asked.push(explains);
        return explains ? 0 : 1_000;
      };
      let looked = 0;
      const decider = { ...untilBlocks(1_000), mayHaveToExplain: () => ++looked > 20 };
      expect((await collect({ ...request, decider, timeLeft })).outOfTime).toEqual(['a', 'b']);
      expect(asked).toContain(true);
    });
  });

  it('says first what will be measured and how long it takes at most, and then how far it is', async () => {
    const said: string[] = [];
    const shown: string[] = [];
    // What comes after measuring is told, too: a set-up, profiling.
    const end = vi.fn();
    const subs = (count: number): ProcessOutcome => ({
      measured: Array.from({ length: count }, (_, i) => ({
        sub: `${i}`,
        metrics: { wall_time: { unit: 's', better: 'lower', runs: [[1]] } },
      })),
    });
    const { request } = setUp({
      measure: async ({ name }) => (name === 'a' ? subs(3) : values(1)),
      decider: untilBlocks(2),
      progress: { say: (line) => said.push(line), show: (line) => shown.push(line), end },
    });
    await collect(request);
    expect(end).not.toHaveBeenCalled();
    expect(said[0]).toBe(
      'measuring 2 entries of the budget file, side by side: at most 4 min (measure.max_time)',
    );
    expect(said[1]).toBe('a: 3 benchmarks');
    expect(shown[0]).toMatch(/^0 done, 2 open, at most 4 min to go · a: block 1/);
    expect(said.at(-1)).toMatch(/ · all done$/);
  });

  it('and that there is no time for a verdict, as soon as one block shows it', async () => {
    const told = async (seconds: number, firstLook: number | undefined) => {
      const said: string[] = [];
      const { request } = setUp({
        measure: async () => values(1),
        decider: { ...untilBlocks(2), ...(firstLook !== undefined && { firstLook }) },
        progress: { say: (line) => said.push(line), show: () => {}, end: () => {} },
      });
      const [a] = request.benchmarks;
      if (!a) throw new Error('there is one');
      await collect({ ...request, benchmarks: [{ ...a, measure: { ...a.measure, max_time: seconds } }] });
      return said.filter((line) => line.includes('stay undecided'));
    };
    expect(await told(6, 6)).toEqual([
      'a: a first verdict takes 6 blocks, 5 s more at least, but there are only 4 s: it will stay undecided. Raise its max_time (or measure.total_time), or give it less work.',
    ]);
    expect(await told(12, 6)).toEqual([]);
    expect(await told(6, undefined)).toEqual([]);
  });

  it('and what failed is told as that', async () => {
    const said: string[] = [];
    const failure = { code: 'crashed', message: 'boom' } as const;
    const { request } = setUp({
      measure: async ({ name }) => (name === 'a' ? { measured: [], failure } : values(1)),
      decider: untilBlocks(2),
      progress: { say: (line) => said.push(line), show: () => {}, end: () => {} },
    });
    await collect(request);
    expect(said).toContainEqual(
      expect.stringMatching(/^a: not measured: its process ended with an error · 0 done, 1 failed, 1 open/),
    );
    expect(said.at(-1)).toMatch(/^b: 2 blocks in .* · 1 done, 1 failed$/);
  });
});
