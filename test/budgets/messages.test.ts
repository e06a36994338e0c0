/** The messages that people meet, whole: read invalid/*.txt aloud. `npx vitest run test/budgets -u` writes them anew. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { messagesOf, problemsOf } from './project.ts';

const folder = new URL('invalid/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.yml'));

test.each(files)('invalid/%s', async (name) => {
  const bytes = readFileSync(new URL(name, folder));
  const messages = messagesOf(bytes);
  await expect(`${messages}\n`).toMatchFileSnapshot(new URL(name.replace(/\.yml$/, '.txt'), folder).pathname);
});

test('each of these files draws something, and no message spans lines', () => {
  expect(files.length).toBeGreaterThan(30);
  for (const name of files) {
    const problems = problemsOf(readFileSync(new URL(name, folder)));
    expect(problems, name).not.toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: messages quote untrusted text
    for (const { message } of problems) expect(message).not.toMatch(/[\0-\x1f\x7f\u202a-\u202e]/);
  }
});
