import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changedWithin, findChangedLines, readDiff, touches } from '../../src/checkouts/git/changed-lines.ts';

describe('readDiff', () => {
  it('takes no line of a file for a line of the diff', () => {
    const diff = `diff --git a/a.py b/a.py
--- a/a.py
+++ b/a.py
@@ -3,2 +3,3 @@ def f():
-old
--- a/b.py
+++ b/c.py
+@@ -1 +1 @@
+new
@@ -9,2 +10,0 @@
-gone
-gone
`;
    expect([...readDiff(diff)]).toEqual([
      [
        'a.py',
        [
          { first: 3, last: 5 },
          { first: 10, last: 11 },
        ],
      ],
    ]);
  });
});

describe('touches', () => {
  const changed = new Map([['a.py', [{ first: 5, last: 6 }]]]);

  it.each([
    ['its first line', 6, 9, true],
    ['its last line', 1, 5, true],
    ['what is above it', 7, 9, false],
    ['what is below it', 1, 4, false],
    ['code whose end is not known', 5, undefined, false],
  ])('%s', (_, line, end, expected) => {
    expect(touches(changed, { file: 'a.py', line, ...(end !== undefined && { end }) })).toBe(expected);
    expect(touches(changed, { file: 'b.py', line: 5, end: 6 })).toBe(false);
  });
});

describe('changedWithin', () => {
  const changed = new Map([
    [
      'a.py',
      [
        { first: 2, last: 5 },
        { first: 8, last: 8 },
        { first: 20, last: 30 },
      ],
    ],
  ]);

  it.each([
    [4, 9, { first: 4, last: 8 }],
    [6, 25, { first: 8, last: 25 }],
    [9, 19, undefined],
  ])('of lines %i to %i', (line, end, expected) => {
    expect(changedWithin(changed, { file: 'a.py', line, end })).toEqual(expected);
  });
});

describe('findChangedLines', () => {
  it('asks git, whatever is set there', async () => {
    const root = await mkdtemp(join(tmpdir(), 'pacegate-diff-'));
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], { cwd: root });
    try {
      git('init', '-q');
      await writeFile(join(root, 'é b.py'), 'a\nb\nc\nd\n');
      git('add', '-A');
      git('commit', '-qm', 'first');
      for (const [key, value] of [
        ['diff.noprefix', 'true'],
        ['diff.mnemonicPrefix', 'true'],
        ['color.ui', 'always'],
        ['diff.external', 'false'],
      ] as const) {
        git('config', key, value);
      }
      await writeFile(join(root, 'é b.py'), 'a\nB\nc\nd\ne\n');
      expect([...(await findChangedLines(root, 'HEAD'))]).toEqual([
        [
          'é b.py',
          [
            { first: 2, last: 2 },
            { first: 5, last: 5 },
          ],
        ],
      ]);
      expect(await findChangedLines(root, 'no-such-commit')).toEqual(new Map());
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
});
