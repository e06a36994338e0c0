/** `--open`: shows a page in the browser, where somebody sits before it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ProcessLike } from '../command.ts';

/** Why nothing is opened; undefined where it can be. */
export function whyNotOpened(
  { env, stdout }: Pick<ProcessLike, 'env' | 'stdout'>,
  platform: NodeJS.Platform,
): string | undefined {
  if (env.CI !== undefined && env.CI !== '' && env.CI !== 'false') return 'not opened in CI';
  if (!stdout.isTTY) return 'not opened without a terminal';
  const hasScreen = platform === 'darwin' || platform === 'win32' || env.DISPLAY || env.WAYLAND_DISPLAY;
  return hasScreen ? undefined : 'not opened without a screen';
}

/** Says where the page is, and opens it where that can be done. */
export async function openPage(
  path: string,
  process: ProcessLike,
  platform: NodeJS.Platform = globalThis.process.platform,
): Promise<void> {
  const why = whyNotOpened(process, platform) ?? (await startBrowser(path, process.env, platform));
  process.stderr.write(`page: ${path}${why === undefined ? '' : ` (${why})`}\n`);
}

const OPENERS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', win32: 'explorer.exe' };

/** @returns why it was not started */
async function startBrowser(
  path: string,
  env: ProcessLike['env'],
  platform: NodeJS.Platform,
): Promise<string | undefined> {
  const opener = OPENERS[platform] ?? 'xdg-open';
  const child = spawn(opener, [path], { stdio: 'ignore', detached: true, env: { ...env } });
  child.unref();
  try {
    await once(child, 'spawn');
    return undefined;
  } catch {
    return `${opener} could not be started`;
  }
}
