import { describe, expect, test } from 'vitest';
import { findDifferingParts } from '../../src/comparison/subjects/answers.ts';
import { type Answer, type AnswerPart, mergeAnswers, readAnswer } from '../../src/samples/answer.ts';

const A = 'aaaaaaaa';
const B = 'bbbbbbbb';

function part(path: string, digest = A, rest: Partial<AnswerPart> = {}): AnswerPart {
  return { path, digest, varies: false, ...rest };
}

function answer(parts: readonly AnswerPart[], { runs = 3, calls = 9 } = {}): Answer {
  return { runs, calls, parts };
}

describe('one side', () => {
  const one = (...parts: AnswerPart[]): Answer => answer(parts, { runs: 1 });

  test('keeps what is the same in all processes', () => {
    const merged = [one(part('.a'), part('.b')), one(part('.a'), part('.b', B))].reduce(mergeAnswers);
    expect(merged).toEqual({ runs: 2, calls: 9, parts: [part('.a')] });
    expect(mergeAnswers(merged, one(part('.a'), part('.b')))).toMatchObject({ runs: 3, parts: [part('.a')] });
  });

  test('does not know the number of calls where processes differ in it', () => {
    const merged = mergeAnswers(one(part('')), answer([part('')], { runs: 1, calls: 8 }));
    expect(merged.calls).toBeUndefined();
    expect(mergeAnswers(merged, answer([part('')], { runs: 1, calls: 8 })).calls).toBeUndefined();
  });

  test('takes from one process what another did not try', () => {
    expect(mergeAnswers(one({ path: '', digest: A }), one(part(''))).parts).toEqual([part('')]);
    expect(mergeAnswers(one(part('', A, { varies: true })), one(part(''))).parts).toEqual([]);
  });
});

describe('two sides', () => {
  const differing = (base: readonly AnswerPart[], candidate: readonly AnswerPart[], calls = 9) =>
    findDifferingParts(answer(base), answer(candidate, { calls }));

  test('what differs is named by its outermost part', () => {
    const base = [part(''), part('.rows'), part('.rows[0]'), part('.total')];
    expect(differing(base, base)).toEqual([]);
    expect(differing(base, [part(''), part('.rows', B), part('.rows[0]', B), part('.total')])).toEqual([
      '.rows',
    ]);
    expect(differing(base, [part('', B), part('.rows', B)])).toEqual(['']);
  });

  test('a part that is no whole name of another is not inside of it', () => {
    const base = [part(''), part('.row'), part('.rows')];
    expect(differing(base, [part(''), part('.row', B), part('.rows', B)])).toEqual(['.row', '.rows']);
  });

  test('what one side alone has, or nobody could see, says nothing', () => {
    expect(differing([part('.a')], [part('.b')])).toEqual([]);
    expect(differing([], [part('')])).toEqual([]);
    expect(findDifferingParts(undefined, answer([part('')]))).toEqual([]);
  });

  test('one process does not show what differs from one to the next', () => {
    expect(findDifferingParts(answer([part('')], { runs: 1 }), answer([part('', B)]))).toEqual([]);
  });

  test('floats are the same within a millionth', () => {
    const of = (sum: number) => [part('', A, { floats: [sum, 1000] })];
    expect(differing(of(500), of(500.0009))).toEqual([]);
    expect(differing(of(500), of(500.002))).toEqual(['']);
    expect(differing([part('', A, { floats: [0, 0] })], [part('', A, { floats: [1e-13, 1e-13] })])).toEqual(
      [],
    );
  });

  test('what changes from call to call is compared after as many calls', () => {
    const varies = { varies: true };
    expect(differing([part('', A, varies)], [part('', B, varies)])).toEqual(['']);
    expect(differing([part('', A, varies)], [part('', B, varies)], 8)).toEqual([]);
    expect(differing([part('', A)], [part('', B)], 8)).toEqual(['']);
    expect(differing([{ path: '', digest: A }], [{ path: '', digest: B }], 8)).toEqual([]);
  });

  test('a side that returns the same at each call where the other does not is named', () => {
    expect(differing([part('', A, { varies: true })], [part('', A)], 8)).toEqual(['']);
  });
});

test.each([undefined, [], { runs: 0, parts: [] }, { runs: 1, parts: 'all' }])('%j is no answer', (value) =>
  expect(readAnswer(value)).toBeUndefined(),
);

test('of what a process or a file says, only what can be one is taken', () => {
  const parts = [
    { path: '.größe[0]', digest: A, floats: [1, 2], varies: true },
    { path: '. <b>', digest: A },
    { path: '.__proto__', digest: A, floats: [Number.NaN], varies: null },
    { path: '', digest: null },
    { path: '', digest: '<script>' },
  ];
  expect(readAnswer({ runs: 2, calls: -1, parts })).toEqual({
    runs: 2,
    parts: [parts[0], { path: '.__proto__', digest: A }],
  });
});
