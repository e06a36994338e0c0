import { describe, expect, it } from 'vitest';
import { createAccumulator } from '../../src/measuring/accumulate.ts';
import { type CollectRequest, collect, type Decider } from '../../src/measuring/collect.ts';
import type { ProcessOutcome, ProcessRequest } from '../../src/runners/runner.ts';
import type { Checkout, Side } from '../../src/samples/checkout.ts';

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
    isDone: ({ blocks }) => blocks >= most,
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

    it('measures the first block in sequence and the others with one baton for both sides', async () => {
      const { request, asked, accumulators } = setUpTurns(async ({ baton }) => {
        const [measured] = values(1, 2).measured;
        return { measured: [{ ...measured, ...(baton && { turn: 2 }) }] } as ProcessOutcome;
      });
      await collect(request);
      const batons = asked.map(({ baton }) => baton);
      expect(batons.slice(0, 2)).toEqual([undefined, undefined]);
      for (const place of [2, 4, 6]) {
        expect(batons[place]).toBeDefined();
        expect(batons[place]).toBe(batons[place + 1]);
      }
      expect(new Set(batons).size).toBe(4);
      for (const side of [accumulators.baseline, accumulators.candidate])
        expect(runsOf(side, 'a').map(({ turn }) => turn)).toEqual([undefined, 2, 2, 2]);
    });

    it('measures in sequence what fails only where both processes are there', async () => {
      const failure = { code: 'crashed' as const, message: 'the port is taken' };
      const { request, asked, accumulators, said } = setUpTurns(async ({ baton, checkout: { side } }) =>
        baton && side === 'candidate' ? { measured: [], failure } : values(1),
      );
      await collect(request);
      expect(asked.map(({ baton }) => baton !== undefined)).toEqual(
        [false, false, true, true, false, false].concat(Array(4).fill(false)),
      );
      for (const side of [accumulators.baseline, accumulators.candidate]) {
        expect(runsOf(side, 'a')).toHaveLength(4);
        expect(side.of('a')[0]?.failures).toBeUndefined();
      }
      expect(said.join()).toContain('from here on one runs after the other');
    });

    it('does not try again what failed after its first value', async () => {
      const failure = { code: 'crashed' as const, message: 'ouch' };
      const { request, asked, accumulators } = setUpTurns(async ({ baton }) =>
        baton ? { ...values(1), failure } : values(1),
      );
      await collect(request);
      expect(asked).toHaveLength(4);
      expect(accumulators.candidate.of('a')[0]?.failures).toMatchObject([failure]);
    });

    it('measures in sequence where the budget file says so', async () => {
      const { request, asked } = setUpTurns(async () => values(1));
      const [benchmark] = request.benchmarks;
      if (!benchmark) throw new Error('no benchmark');
      const measure = { ...benchmark.measure, interleave: 'processes' as const };
      await collect({ ...request, benchmarks: [{ ...benchmark, measure }] });
      expect(asked.map(({ baton }) => baton)).toEqual(Array(8).fill(undefined));
    });

    it('a failure that stays when measured in sequence is one', async () => {
      const failure = { code: 'crashed' as const, message: 'ouch' };
      let calls = 0;
      const { request, accumulators } = setUpTurns(async () =>
        ++calls > 2 ? { measured: [], failure } : values(1),
      );
      await collect(request);
      expect(accumulators.candidate.of('a')[0]?.failures).toMatchObject([failure]);
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
});
