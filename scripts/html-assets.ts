/**
 * Bundles the scripts and styles of report.html and of the history's page into html-assets.json beside their renderers, so
 * that these stay pure functions and dist/ needs no further file. `node scripts/html-assets.ts`;
 * test/report/html-assets.test.ts fails while a file is stale.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));

interface PageAssets {
  readonly file: string;
  /** Relative to src/report-client. */
  readonly script: string;
  readonly styles: readonly string[];
}

export const PAGES: readonly PageAssets[] = [
  { file: `${root}src/report/html-assets.json`, script: 'main.ts', styles: ['style.css'] },
  {
    file: `${root}src/history/page/html-assets.json`,
    script: 'history.ts',
    styles: ['style.css', 'history.css'],
  },
];

export async function bundleAssets({ script: entry, styles }: PageAssets): Promise<string> {
  const client = `${root}src/report-client/`;
  const bundle = await rolldown({ input: `${client}${entry}`, cwd: root });
  const { output } = await bundle.generate({ format: 'iife', minify: true });
  await bundle.close();
  const script = `${await notice()}${output[0].code.trim()}`;
  if (/<\/script|<!--/i.test(script)) throw new Error('The bundle would end its own script element.');
  const sheets = [
    `${root}node_modules/uplot/dist/uPlot.min.css`,
    ...styles.map((name) => `${client}${name}`),
  ];
  const texts = await Promise.all(sheets.map((sheet) => readFile(sheet, 'utf8')));
  const style = texts.map(shrink).join('');
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

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const page of PAGES) await writeFile(page.file, await bundleAssets(page));
