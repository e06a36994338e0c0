import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  clean,
  code,
  cutMiddle,
  htmlCode,
  plain,
  prose,
  repositoryPath,
  shellGlob,
  yamlScalar,
} from '../../src/report/words/escape.ts';
import { FILTERS, parsePage, toHtml } from './github.ts';
import { HOSTILE } from './hostile.ts';

/** Strings that contain the characters that matter more often than chance would. */
const nasty = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...'`|\\<>[]()!@#:/*_~$&\n\r\t -+=.\'"'),
      fc.constantFrom(...HOSTILE.map(([, text]) => text).filter((text) => text.length < 200)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

const inert = (markdown: string) => {
  const { elements, loose } = parsePage(toHtml(markdown));
  expect(
    elements
      .map(({ name }) => name)
      .filter((name) => !['p', 'code', 'span', 'table', 'thead', 'tbody', 'tr', 'th', 'td'].includes(name)),
  ).toEqual([]);
  for (const [filter, pattern] of FILTERS) {
    expect({ [filter]: loose.filter((text) => pattern.test(text)) }).toEqual({ [filter]: [] });
  }
};

describe('in Markdown', () => {
  test('any text is inert, as a name and as a sentence, in a paragraph and in a cell', () => {
    fc.assert(
      fc.property(nasty, nasty, (a, b) => {
        inert(`x ${code(a)} and ${prose(b)}`);
        const cells = `| a | b | c |\n|---|---|---|\n| ${code(a)} | x ${prose(b)} | end |`;
        inert(cells);
        expect(parsePage(toHtml(cells)).elements.filter(({ name }) => name === 'td')).toHaveLength(3);
        expect(parsePage(toHtml(cells)).text).toContain('end');
      }),
      { numRuns: 400 },
    );
  });

  test('a name can be read, and copied', () => {
    const shown = (name: string) => parsePage(toHtml(`x ${code(name)}`)).text;
    for (const name of [
      'search',
      'a|b',
      'a`b',
      '``',
      'test[1-`x`|y]',
      'a\\b',
      'a\\|b',
      '<b>',
      '*a*',
      '&lt;',
    ]) {
      expect(shown(name).replace(/^x /, '').trim()).toBe(name);
    }
  });

  test('a plain sentence stays as it is', () => {
    const sentence = 'Fraud scoring is worth 4 ms (+12 %), see the decision of 12 November; it’s “fine”?';
    expect(prose(sentence)).toBe(sentence.replaceAll('“fine”?', '`“fine”`?'));
    expect(prose('Let it run longer (`max_time`), please.')).toBe('Let it run longer (`max_time`), please.');
    expect(prose('Ask @octocat about #12')).toBe('Ask `@octocat` about `#12`');
  });

  test('a code span holds no full stop of the sentence', () => {
    expect(prose('It takes at least 6. Run `git submodule update`. See /tmp/x_1. It helps: #3, #4.')).toBe(
      'It takes at least 6. Run `git submodule update`. See `/tmp/x_1`. It helps: `#3, #4`.',
    );
    expect(prose('6. is no item of a list')).toBe('`6`. is no item of a list');
  });

  test('a sentence whose middle is cut out has no code spans that were turned around', () => {
    const long = `${'word '.repeat(29)}\`git submodule update\` ${'word '.repeat(40)}and \`git fetch\` last`;
    expect(prose(long)).toMatch(/git s….* and git fetch last$/);
    expect(prose(long)).not.toContain('`');
  });

  test('in the head of a fold', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const { elements } = parsePage(
          toHtml(`<details><summary>${htmlCode(text)}</summary>\n\nx\n\n</details>`),
        );
        const names = elements.map(({ name }) => name).filter((name) => name !== 'span');
        expect(names).toEqual(['details', 'summary', 'code', 'p']);
      }),
    );
  });
});

describe('as plain text', () => {
  test.each([
    ['colours go', '\u001B[31mred\u001B[0m', 'red'],
    ['overrides show', 'abc\u202Egnp.exe', 'abc�gnp.exe'],
    ['one mark for many', 'a\u200B\u200C\uFEFFb', 'a�b'],
    ['lines become one', 'a\r\n\tb\u2028c', 'a b c'],
    ['emoji stay', '👩🏽‍🚀 ❤️ 1️⃣', '👩🏽‍🚀 ❤️ 1️⃣'.replace('1️⃣', '1�⃣')],
    ['accents stay', 'crème brûlée', 'crème brûlée'],
    ['other scripts stay', 'мир 検索 مرحبا', 'мир 検索 مرحبا'],
    ['lone surrogates show', 'a\uD800b', 'a�b'],
  ])('%s', (_, text, shown) => expect(clean(text)).toBe(shown));

  test('is well formed, on one line, visible and short, whatever comes in', () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 1, max: 80 }), (text, limit) => {
        const shown = clean(text, limit);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cs}]|\s{2}|^\s|\s$/u);
        expect([...new Intl.Segmenter().segment(shown)].length).toBeLessThanOrEqual(limit);
        expect(clean(shown, limit)).toBe(shown);
      }),
    );
  });

  test('starts no workflow command', () => {
    expect(plain('::error::x')).toBe(': :error::x');
    expect(plain('a ::error::x ##[error]')).toBe('a : :error::x # #[error]');
    expect(plain('tests/a.py::test_b')).toBe('tests/a.py::test_b');
  });
});

describe('cutting', () => {
  test('takes the middle, so that both ends can be read', () => {
    expect(cutMiddle('tests/perf/test_search.py::test_find[large-cold]', 24)).toBe(
      'tests/perf/t…large-cold]',
    );
  });

  test('never splits what is one character to a reader', () => {
    const flags = '🇩🇪'.repeat(30);
    expect(cutMiddle(flags, 5)).toBe('🇩🇪🇩🇪…🇩🇪🇩🇪');
    expect(cutMiddle('e\u0301'.repeat(30), 5)).toBe('e\u0301e\u0301…e\u0301e\u0301');
  });
});

describe('elsewhere', () => {
  test('a YAML scalar is the same string again', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const written = `accepted:\n  - benchmark: ${yamlScalar(text.slice(0, 500))}\n    until: 2026-12-22`;
        expect(parse(written).accepted[0].benchmark).toBe(text.slice(0, 500));
      }),
    );
  });

  test.each([
    ['search-endpoint', 'search-endpoint'],
    ['tests/a.py::test_b[1-x]', "'tests/a.py::test_b?1-x?'"],
    ["' ; rm -rf / #", "'? ? rm -rf / ?'"],
    ['--base=evil', "'--base=evil'"],
    ['$(id)`id`', "'?(id)?id?'"],
    ['a\nb', "'a?b'"],
  ])('a glob for %s is %s', (name, glob) => expect(shellGlob(name)).toBe(glob));

  test.each([
    ['src/a.py', 'src/a.py'],
    ['./a.py', 'a.py'],
    ['a b/ü.py', 'a b/ü.py'],
    ['../a.py', undefined],
    ['a/../../b', undefined],
    ['/etc/passwd', undefined],
    ['C:\\x', undefined],
    ['a//b', undefined],
    ['file:///x', undefined],
    ['a\u202Eb', undefined],
    ['', undefined],
  ])('%s as a path in the repository is %s', (path, kept) => expect(repositoryPath(path)).toBe(kept));
});
