import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { requireRepository } from '../../src/checkouts/git/repository.ts';
import { overlay } from '../../src/checkouts/overlay.ts';
import { type BaseWorktree, checkOutBase } from '../../src/checkouts/worktree.ts';
import type { RunnerSpec } from '../../src/samples/benchmark-spec.ts';
import { makeRepository, type TestRepository } from './git-fixture.ts';

let repo: TestRepository;
let base: BaseWorktree;
const SEARCH: RunnerSpec = { kind: 'callable', target: 'benchmarks/search.py:search' };

beforeEach(() => {
  repo = makeRepository({
    'app/__init__.py': '',
    'app/search.py': 'old\n',
    'benchmarks/search.py': 'old\n',
    'benchmarks/helper.py': 'same\n',
    'benchmarks/gone.py': 'old\n',
    'data/products.jsonl': 'old\n',
    '.gitignore': 'data/generated/\n',
  });
});
afterEach(async () => {
  await base?.[Symbol.asyncDispose]();
  repo[Symbol.dispose]();
});

async function checkOut(files: Record<string, string | null>): Promise<void> {
  const first = repo.git('rev-parse', 'HEAD');
  repo.write(files);
  base = await checkOutBase(await requireRepository(repo.root), first, { env: repo.env });
}
const lay = (spec: RunnerSpec = SEARCH, dataset?: string) =>
  overlay({
    candidate: repo.root,
    base: base.checkout.directory,
    baseRoot: base.checkout.root,
    benchmarks: [{ name: 'search', spec, ...(dataset === undefined ? {} : { dataset }) }],
  });
const inBase = (file: string) => readFileSync(join(base.checkout.root, file), 'utf8');

test('nothing differs: nothing is said', async () => {
  await checkOut({ 'app/search.py': 'new\n' });
  expect(await lay()).toEqual({
    benchmarks: [{ name: 'search', changed: [], dataset: [], isNew: false, lacked: expect.any(Function) }],
    notes: [],
  });
  expect(inBase('app/search.py')).toBe('old\n');
});

test('both sides run the candidate’s benchmark and their own code', async () => {
  await checkOut({
    'app/search.py': 'new\n',
    'benchmarks/search.py': 'new\n',
    'benchmarks/added.py': 'new\n',
    'benchmarks/gone.py': null,
  });
  expect(await lay()).toEqual({
    benchmarks: [
      {
        name: 'search',
        changed: ['benchmarks/added.py', 'benchmarks/gone.py', 'benchmarks/search.py'],
        dataset: [],
        isNew: false,
        lacked: expect.any(Function),
      },
    ],
    notes: [],
  });
  expect(inBase('benchmarks/search.py')).toBe('new\n');
  expect(inBase('benchmarks/added.py')).toBe('new\n');
  expect(existsSync(join(base.checkout.root, 'benchmarks/gone.py'))).toBe(false);
  expect(inBase('app/search.py')).toBe('old\n');
  expect(readFileSync(join(repo.root, 'app/search.py'), 'utf8')).toBe('new\n');
});

test('a benchmark that the base has not got is new', async () => {
  await checkOut({ 'bench_new.py': 'new\n' });
  const { benchmarks } = await lay({ kind: 'callable', target: 'bench_new.py:run' });
  expect(benchmarks[0]).toMatchObject({ isNew: true, changed: ['bench_new.py'] });
  expect(inBase('bench_new.py')).toBe('new\n');
});

test('the dataset is the candidate’s on both sides, one that git ignores too, and is told apart', async () => {
  await checkOut({ 'data/products.jsonl': 'new\n', 'data/generated/big.csv': 'x\n' });
  const { benchmarks } = await lay(SEARCH, 'data');
  expect(benchmarks[0]).toMatchObject({
    changed: [],
    dataset: ['data/generated/big.csv', 'data/products.jsonl'],
  });
  expect(inBase('data/generated/big.csv')).toBe('x\n');
  expect(inBase('data/products.jsonl')).toBe('new\n');
});

test('a directory of the base that is a link is replaced, never written through', async () => {
  const outside = join(repo.root, '../outside');
  mkdirSync(outside);
  repo.write({ benchmarks: null });
  symlinkSync(outside, join(repo.root, 'benchmarks'));
  repo.commit('a link');
  repo.git('rm', '--quiet', 'benchmarks');
  await checkOut({ 'benchmarks/search.py': 'new\n' });
  await lay();
  expect(existsSync(join(outside, 'search.py'))).toBe(false);
  expect(lstatSync(join(base.checkout.root, 'benchmarks')).isDirectory()).toBe(true);
  expect(inBase('benchmarks/search.py')).toBe('new\n');
});

test('links of the candidate that lead out of it are refused and told; links within are kept', async () => {
  writeFileSync(join(repo.root, '../secret'), 'secret');
  symlinkSync('../../secret', join(repo.root, 'benchmarks/out.py'));
  symlinkSync('/etc/passwd', join(repo.root, 'benchmarks/absolute.py'));
  symlinkSync('helper.py', join(repo.root, 'benchmarks/within.py'));
  await checkOut({});
  const { notes } = await lay();
  expect(notes).toHaveLength(2);
  expect(notes.join()).toMatch(/absolute\.py.*leads out.*out\.py.*leads out/s);
  expect(existsSync(join(base.checkout.root, 'benchmarks/out.py'))).toBe(false);
  expect(inBase('benchmarks/within.py')).toBe('same\n');
});

test('a dataset path that leads out of the project is not touched', async () => {
  writeFileSync(join(repo.root, '../secret'), 'secret');
  await checkOut({});
  const { benchmarks } = await lay(SEARCH, '../secret');
  expect(benchmarks[0]?.dataset).toEqual([]);
});

test('a function that only the candidate’s file has is new there, and one that both have is not', async () => {
  await checkOut({ 'benchmarks/search.py': 'def search(): pass\ndef discount(): pass\n' });
  const { benchmarks } = await lay({ kind: 'pytest', args: 'benchmarks' });
  const lacked = (sub: string) => benchmarks[0]?.lacked(sub);
  expect(lacked('benchmarks/search.py::discount[1-2]')).toBe(true);
  expect(lacked('benchmarks/search.py::Class::discount')).toBe(true);
  expect(lacked('benchmarks/search.py::old')).toBe(false); // the base has the word
  expect(lacked('benchmarks/search.py::made_by_a_loop')).toBe(false); // who knows
});
