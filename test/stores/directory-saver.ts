/** Saves every entry of a JSON file into a directory store; the contract suite kills it at some moment. */
import { readFileSync, writeSync } from 'node:fs';
import { createDirectoryStore } from '../../src/stores/directory.ts';
import type { Entry } from '../../src/stores/store.ts';

const [path = '', file = ''] = process.argv.slice(2);
const store = createDirectoryStore({ path });
for (const entry of JSON.parse(readFileSync(file, 'utf8')) as Entry[]) {
  await store.save(entry);
  writeSync(1, 'saved\n');
}
