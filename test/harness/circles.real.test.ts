/** No file of the harness imports itself by way of others. Python reads its own imports. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { harnessDirectory } from '../../src/runners/harness/harness-location.ts';
import { findCircles, type Imports } from '../circles.ts';
import { PYTHON } from '../runners/pythons.ts';

function readImports(root: string): Imports {
  const script = join(import.meta.dirname, 'imports.py');
  return new Map(Object.entries(JSON.parse(execFileSync(PYTHON.path, [script, root], { encoding: 'utf8' }))));
}

test('the harness has no circles', () => {
  const imports = readImports(harnessDirectory());
  expect(imports.get('worker.py')).toContain('pacegate_harness/session.py');
  expect(findCircles(imports)).toEqual([]);
});

test.each([
  [
    'inside a function',
    { 'a.py': 'def f():\n  import b', 'b.py': 'import a as other' },
    'a.py → b.py → a.py',
  ],
  [
    'over several lines, after a module’s name in a comment',
    { 'a.py': 'from b import (  # c\n  x,\n  y,\n)', 'b.py': 'import os, a' },
    'a.py → b.py → a.py',
  ],
  [
    'for types only',
    {
      'a.py': 'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  from b import B',
      'b.py': 'from a import A',
    },
    'a.py → b.py → a.py',
  ],
  [
    'within a package',
    {
      'p/__init__.py': '',
      'p/a.py': 'from . import b',
      'p/b.py': 'from .q.c import f',
      'p/q/c.py': 'from ..a import g',
    },
    'p/a.py → p/b.py → p/q/c.py → p/a.py',
  ],
  [
    'through a package',
    { 'p/__init__.py': 'from .a import f', 'p/a.py': 'from p import f' },
    'p/__init__.py → p/a.py → p/__init__.py',
  ],
  ['beside a script', { 's/a.py': 'import b', 's/b.py': 'import a' }, 's/a.py → s/b.py → s/a.py'],
])('a circle %s is found', (_where, files, circle) => {
  const root = mkdtempSync(join(tmpdir(), 'pacegate-circles-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  expect(findCircles(readImports(root))).toEqual([circle]);
});
