/** Saves every entry of a JSON file on a branch; the contract suite kills it at some moment. */
import { readFileSync, writeSync } from 'node:fs';
import { createBranchStore } from '../../src/stores/branch.ts';
import type { Entry } from '../../src/stores/store.ts';

const [url = '', file = ''] = process.argv.slice(2);
// However long it takes on a busy machine: nothing here is timed.
const store = createBranchStore({ url, branch: 'pacegate-baselines', patience: 3_600 });
for (const entry of JSON.parse(readFileSync(file, 'utf8')) as Entry[]) {
  await store.save(entry);
  writeSync(1, 'saved\n');
}
