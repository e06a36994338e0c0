import { describe, expect, it } from 'vitest';
import { findCulprits } from '../../src/profiles/culprits.ts';
import { renderProfile, renderProfileMarkdown } from '../../src/report/profiles/table.ts';
import { makeProfile, repeatProfile } from '../profiles/sample.ts';

const before = { main: 0.1, tokenise: 0.4, score: 0.3, rank: 0.2 };
const compare = (after: Parameters<typeof makeProfile>[0]) =>
  findCulprits(repeatProfile(makeProfile(before)), repeatProfile(makeProfile(after)));

describe('renderProfile', () => {
  it('says in the first lines what got slower, by how much and whether it is called more often', () => {
    const text = renderProfile('search', compare({ ...before, tokenise: 0.52 }));
    expect(text.split('\n').slice(0, 2)).toEqual([
      'Profile of search: tokenise got slower',
      '  tokenise app.py:2 takes 30 % more of its own time and is called as often as before; that adds 12 % to a call',
    ]);
    expect(text).toMatch(/400 ms +520 ms +\+30 % +\+12\.0 +1× {2}tokenise app\.py:2/);
  });

  it('says so where nothing stands out', () => {
    expect(renderProfile('search', compare(before))).toContain('Not localised');
  });

  it('lists where the time goes where there is no baseline', () => {
    const text = renderProfile('search', findCulprits([], repeatProfile(makeProfile(before))));
    expect(text).toContain(
      'Where the time goes: tokenise (app.py:2) takes 40 % of the CPU time of a call; then score with 30 % and rank with 20 %.',
    );
    expect(text).toMatch(/400 ms +40 % +1 {2}tokenise app\.py:2\n +300 ms +30 % +1 {2}score/);
  });

  it("repeats the benchmark's question, and shows the dearest lines", () => {
    const line = { function: 'tokenise', file: 'app.py', line: 4, own: 0.3, share: 0.75 };
    const text = renderProfile('search', findCulprits([], repeatProfile(makeProfile(before))), {
      question: 'Why is it slow?\n::error::',
      lines: [
        { ...line, text: 'for word in\u001b[31m words:' },
        { ...line, line: 5, own: 0.1, share: 0.25 },
      ],
    });
    expect(text.split('\n').slice(1, 3)).toEqual([
      '  Question: Why is it slow? : :error::',
      '  Where the time goes: tokenise (app.py:2) takes 40 % of the CPU time of a call, 75 % of that on line 4; then score with 30 % and rank with 20 %.',
    ]);
    expect(text).toMatch(
      /300 ms +75 % {2}tokenise app\.py:4 {2}for word in words:\n +100 ms +25 % {2}tokenise app\.py:5\n/,
    );
  });

  it('says what kept the sides from being compared', () => {
    expect(renderProfile('search', findCulprits([], []))).toContain('Too few processes');
  });

  it('lets no mark of Markdown or HTML out of a name', () => {
    const hostile = '`|<img src=x>\n@team [a](b) ‮';
    const text = renderProfileMarkdown(hostile, compare({ ...before, score: { own: 0.9, line: 3 } }));
    expect(text).not.toMatch(/@team|\[a\]|‮/);
    const named = compare({ ...before, score: 0.9 });
    const line = { function: hostile, file: hostile, line: 1, own: 0.1, share: 1, text: hostile };
    const comparison = {
      ...named,
      culprits: named.culprits.map((culprit) => ({
        ...culprit,
        function: hostile,
        through: { function: hostile, file: hostile, kind: 'new' as const },
      })),
      functions: named.functions.map((row) => ({ ...row, function: hostile, file: hostile })),
    };
    const table = renderProfileMarkdown('x', comparison, { question: hostile, lines: [line] });
    for (const line of table.split('\n')) {
      const outside = line.replace(/(`+)[^`].*?\1|<code>[^<]*(?:<span>&#64;<.span>[^<]*)*<.code>/g, '');
      expect(outside).not.toMatch(/[<>@`[\]]/);
      if (line.startsWith('|')) expect([6, 9]).toContain(outside.split('|').length);
    }
  });
});
