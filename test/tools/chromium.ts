/** A page in a real Chromium: what it says while it is open, and what is wrong with it for those who cannot see it. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { toolPath } from './tools.ts';

/** Waiting is for what is slow on a busy machine; nothing here is timed. */
export const PATIENT = { timeout: 180_000 };

export interface Opened {
  readonly page: Page;
  /** Console messages (a breach of the policy is one), page errors, dialogs, and requests for anything but the file itself. */
  readonly noise: readonly string[];
}

export interface Look {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
}

export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: await toolPath('chromium'),
    timeout: PATIENT.timeout,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** The page's policy stays in force: what the tests themselves run in the page does not go through it. */
export async function openFile(
  browser: Browser,
  file: string,
  { colorScheme = 'light', width = 1280 }: Look = {},
): Promise<Opened> {
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
  page.setDefaultTimeout(PATIENT.timeout);
  const noise: string[] = [];
  page.on('console', (message) => noise.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => noise.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    noise.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== `file://${file}` && !request.url().startsWith('data:')) noise.push(request.url());
  });
  await page.goto(`file://${file}`);
  return { page, noise };
}

/** What axe-core finds fault with, element by element. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const { violations } = (await page.evaluate(`${axe}; axe.run()`)) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}
