/** Whatever the file holds, what comes out is a budget file or a UsageError whose problems lie within the text. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBudget } from '../../src/budgets/texts/parse-budget.ts';
import { UsageError } from '../../src/errors.ts';
import { load } from './project.ts';

const VALID = ['contract', 'everything'].map((name) =>
  readFileSync(new URL(`valid/${name}.yml`, import.meta.url), 'utf8'),
);
const INVALID = readdirSync(new URL('invalid/', import.meta.url))
  .filter((name) => name.endsWith('.yml') && name !== 'alias-bomb.yml')
  .map((name) => readFileSync(new URL(`invalid/${name}`, import.meta.url), 'latin1'));

function expectClear(input: string | Uint8Array): void {
  const text = typeof input === 'string' ? input : new TextDecoder().decode(input);
  const lines = text.replace(/^\ufeff/, '').split('\n');
  let problems: UsageError['problems'];
  try {
    problems = load(input).warnings;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    problems = error.problems;
    expect(problems.some(({ severity }) => severity === 'error')).toBe(true);
  }
  for (const { position, message } of problems) {
    expect(position.file).toBe('budgets.yml');
    expect(position.line).toBeGreaterThanOrEqual(1);
    expect(position.line).toBeLessThanOrEqual(lines.length);
    expect(position.column).toBeGreaterThanOrEqual(1);
    expect(position.column).toBeLessThanOrEqual((lines[position.line - 1] ?? '').length + 1);
    expect(message.length).toBeGreaterThan(5);
    expect(message.length).toBeLessThan(1000);
    expect(message).not.toMatch(/undefined|NaN|\[object|Invalid input|\n/);
  }
}

const runs = { numRuns: 400 };

describe('nothing but clear errors comes out of', () => {
  test('random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), expectClear), runs);
  });

  test('random text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), expectClear), runs);
  });

  test('YAML punctuation', () => {
    const piece = fc.constantFrom(
      ...[
        '- ',
        ': ',
        '? ',
        '\n',
        '\n  ',
        '\n    ',
        '[',
        ']',
        '{',
        '}',
        ', ',
        '&a ',
        '*a',
        '!!str ',
        '|\n',
        '>',
        '"',
        "'",
        '#',
        '%YAML 1.1\n',
      ],
      ...[
        '---\n',
        '...\n',
        '\t',
        '<<',
        '@',
        'version: 1\n',
        'benchmarks:\n',
        'a',
        'timeit',
        'budgets',
        'time < 1 s',
        '~',
        '1',
        '__proto__',
        '\ufeff',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => expectClear(pieces.join(''))),
      { numRuns: 2000 },
    );
  });

  test('valid and invalid files with pieces cut, doubled, moved and replaced', () => {
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat({ max: 12 }),
      insert: fc.oneof(
        fc.constantFrom(
          '',
          ' ',
          '\n',
          '\t',
          ': ',
          '- ',
          '"',
          '{',
          '[',
          '*x',
          '&x ',
          '\0',
          '\ud800',
          '%',
          '300',
          'baseline',
          '<',
        ),
        fc.string({ maxLength: 4 }),
      ),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...VALID, ...INVALID),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        (text, edits) => {
          const edited = edits.reduce((current, { at, length, insert }) => {
            const from = Math.floor(at * current.length);
            return current.slice(0, from) + insert + current.slice(from + length);
          }, text);
          expectClear(edited);
        },
      ),
      { numRuns: 1500 },
    );
  });

  test('the right keys with the wrong values', () => {
    const scalar = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        true,
        0,
        -1,
        300,
        Number.POSITIVE_INFINITY,
        '',
        ' ',
        'time < 300',
        '5 min',
        '3M/day',
        '2026-02-30',
        '$0.05',
        'auto',
      ),
      fc.string({ maxLength: 10 }),
    );
    const key = fc.constantFrom(
      ...[
        'version',
        'measure',
        'baseline',
        'gate',
        'benchmarks',
        'accepted',
        'cpu_hour',
        'max_time',
        'interleave',
        'budgets',
        'budget',
        'only',
      ],
      ...[
        'callable',
        'timeit',
        'results',
        'dataset',
        'traffic',
        'python',
        'reviewed',
        '__proto__',
        'constructor',
        'toString',
        'a/../b',
      ],
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        scalar,
        fc.array(tie('value'), { maxLength: 3 }),
        tie('object'),
      ),
      // Entries, since an object would lose `__proto__`.
      object: fc
        .array(fc.tuple(key, tie('value')), { maxLength: 5 })
        .map((entries) => ({ toJSON: () => undefined, entries })),
    }));
    fc.assert(
      fc.property(value, (data) => expectClear(flow(data))),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(value, (data) =>
        expectClear(`version: 1\nbenchmarks: { a: ${flow(data)}, b: { timeit: pass } }\n`),
      ),
      { numRuns: 1000 },
    );
  });

  test('long, deep and repetitive files, soon enough', () => {
    for (const unit of [
      '[',
      '{',
      '- ',
      '? ',
      '*a ',
      '&a ',
      '&a [*a, ',
      'a: ',
      '"',
      "'",
      '\t',
      '| ',
      '!!',
      '# ',
      '\n',
      'a\n',
      'time < ',
      '- a\n',
    ]) {
      expectClear(unit.repeat(5000));
      expectClear(`version: 1\nbenchmarks:\n  a: ${unit.repeat(5000)}`);
    }
    expectClear('x'.repeat(2_000_000));
    const many = Array.from(
      { length: 2000 },
      (_, index) => `  b${index}: { timit: pass, budgets: [ tiem < 3 ] }`,
    );
    expectClear(`version: 1\nbenchmarks:\n${many.join('\n')}\n`);
  });
});

test('a budget from the command line is a budget or a problem with its column', () => {
  const piece = fc.constantFrom(
    'time',
    'p95',
    'baseline',
    '<',
    '>=',
    ' ',
    '+',
    '-',
    '5',
    '%',
    'ms',
    '/',
    '$',
    '1M',
    '(',
    '≤',
    '\n',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(text, (written) => {
      const result = parseBudget(written);
      if ('message' in result) {
        expect(result.position.column).toBeGreaterThanOrEqual(1);
        expect(result.position.column).toBeLessThanOrEqual(written.length + 1);
      } else expect(result.text.length).toBeGreaterThan(0);
    }),
    { numRuns: 3000 },
  );
});

/** Data as YAML on one line; numbers and keys as they are, since JSON would drop or change some. */
function flow(data: unknown): string {
  if (Array.isArray(data)) return `[${data.map(flow).join(', ')}]`;
  if (typeof data === 'object' && data !== null && 'entries' in data) {
    const entries = data.entries as [string, unknown][];
    return `{${entries.map(([key, value]) => `${key}: ${flow(value)}`).join(', ')}}`;
  }
  return typeof data === 'number' ? String(data) : JSON.stringify(data);
}
