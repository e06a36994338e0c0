/** The folders of src/ know only what docs/architecture.md says that they know, and the pure ones touch nothing. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCircles } from './circles.ts';
import { readSource, readSources, type Source } from './imports.ts';

const SOURCES = readSources(join(import.meta.dirname, '../src'));

/** What the files of a folder, at any depth, may import, besides their own folder, `errors.ts` and packages. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  samples: [],
  statistics: [],
  budgets: ['samples', 'statistics'],
  profiles: ['samples'],
  comparison: ['samples', 'statistics', 'budgets'],
  affected: ['samples', 'budgets', 'comparison'],
  report: ['samples', 'statistics', 'budgets', 'profiles', 'comparison', 'report-client'],
  'report-client': ['samples', 'report', 'history'],
  runners: ['samples', 'formats'],
  formats: ['samples'],
  checkouts: ['samples'],
  stores: ['samples', 'checkouts'],
  history: ['samples', 'stores', 'report'],
  importing: ['samples', 'formats', 'stores'],
  init: ['samples', 'budgets'],
  github: ['samples', 'stores', 'checkouts', 'settings', 'report'],
};

const PURE = ['samples', 'statistics', 'comparison', 'affected', 'report', 'profiles'];

/** Glue that may know everything. */
const GLUE = ['measuring', 'commands', 'publish', 'sharing'];

/**
 * The rooms of src/comparison, from the words that all of them use to the glue: each knows its own and those before it.
 * `readings` and `subjects` share a place: what is measured, and what is read off it.
 */
const COMPARISON: readonly (readonly string[])[] = [
  ['result.ts', 'request.ts'],
  ['readings', 'subjects'],
  ['rule'],
  ['accepting.ts', 'explain.ts', 'to-result.ts', 'own-benchmarks.ts', 'plan.ts', 'warnings'],
  ['judge.ts'],
  ['progress-of.ts'],
];

/** The folder right below src/ that a file is in, at any depth, or its own name if it is in none. */
function placeOf(file: string): string {
  return file.split('/')[0]?.replace(/\.ts$/, '') ?? '';
}

function inFolder(folder: string): Source[] {
  return SOURCES.filter(({ file }) => file.startsWith(`${folder}/`));
}

function wrongImports({ file, files }: Source, mayImport: readonly string[]): string[] {
  const allowed = [placeOf(file), 'errors', ...mayImport];
  return files
    .filter((target) => !allowed.includes(placeOf(target)))
    .map((target) => `${file} imports ${target}`);
}

/** What a file does that a pure one may not. */
function impurities({ file, text, packages }: Source): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  const found = [
    ...packages.filter((name) => /^node:(?:fs|child_process|os|net|http|worker_threads|process)/.test(name)),
    ...(code.match(
      /\bMath\.random\b|\bDate\.now\b|\bnew Date\(\)|\bprocess\.(?:env|argv|cwd|stdout|hrtime)|\bperformance\.now\b/g,
    ) ?? []),
  ];
  return found.map((name) => `${file}: ${name}`);
}

describe('imports', () => {
  it.each(Object.entries(MAY_IMPORT))('of src/%s go one way', (folder, mayImport) => {
    expect(inFolder(folder)).not.toEqual([]);
    expect(inFolder(folder).flatMap((source) => wrongImports(source, mayImport))).toEqual([]);
  });

  it('leave no folder unwatched', () => {
    const folders = new Set(
      SOURCES.filter(({ file }) => file.includes('/')).map(({ file }) => placeOf(file)),
    );
    expect([...folders].filter((folder) => !(folder in MAY_IMPORT) && !GLUE.includes(folder))).toEqual([]);
  });

  it('are judged by where they lead, at any depth', () => {
    const text = `
      import { a } from './a.ts';
      import { b } from '../room/b.ts';
      import { problem } from '../../errors.ts';
      import { may } from '../../samples/may.ts';
      import { mustNot } from '../../stores/deep/must-not.ts';
      export * from '../../../outside.ts';`;
    expect(wrongImports(readSource('comparison/rule/c.ts', text), ['samples'])).toEqual([
      'comparison/rule/c.ts imports stores/deep/must-not.ts',
      'comparison/rule/c.ts imports ../outside.ts',
    ]);
  });

  it('of every kind count, and words in comments and texts do not', () => {
    const text = `
      import './1.ts';
      import {
        a,
      } from './2.ts';
      import type { A } from "./3.ts";
      export { b } from './4.ts';
      export type * from './5.ts';
      const c = await import('./6.ts');
      type D = typeof import('./7.ts');
      function e(f: import('./8.ts').F): void {}
      // import './9.ts'
      const text = "import x from './9.ts'";`;
    expect(readSource('a.ts', text).files).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((i) => `${i}.ts`));
    expect(() => readSource('a.ts', 'await import(name)')).toThrow('must be written out');
  });
});

describe('circles of files in src/', () => {
  it('are none', () => {
    expect(findCircles(new Map(SOURCES.map(({ file, files }) => [file, files])))).toEqual([]);
  });
});

describe('rooms of src/comparison', () => {
  /** The place in COMPARISON of the room that a file is in; −1 where it is in none. */
  const placeOfRoom = (file: string): number =>
    COMPARISON.findIndex((rooms) => rooms.includes(file.split('/')[1] ?? ''));
  /** Imports of rooms that come after the file's own. */
  const backwards = ({ file, files }: Source): string[] =>
    files
      .filter((target) => placeOf(target) === 'comparison' && placeOfRoom(target) > placeOfRoom(file))
      .map((target) => `${file} imports ${target}`);

  it('have a place each', () => {
    expect(inFolder('comparison').filter(({ file }) => placeOfRoom(file) < 0)).toEqual([]);
  });

  it('import in one direction', () => {
    expect(inFolder('comparison').flatMap(backwards)).toEqual([]);
    const text = "import { judge } from '../judge.ts'; import { Result } from '../result.ts';";
    expect(backwards(readSource('comparison/rule/a.ts', text))).toEqual([
      'comparison/rule/a.ts imports comparison/judge.ts',
    ]);
  });
});

describe('pure folders', () => {
  it.each(PURE)('src/%s reads no file, process, clock or randomness', (folder) => {
    expect(inFolder(folder)).not.toEqual([]);
    expect(inFolder(folder).flatMap(impurities)).toEqual([]);
  });

  it('are not pure with a file, however it is imported, or with a clock', () => {
    const text = "/* Math.random */ const { readFile } = await import('node:fs/promises'); Date.now();";
    expect(impurities(readSource('a.ts', text))).toEqual(['a.ts: node:fs/promises', 'a.ts: Date.now']);
  });
});
