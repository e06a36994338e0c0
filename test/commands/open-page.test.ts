import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { ProcessLike } from '../../src/commands/command.ts';
import { openPage, whyNotOpened } from '../../src/commands/profile/open-page.ts';

const at = (env: Record<string, string>, isTTY = true) => ({ env, stdout: { write: () => true, isTTY } });

test.each([
  ['in CI', at({ CI: 'true', DISPLAY: ':0' }), 'linux', 'not opened in CI'],
  ['where nobody looks', at({ DISPLAY: ':0' }, false), 'linux', 'not opened without a terminal'],
  ['over ssh', at({}), 'linux', 'not opened without a screen'],
  ['on a desktop', at({ WAYLAND_DISPLAY: 'wayland-0', CI: 'false' }), 'linux', undefined],
  ['on a Mac', at({}), 'darwin', undefined],
] as const)('%s', (_, process, platform, why) => {
  expect(whyNotOpened(process, platform)).toBe(why);
});

test('hands the page to the desktop, or says where it is', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'pacegate-open-'));
  try {
    const opener = join(directory, 'xdg-open');
    await writeFile(opener, `#!/bin/sh\nprintf %s "$1" > '${directory}/opened'\n`);
    await chmod(opener, 0o755);
    const said: string[] = [];
    const open = (path: string) => {
      const env = { DISPLAY: ':0', PATH: path };
      const process = { ...at(env), stderr: { write: (text: string) => said.push(text) } };
      return openPage('profiles/1-a b.html', process as unknown as ProcessLike, 'linux');
    };
    await open(`${directory}${delimiter}/bin`);
    await vi.waitFor(
      async () => expect(await readFile(join(directory, 'opened'), 'utf8')).toBe('profiles/1-a b.html'),
      60_000,
    );
    await open(join(directory, 'nothing'));
    expect(said).toEqual([
      'page: profiles/1-a b.html\n',
      'page: profiles/1-a b.html (xdg-open could not be started)\n',
    ]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
