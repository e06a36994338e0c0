/** The programs that `npm run culprits` slows down have what is to be slowed down. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROGRAMS } from '../../culprits/programs.ts';

test.each(PROGRAMS)('$name', ({ name, file, functions, long, more }) => {
  const source = readFileSync(join(import.meta.dirname, '../../culprits/programs', name, file), 'utf8');
  for (const each of [...functions, long, more.caller, more.called])
    expect(source).toMatch(new RegExp(`def ${each}\\(`));
  expect(source.split(more.find)).toHaveLength(2);
});
