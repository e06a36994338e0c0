/** The example holds what its README promises: data that can be made again, patches that apply, budgets' callables. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findCulprits } from '../../src/profiles/culprits.ts';
import { parseProfiles } from '../../src/profiles/parse.ts';
import { profileBoth } from '../../src/runners/profiling/profiler.ts';
import type { Side } from '../../src/samples/checkout.ts';

const ROOT = join(import.meta.dirname, '../..');
const SHOP = join(ROOT, 'examples/shop');
const directory = mkdtempSync(join(tmpdir(), 'pacegate-shop-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A copy of the example in a tree of its own, with patches applied as README says. */
function copyShop(name: string, ...patches: string[]): string {
  const copy = join(directory, name);
  cpSync(SHOP, join(copy, 'examples/shop'), {
    recursive: true,
    filter: (path) => !path.endsWith('__pycache__'),
  });
  execFileSync('git', ['init', '-q', '.'], { cwd: copy });
  for (const patch of patches) execFileSync('git', ['apply', `examples/shop/${patch}`], { cwd: copy });
  return copy;
}

const ANSWERS = `
import sys
from pathlib import Path
from shop.catalogue import load_products
from shop.search import Index, search
data = Path("data")
index = Index(load_products(data / "products.jsonl"))
for query in (data / "queries.txt").read_text(encoding="utf-8").splitlines()[:150]:
    sys.stdout.buffer.write(search(index, query).encode() + b"\\n")
`;
const answers = (copy: string) =>
  execFileSync('python3', ['-B', '-c', ANSWERS], { cwd: join(copy, 'examples/shop'), encoding: 'utf8' });

describe('the data', () => {
  it('is what generate.py makes of its seed', () => {
    execFileSync('python3', ['-B', join(SHOP, 'data/generate.py'), directory]);
    const files = readdirSync(join(SHOP, 'data')).filter((file) => /\.(jsonl|csv|txt)$/.test(file));
    expect(files).toHaveLength(4);
    for (const file of files) {
      expect(readFileSync(join(directory, file)).equals(readFileSync(join(SHOP, 'data', file))), file).toBe(
        true,
      );
    }
  });

  it('is small enough to be checked in', () => {
    const bytes = readdirSync(join(SHOP, 'data')).reduce(
      (sum, file) => sum + statSync(join(SHOP, 'data', file)).size,
      0,
    );
    expect(bytes).toBeLessThan(3e6);
  });

  it('has the shape that the README claims: Zipfian words, a long tail of descriptions, queries that find nothing', () => {
    const products = readFileSync(join(SHOP, 'data/products.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { description: string });
    const lengths = products.map((product) => product.description.split(' ').length).sort((a, b) => a - b);
    const at = (level: number) => lengths[Math.floor(level * lengths.length)] ?? 0;
    expect(products).toHaveLength(2000);
    expect(at(0.5)).toBeGreaterThan(25);
    expect(at(0.5)).toBeLessThan(35);
    expect(at(0.95)).toBeGreaterThan(2.5 * at(0.5));
    expect(lengths.at(-1)).toBeGreaterThan(5 * at(0.5));
    const counts = new Map<string, number>();
    for (const { description } of products) {
      for (const word of description.toLowerCase().split(/\W+/))
        counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    const ordered = [...counts.values()].sort((a, b) => b - a);
    // By Zipf's law the word of rank 1000 is about a tenth as frequent as that of rank 100.
    expect((ordered[100] ?? 0) / (ordered[1000] ?? 1)).toBeGreaterThan(5);
    expect((ordered[100] ?? 0) / (ordered[1000] ?? 1)).toBeLessThan(20);
    const nothing = answers(copyShop('shape'))
      .split('\n')
      .filter((line) => line.startsWith('{"total": 0,'));
    expect(nothing.length).toBeGreaterThan(0);
  });
});

describe('the patches', () => {
  it('apply one after the other, and both find the same', () => {
    const slower = answers(copyShop('slower', 'slower.patch'));
    expect(answers(copyShop('fixed', 'slower.patch', 'fixed.patch'))).toBe(slower);
    expect(slower).not.toBe(answers(copyShop('plain')));
  });

  it('slow down a function that the profile names, and that is not named on identical code', async () => {
    const baseline = copyShop('baseline');
    const compare = async (candidate: string, tool: 'cprofile' | 'bytecodes') => {
      const { profiles, failures } = await profileBoth({
        spec: { kind: 'callable', target: 'examples/shop/benchmarks/search.py:search' },
        measure: { max_time: 60, timeout: 300 },
        checkouts: [
          { side: 'baseline', directory: baseline, root: baseline, foreign: [candidate] },
          { side: 'candidate', directory: candidate, root: candidate, foreign: [baseline] },
        ],
        benchmarksFrom: candidate,
        tool,
        scratch: mkdtempSync(join(directory, 'scratch-')),
        signal: new AbortController().signal,
      });
      expect(failures).toEqual([]);
      const of = (side: Side) =>
        profiles.filter((each) => each.side === side).flatMap((each) => parseProfiles(each, side));
      return findCulprits(of('baseline'), of('candidate'));
    };
    const slower = copyShop('candidate', 'slower.patch');
    const where = { function: 'tokenise', file: 'examples/shop/shop/text.py', line: 13 };
    const counted = await compare(slower, 'bytecodes');
    expect(counted.culprits).toMatchObject([where]);
    expect(counted.culprits[0]?.calls?.candidate).toBe(counted.culprits[0]?.calls?.baseline);
    // What a busy machine does to the clock's profile is a tenth of this slowdown and less: the right one is on top, though
    // nothing is said of whether it or another is above the threshold to be named.
    const timed = await compare(slower, 'cprofile');
    expect(timed.functions[0]).toMatchObject(where);
    expect((await compare(copyShop('same'), 'bytecodes')).culprits).toEqual([]);
  });
});

describe('budgets.example.yml', () => {
  const file = parse(readFileSync(join(ROOT, 'budgets.example.yml'), 'utf8')) as {
    benchmarks: Record<string, { callable: string; dataset: { path: string }; question: string }>;
  };

  it.each(Object.entries(file.benchmarks))(
    '%s names a callable and a data set that are there',
    (_, benchmark) => {
      const [path = '', name = ''] = benchmark.callable.split(':');
      expect(readFileSync(join(ROOT, path), 'utf8')).toContain(`def ${name}(`);
      expect(statSync(join(ROOT, benchmark.dataset.path)).isFile()).toBe(true);
      expect(benchmark.question).toMatch(/\?$/);
    },
  );
});
