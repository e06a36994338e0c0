/**
 * `npm run pictures`: what README shows. Runs the example with `slower.patch` in a clone of its own, and takes pictures of the comment
 * and of report.html in Chromium. Takes a minute or two, on a quiet machine.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { GITHUB_STYLE, toHtml } from '../test/report/github.ts';
import { launchChromium } from '../test/tools/chromium.ts';

const ROOT = resolve(import.meta.dirname, '..');
const IMAGES = join(ROOT, 'docs/images');
const WIDTH = 900;
/** Of report.html, what a screen shows. */
const HEIGHT = 760;

const clone = mkdtempSync(join(tmpdir(), 'pacegate-pictures-'));
const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: clone, stdio: ['ignore', 'pipe', 'inherit'] });
try {
  git('clone', '-q', ROOT, '.');
  git('apply', 'examples/shop/slower.patch');
  const cli = ['dist/cli.js', 'run', '--budgets', 'budgets.example.yml', '--base', 'HEAD', '--out', 'out'];
  const { status } = spawnSync(process.execPath, cli, { cwd: clone, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 1) throw new Error(`the example's slower change ended with ${status}, not with 1`);

  mkdirSync(IMAGES, { recursive: true });
  const browser = await launchChromium();
  const comment = await browser.newPage({ viewport: { width: WIDTH, height: 400 }, deviceScaleFactor: 1.5 });
  const markdown = readFileSync(join(clone, 'out/report.md'), 'utf8');
  // Most servers have no font with GitHub's coloured signs.
  const signs = toHtml(markdown)
    .replaceAll('❌', '<b style="color:#d1242f">✖</b>')
    .replaceAll('✅', '<b style="color:#1a7f37">✔</b>');
  await comment.setContent(`<!doctype html><meta charset="utf-8"><style>${GITHUB_STYLE}</style>${signs}`);
  await comment.screenshot({ path: join(IMAGES, 'comment.png'), fullPage: true });
  const page = await browser.newPage({ viewport: { width: 1280, height: HEIGHT }, deviceScaleFactor: 1.25 });
  await page.goto(`file://${join(clone, 'out/report.html')}`);
  await page.screenshot({ path: join(IMAGES, 'report.png') });
  await browser.close();
} finally {
  rmSync(clone, { recursive: true, force: true });
}
