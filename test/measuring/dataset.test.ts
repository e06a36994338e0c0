import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { describeDataset } from '../../src/measuring/sides/dataset.ts';

const directory = mkdtempSync(join(tmpdir(), 'pacegate-dataset-'));
afterAll(() => rmSync(directory, { recursive: true }));

it('counts rows where a line is one, without a header', async () => {
  writeFileSync(join(directory, 'orders.csv'), 'id,price\n1,2\n3,4\n');
  writeFileSync(join(directory, 'products.jsonl'), '{}\n{}\n{}\n');
  expect(await describeDataset(directory, { name: 'o', path: 'orders.csv' })).toMatchObject({
    rows: 2,
    bytes: 17,
  });
  expect(await describeDataset(directory, { name: 'p', path: 'products.jsonl' })).toMatchObject({
    rows: 3,
    bytes: 9,
  });
});

it('has a digest that changes with the content of any file', async () => {
  mkdirSync(join(directory, 'images'));
  writeFileSync(join(directory, 'images/a.png'), 'a');
  writeFileSync(join(directory, 'images/b.png'), 'b');
  const dataset = { name: 'images', path: 'images' };
  const before = await describeDataset(directory, dataset);
  expect(before).toMatchObject({ bytes: 2 });
  expect(await describeDataset(directory, dataset)).toEqual(before);
  writeFileSync(join(directory, 'images/b.png'), 'c');
  expect((await describeDataset(directory, dataset)).digest).not.toBe(before.digest);
});

it('is its name where there is nothing to read', async () => {
  expect(await describeDataset(directory, { name: 'n' })).toEqual({ name: 'n' });
  expect(await describeDataset(directory, { name: 'n', path: 'absent' })).toEqual({ name: 'n' });
});
