/**
 * Bundles the script and the styles of report.html into src/report/html-assets.json, so that the renderer stays a pure
 * function and dist/ needs no further file. `node scripts/html-assets.ts`; test/report/html-assets.test.ts fails while
 * the file is stale.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
export const ASSETS = `${root}src/report/html-assets.json`;

export async function bundleAssets(): Promise<string> {
  const bundle = await rolldown({ input: `${root}src/report-client/main.ts`, cwd: root });
  const { output } = await bundle.generate({ format: 'iife', minify: true });
  await bundle.close();
  const script = `${await notice()}${output[0].code.trim()}`;
  if (/<\/script|<!--/i.test(script)) throw new Error('The bundle would end its own script element.');
  const style = `${shrink(await readFile(`${root}node_modules/uplot/dist/uPlot.min.css`, 'utf8'))}${shrink(
    await readFile(`${root}src/report-client/style.css`, 'utf8'),
  )}`;
  return `${JSON.stringify({ script, style, scriptHash: hash(script), styleHash: hash(style) }, null, 2)}\n`;
}

/** uPlot's licence asks that its notice goes with every copy. */
async function notice(): Promise<string> {
  const licence = await readFile(`${root}node_modules/uplot/LICENSE`, 'utf8');
  const { version } = JSON.parse(await readFile(`${root}node_modules/uplot/package.json`, 'utf8'));
  return `/*! Contains uPlot ${version}\n${licence.trim()}\n*/\n`;
}

/** Comments and indentation only: nothing here needs a parser. */
function shrink(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s*\n\s*/g, '\n')
    .replace(/\n(?=[}])|(?<=[{;,])\n/g, '')
    .trim();
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(ASSETS, await bundleAssets());
