import { describe, expect, test } from 'vitest';
import { renderAnnotations } from '../../src/report/annotations.ts';
import { CASES, makeReport, SAMPLES, thousand } from './samples.ts';

const at = (report: Parameters<typeof renderAnnotations>[0], file: string) =>
  renderAnnotations(report).filter((annotation) => annotation.file === file);

describe('annotations', () => {
  test('a broken budget is an error at its line of the budget file', () => {
    expect(at(SAMPLES.fail(), 'budgets.yml')).toEqual([
      {
        level: 'error',
        file: 'budgets.yml',
        line: 12,
        endLine: 12,
        column: 9,
        title: 'Budget broken: search-endpoint',
        message: 'search-endpoint is 8.3 % slower, and its budget allows 5 % (time < baseline + 5%).',
      },
    ]);
  });

  test('a culprit is named at its function', () => {
    const [culprit] = at(SAMPLES.fail(), 'src/shop/search.py');
    expect(culprit).toMatchObject({ level: 'warning', line: 42, title: 'Slower: tokenise' });
    expect(culprit?.message).toContain('takes 31 % more of its own time');
  });

  test('a culprit that the pull request changed is named where it did', () => {
    const slower = CASES.slower();
    const culprits =
      slower.culprits?.map((each) => ({ ...each, changed_lines: { first: 45, last: 47 } })) ?? [];
    const [culprit] = at(makeReport([{ ...slower, culprits }]), 'src/shop/search.py');
    expect(culprit).toMatchObject({ line: 45, endLine: 47, title: 'Slower: tokenise' });
    expect(culprit?.message).toContain('; lines 45 to 47 of it were changed; that explains');
  });

  test('what was not measured never reads as a regression', () => {
    const [missing] = at(SAMPLES.missing(), 'budgets.yml');
    expect(missing).toMatchObject({ level: 'error', title: 'Not measured: batch-export' });
    expect(missing?.message).toContain('This is no regression, and no pass.');
    expect(missing?.message).not.toMatch(/slower|%/);
  });

  test('observing makes no errors of broken budgets', () => {
    expect(at(SAMPLES.observe(), 'budgets.yml').map(({ level }) => level)).toEqual(['warning']);
  });

  test('an undecided budget warns only where it fails the check', () => {
    expect(at(SAMPLES.inconclusive(), 'budgets.yml')[0]?.level).toBe('notice');
    expect(at(SAMPLES['inconclusive-fails'](), 'budgets.yml')[0]?.level).toBe('warning');
  });

  test.each(['pass', 'improved', 'accepted', 'stored', 'none', 'nothing'] as const)('%s has none', (name) => {
    expect(renderAnnotations(SAMPLES[name]())).toEqual([]);
  });

  test('no more than GitHub shows, the most important first, and the rest is counted', () => {
    const annotations = renderAnnotations(thousand(30));
    const errors = annotations.filter(({ level }) => level === 'error');
    expect(errors).toHaveLength(10);
    expect(errors.at(-1)?.message).toContain('(20 more are in the job summary.)');
    expect(annotations.filter(({ level }) => level === 'warning')).toHaveLength(10);
  });

  test('a function that slows two benchmarks is named once', () => {
    const twice = makeReport([CASES.slower(), { ...CASES.slower(), benchmark: 'suggest' }]);
    expect(at(twice, 'src/shop/search.py')).toHaveLength(1);
  });

  test('paths are taken from the root of the repository, and never out of it', () => {
    const moved = renderAnnotations(SAMPLES.fail(), { directory: 'services/shop/' });
    expect(moved[0]?.file).toBe('services/shop/budgets.yml');
    for (const file of ['../x.py', '/etc/passwd', 'a/../../b.py', 'C:\\x.py', 'a\nb.py', '']) {
      const [culprit] = CASES.slower().culprits ?? [];
      if (!culprit) throw new Error('the sample has no culprit');
      const report = makeReport([{ ...CASES.slower(), culprits: [{ ...culprit, file }] }]);
      expect(renderAnnotations(report).map((annotation) => annotation.file)).toEqual(['budgets.yml']);
    }
  });
});
