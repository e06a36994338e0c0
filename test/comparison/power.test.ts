/**
 * A small and fast version of `npm run power`, with fixed seeds: fails when the rule loosens, or goes blind. The large
 * one, with standard errors and other tools beside it, is in power/.
 */
import { expect, test } from 'vitest';
import { drawBlocks, loadCorpus, type Variant } from '../../power/corpus.ts';
import { seededRandom } from '../../power/random.ts';
import { KINDS, synthesise } from '../../power/synthetic.ts';
import { count, emptyTally } from '../../power/tally.ts';
import { budgetOf, collectTrial, judgeBlocks, outcomeOf } from '../../power/trial.ts';

const noise = loadCorpus('noise');
const sequence = loadCorpus('sequence');

function collect(variant: Variant, text: string, trials: number, corpus = noise) {
  const tally = emptyTally();
  for (const workload of corpus.keys()) {
    for (let t = 0; t < trials; t++) {
      const blocks = drawBlocks(corpus, workload, variant, 30, seededRandom('test', workload, variant, t));
      for (const outcome of collectTrial(blocks, [budgetOf(text)])) count(tally, outcome);
    }
  }
  return tally;
}

test('on a loaded machine, unchanged code never fails a 5 % budget, and most of it is told', () => {
  const { trials, fails, passes } = collect('aa', 'time < baseline + 5%', 10);
  expect(fails).toBe(0);
  expect(passes).toBeGreaterThan(0.7 * trials);
});

test('on a loaded machine, a slowdown of 10 % always fails a 5 % budget', () => {
  const { trials, fails, passes } = collect('plus10', 'time < baseline + 5%', 6);
  expect(passes).toBe(0);
  expect(fails).toBe(trials);
});

test('on a loaded machine, a slowdown of 5 % never passes a 2 % budget', () => {
  const { trials, fails, passes } = collect('plus5', 'time < baseline + 2%', 6);
  expect(passes).toBe(0);
  expect(fails).toBeGreaterThan(0.85 * trials);
});

test('with one process after the other, no verdict is wrong, whatever it takes', () => {
  for (const text of ['time < baseline + 5%', 'time < baseline + 2%']) {
    const unchanged = collect('aa', text, 6, sequence);
    expect(unchanged.fails).toBe(0);
    expect(unchanged.passes).toBeGreaterThan(0.25 * unchanged.trials);
  }
  const slower = collect('plus10', 'time < baseline + 5%', 6, sequence);
  expect(slower.passes).toBe(0);
  expect(slower.fails).toBeGreaterThan(0.4 * slower.trials);
});

test.each(KINDS)('in %s noise, unchanged code does not fail', (kind) => {
  const budgets = ['time < baseline + 5%', 'time < baseline + 2%', 'time < baseline'].map(budgetOf);
  for (const size of [6, 9, 20]) {
    for (let t = 0; t < 25; t++) {
      const blocks = synthesise(kind, 1, size, seededRandom('test', kind, size, t));
      for (const result of judgeBlocks(blocks, budgets)) {
        expect(outcomeOf(result, size).verdict, `${kind}, ${size} blocks, trial ${t}`).not.toBe('fail');
      }
    }
  }
});

test.each(KINDS)('in %s noise, code that takes 10 %% more never passes a 5 %% budget', (kind) => {
  const tally = emptyTally();
  for (let t = 0; t < 15; t++) {
    const blocks = synthesise(kind, 1.1, 30, seededRandom('slower', kind, t));
    for (const outcome of collectTrial(blocks, [budgetOf('time < baseline + 5%')])) count(tally, outcome);
  }
  expect(tally.passes).toBe(0);
  expect(tally.fails).toBeGreaterThan(0);
});
