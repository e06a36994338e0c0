/**
 * A small and fast version of `npm run power`, with fixed seeds: fails when the rule loosens, or goes blind. The large
 * one, with standard errors and other tools beside it, is in power/.
 */
import { expect, test } from 'vitest';
import { drawBlocks, loadCorpus } from '../../power/corpus.ts';
import { KINDS, synthesise } from '../../power/synthetic.ts';
import { count, emptyTally } from '../../power/tally.ts';
import { budgetOf, collectTrial, judgeBlocks, outcomeOf } from '../../power/trial.ts';
import { seededRandom } from '../../src/statistics/random.ts';

const corpus = loadCorpus('noise');

function collect(variant: string, text: string, trials: number) {
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

test.each(KINDS)('in %s noise, unchanged code does not fail', (kind) => {
  const budgets = ['time < baseline + 5%', 'time < baseline + 2%'].map(budgetOf);
  for (const size of [5, 10, 20]) {
    for (let t = 0; t < 25; t++) {
      const blocks = synthesise(kind, 1, size, seededRandom('test', kind, size, t));
      for (const result of judgeBlocks(blocks, budgets)) {
        expect(outcomeOf(result, size).verdict, `${kind}, ${size} blocks, trial ${t}`).not.toBe('fail');
      }
    }
  }
});
