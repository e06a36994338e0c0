import { describe, expect, it } from 'vitest';
import { differsInDefinition, unanswered } from '../../src/affected/needs.ts';
import { parseBudgetFile } from '../../src/budgets/load.ts';
import type { BenchmarkSpec } from '../../src/budgets/model.ts';

function specOf(budgets: string, more = ''): BenchmarkSpec {
  const text = `version: 1\nbenchmarks:\n  api:\n    timeit: pass\n${more}    budgets: [${budgets}]\n`;
  const project = { today: '2026-11-26', exists: () => true, readText: () => undefined };
  const [spec] = parseBudgetFile('budgets.yml', new TextEncoder().encode(text), project).budgets.benchmarks;
  return spec as BenchmarkSpec;
}

const kinds = (...args: Parameters<typeof unanswered>) => unanswered(...args).map(({ kind }) => kind);

describe('that nothing has changed', () => {
  it.each([
    ['time < baseline + 5%', []],
    ['time <= baseline', []],
    ['throughput > baseline - 5%', []],
    ['time < baseline + 10 ms', []],
    ['time < baseline - 5%', ['demands-change']],
    ['throughput > baseline + 5%', ['demands-change']],
    ['p95 < 300 ms', ['no-earlier-verdict']],
    ["{ budget: time < baseline + 5%, only: 'gone*' }", ['watches-nothing']],
  ])('answers %s: %o are open', (budget, open) => {
    expect(kinds(specOf(budget), ['api'], [])).toEqual(open);
  });

  it('answers an absolute budget where the base commit itself kept it, in every benchmark', () => {
    const spec = specOf('p95 < 300 ms');
    const row = (benchmark: string, verdict = 'pass', budget = 'p95 < 300 ms') => ({
      benchmark,
      budget,
      verdict,
    });
    expect(kinds(spec, ['api/a', 'api/b'], [row('api/a'), row('api/b')])).toEqual([]);
    expect(kinds(spec, ['api/a', 'api/b'], [row('api/a')])).toEqual(['no-earlier-verdict']);
    expect(kinds(spec, ['api'], [row('api', 'fail')])).toEqual(['no-earlier-verdict']);
    expect(kinds(spec, ['api'], [row('api', 'unaffected')])).toEqual(['no-earlier-verdict']);
    expect(kinds(spec, ['api'], [row('api', 'pass', 'p95 < 400 ms')])).toEqual(['no-earlier-verdict']);
  });

  it('answers nothing of a benchmark without budgets', () => {
    const { budgets: _, ...spec } = specOf('time < 1 s');
    expect(kinds({ ...spec, budgets: [] }, ['api'], [])).toEqual(['no-budgets']);
  });
});

describe('the definition of a benchmark', () => {
  const spec = specOf('time < baseline + 5%');
  it.each([
    ['is the same', spec, false],
    ['may be measured longer', specOf('time < baseline + 5%', '    max_time: 9 min\n'), false],
    ['has another budget', specOf('time < baseline + 4%'), true],
    ['has another set-up', specOf('time < baseline + 5%', '    setup: make\n'), true],
    ['has another variable', specOf('time < baseline + 5%', '    env: { A: b }\n'), true],
  ])('%s', (_what, other, differs) => {
    expect(differsInDefinition(other, [spec])).toBe(differs);
  });

  it('differs where the base has none', () => {
    expect(differsInDefinition(spec, [])).toBe(true);
    expect(differsInDefinition(spec, undefined)).toBe(true);
  });
});
