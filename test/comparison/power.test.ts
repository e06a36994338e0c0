/**
 * A small and fast version of `npm run power`, with fixed seeds: fails when the rule loosens, or goes blind. The large
 * one, with standard errors and other tools beside it, is in power/.
 */
import { expect, test } from 'vitest';
import { drawBlocks, loadCorpus, type Variant } from '../../power/corpus.ts';
import { seededRandom } from '../../power/random.ts';
import { KINDS, slowerMode, synthesise } from '../../power/synthetic.ts';
import { count, emptyTally } from '../../power/tally.ts';
import { budgetOf, collectTrial, judgeBlocks, outcomeOf } from '../../power/trial.ts';

const noise = loadCorpus('noise');
const other = loadCorpus('other');

function collect(variant: Variant, text: string, trials: number, corpus = noise) {
  const tally = emptyTally();
  for (const workload of corpus.keys()) {
    for (let t = 0; t < trials; t++) {
      const blocks = drawBlocks(corpus, workload, variant, 30, seededRandom('test', workload, variant, t));
      for (const outcome of collectTrial(blocks, [budgetOf(text)])) count(tally, outcome);
    }
  }
  return { ...tally, blocks: tally.blocks / tally.trials };
}

test('on a loaded machine, unchanged code never fails a 5 % budget, and is told after about six blocks', () => {
  const { trials, fails, passes, blocks } = collect('aa', 'time < baseline + 5%', 10);
  expect(fails).toBe(0);
  expect(passes).toBeGreaterThanOrEqual(trials - 1);
  expect(blocks).toBeLessThan(8);
});

test('on a loaded machine, a slowdown of 10 % always fails a 5 % budget', () => {
  const { trials, fails, passes } = collect('plus10', 'time < baseline + 5%', 6);
  expect(passes).toBe(0);
  expect(fails).toBe(trials);
});

test('on a loaded machine, a slowdown of 5 % never passes a 2 % budget', () => {
  const { trials, fails, passes } = collect('plus5', 'time < baseline + 2%', 4);
  expect(passes).toBe(0);
  expect(fails).toBeGreaterThanOrEqual(trials - 2);
});

test('in turns, a slowdown of 5 % fails a 2 % budget, and unchanged code passes it, on whatever machine', () => {
  const slower = collect('plus5', 'time < baseline + 2%', 1, other);
  expect(slower).toMatchObject({ fails: slower.trials, passes: 0 });
  expect(slower.blocks).toBeLessThan(18);
  const unchanged = collect('aa', 'time < baseline + 2%', 1, other);
  expect(unchanged).toMatchObject({ fails: 0, passes: unchanged.trials });
  expect(unchanged.blocks).toBeLessThan(18);
});

test('on a loaded machine, ten processes a side tell unchanged code and a slowdown of 10 % alike', () => {
  const told = (variant: Variant, wanted: string) => {
    const verdicts = [...noise.keys()].flatMap((workload) =>
      Array.from({ length: 8 }, (_, t) => {
        const blocks = drawBlocks(noise, workload, variant, 10, seededRandom('ten', workload, variant, t));
        return judgeBlocks(blocks, [budgetOf('time < baseline + 5%')]).map(
          (r) => outcomeOf(r, 10).verdict,
        )[0];
      }),
    );
    expect(verdicts).not.toContain(wanted === 'pass' ? 'fail' : 'pass');
    return verdicts.filter((verdict) => verdict === wanted).length / verdicts.length;
  };
  expect(told('aa', 'pass')).toBeGreaterThan(0.95);
  expect(told('plus10', 'fail')).toBeGreaterThan(0.95);
});

test.each([0, 0.5, 1])(
  'a benchmark with two modes of which one got slower never passes (%s shared)',
  (shared) => {
    const verdicts = Array.from({ length: 25 }, (_, t) => {
      const blocks = slowerMode(shared, 30, seededRandom('test', 'bimodal', shared, t));
      return collectTrial(blocks, [budgetOf('time < baseline + 2%')])[0]?.verdict;
    });
    expect(verdicts).not.toContain('pass');
    expect(verdicts.filter((verdict) => verdict === 'fail').length).toBeGreaterThanOrEqual(23);
  },
);

test.each(KINDS)('in %s noise, unchanged code does not fail', (kind) => {
  const budgets = ['time < baseline + 5%', 'time < baseline + 2%', 'time < baseline'].map(budgetOf);
  for (const size of [5, 10, 20]) {
    for (let t = 0; t < 25; t++) {
      const blocks = synthesise(kind, 1, size, seededRandom('test', kind, size, t));
      for (const result of judgeBlocks(blocks, budgets)) {
        expect(outcomeOf(result, size).verdict, `${kind}, ${size} blocks, trial ${t}`).not.toBe('fail');
      }
    }
  }
});
