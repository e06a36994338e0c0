/** What becomes of a report that cannot be written. */
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeOut } from '../../src/measuring/write-out.ts';
import { session } from '../comparison/measured.ts';
import { reportOf, resultOf } from '../publish/a-report.ts';

const report = reportOf([resultOf()], { exit: 1, verdict: 'fail' });
const output = { report, candidate: session([]), profiles: [] };

test('where the system will not write it, that is told, and nothing is thrown', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'out-'));
  // What stands in the way of a file stands in for a full disk, which not every machine can be given.
  mkdirSync(join(directory, 'out', `report.html.${process.pid}.tmp`), { recursive: true });
  const files = await writeOut({ directory, out: 'out' }, output);
  expect(files.trouble).toMatch(/^E\w+: .*report\.html/);
  expect(files.text).toContain('### ');
  // It is written last, and says that all is there.
  expect(readdirSync(join(directory, 'out'))).not.toContain('report.json');
});

test('a mistake of ours is no trouble of the disk', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'out-'));
  const odd = { ...output, candidate: undefined as never };
  await expect(writeOut({ directory, out: 'out' }, odd)).rejects.toThrow(TypeError);
});

test('otherwise all is there', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'out-'));
  const files = await writeOut({ directory, out: 'out' }, output);
  expect(files.trouble).toBeUndefined();
  expect(readdirSync(join(directory, 'out')).sort()).toEqual(
    expect.arrayContaining(['candidate.json', 'report.html', 'report.json', 'report.md']),
  );
});
