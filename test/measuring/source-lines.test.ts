import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addSource } from '../../src/measuring/explaining/source-lines.ts';

test('source lines are read of files in the checkout, and of no others', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'pacegate-source-'));
  try {
    const root = join(directory, 'checkout');
    await mkdir(root);
    await writeFile(join(directory, 'secret.py'), 'secret = 1\n');
    await writeFile(join(root, 'app.py'), 'def f():\r\n    return 1\r\n');
    await symlink(join(directory, 'secret.py'), join(root, 'link.py'));
    const at = (file: string, line: number) => ({ function: 'f', file, line, own: 1, share: 1 });
    const shown = await addSource(
      root,
      ['app.py', 'link.py', '../secret.py', join(directory, 'secret.py'), 'gone.py'].flatMap((file) => [
        at(file, 1),
        at(file, 2),
      ]),
    );
    const texts = shown.flatMap(({ file, line, text }) => (text === undefined ? [] : [[file, line, text]]));
    expect(texts).toEqual([
      ['app.py', 1, 'def f():'],
      ['app.py', 2, 'return 1'],
    ]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
