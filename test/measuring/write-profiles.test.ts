/** What stands in `profiles/`: files that other tools open, under names that no benchmark chooses. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Profiled } from '../../src/measuring/explaining/explain-slowdowns.ts';
import { writeProfiles } from '../../src/measuring/write-out.ts';
import { readStacks } from '../../src/profiles/collapsed.ts';
import { findCulprits } from '../../src/profiles/culprits.ts';
import schema from '../contracts/speedscope-schema.json' with { type: 'json' };
import { makeProfile } from '../profiles/sample.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pacegate-profiles-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const best = makeProfile(
  { main: 0.1, 'a;b 7\n<genexpr>': 0.2, called: 0.3 },
  { 'main > a;b 7\n<genexpr>': { own: 0.2, total: 0.5 }, 'a;b 7\n<genexpr> > called': 0.3 },
);

const profiled = (benchmark: string): Profiled => ({
  benchmark,
  comparison: findCulprits([], [best]),
  baseline: { profiles: [], stats: [] },
  candidate: { profiles: [best], best, stats: [new Uint8Array([1, 2]), new Uint8Array([3])] },
});

test('are named after their benchmark, safely and each once', async () => {
  const out = join(directory, 'names');
  await writeProfiles(out, ['search/é 1', '../../etc/passwd', '../../etc/passwd', '', 'CON'].map(profiled));
  const names = await readdir(out);
  expect(names.filter((name) => name.endsWith('.md')).sort()).toEqual([
    '1-search-1.md',
    '2-etc-passwd.md',
    '3-etc-passwd.md',
    '4-benchmark.md',
    '5-CON.md',
  ]);
  expect(names.filter((name) => name.startsWith('1-')).sort()).toEqual([
    '1-search-1.candidate.2.prof',
    '1-search-1.candidate.collapsed.txt',
    '1-search-1.candidate.prof',
    '1-search-1.candidate.speedscope.json',
    '1-search-1.html',
    '1-search-1.md',
  ]);
  expect([...(await readFile(join(out, '1-search-1.candidate.prof')))]).toEqual([1, 2]);
});

test("speedscope's own schema accepts what is written for it", async () => {
  const out = join(directory, 'speedscope');
  await writeProfiles(out, [profiled('search')]);
  const file = JSON.parse(await readFile(join(out, '1-search.candidate.speedscope.json'), 'utf8'));
  const validate = new Ajv({ strict: false }).compile(schema);
  validate(file);
  expect(validate.errors).toBeNull();
  validate({ ...file, profiles: [{ ...file.profiles[0], unit: 'parsecs' }] });
  expect(validate.errors).not.toBeNull();
});

test('collapsed stacks hold whole stacks, whatever is in a name', async () => {
  const out = join(directory, 'collapsed');
  await writeProfiles(out, [profiled('search')]);
  const text = await readFile(join(out, '1-search.candidate.collapsed.txt'), 'utf8');
  expect(text.trimEnd().split('\n')).toEqual([
    'main (app.py:1);a_b 7_<genexpr> (app.py:2);called (app.py:3) 300000000',
    'main (app.py:1);a_b 7_<genexpr> (app.py:2) 200000000',
    'main (app.py:1) 100000000',
  ]);
  expect(readStacks(text, 'text').map(({ frames, count }) => [frames.length, count])).toEqual([
    [3, 300_000_000],
    [2, 200_000_000],
    [1, 100_000_000],
  ]);
});
