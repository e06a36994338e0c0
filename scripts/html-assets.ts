/**
 * Bundles the scripts and styles of report.html, of a profile's and of the history's page into html-assets.json beside their renderers, so
 * that these stay pure functions and dist/ needs no further file. `node scripts/html-assets.ts`;
 * test/report/html-assets.test.ts fails while a file is stale.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type RolldownPlugin, rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = `${root}node_modules/`;

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
  { file: `${root}src/report/profiles/html-assets.json`, script: 'profile.ts', styles: ['style.css'] },
];

export async function bundleAssets({ script: entry, styles }: PageAssets): Promise<string> {
  const client = `${root}src/report-client/`;
  const bundle = await rolldown({
    input: `${client}${entry}`,
    cwd: root,
    plugins: [styleSheetsApart],
    resolve: { alias: { 'd3-transition': `${client}without-transitions.ts` } },
  });
  const { output } = await bundle.generate({ format: 'iife', minify: true });
  await bundle.close();
  const packages = findPackages(Object.keys(output[0].modules));
  const script = `${await notices(packages)}${output[0].code.trim()}`;
  if (/<\/script|<!--/i.test(script)) throw new Error('The bundle would end its own script element.');
  const sheets = [
    ...packages.flatMap((name) =>
      PACKAGE_STYLES[name] ? [`${modules}${name}/${PACKAGE_STYLES[name]}`] : [],
    ),
    ...styles.map((name) => `${client}${name}`),
  ];
  const texts = await Promise.all(sheets.map((sheet) => readFile(sheet, 'utf8')));
  const style = texts.map(shrink).join('');
  return `${JSON.stringify({ script, style, scriptHash: hash(script), styleHash: hash(style) }, null, 2)}\n`;
}

const PACKAGE_STYLES: Readonly<Record<string, string>> = {
  uplot: 'dist/uPlot.min.css',
  'd3-flame-graph': 'dist/d3-flamegraph.css',
};

/** A package may import its style sheet, which has an element of its own in the page. */
const styleSheetsApart: RolldownPlugin = {
  name: 'style-sheets-apart',
  load: (id) => (id.endsWith('.css') ? { code: '', moduleType: 'js' } : null),
};

function findPackages(files: readonly string[]): string[] {
  const names = files.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []);
  return [...new Set(names)].sort();
}

/** Their licences ask that the notice goes with every copy. Packages with one text have it once. */
async function notices(packages: readonly string[]): Promise<string> {
  const byText = new Map<string, string[]>();
  for (const name of packages) {
    const licence = (await readFile(`${modules}${name}/LICENSE`, 'utf8')).trim();
    const { version } = JSON.parse(await readFile(`${modules}${name}/package.json`, 'utf8'));
    byText.set(licence, [...(byText.get(licence) ?? []), `${name} ${version}`]);
  }
  return [...byText].map(([text, names]) => `/*! Contains ${names.join(', ')}\n${text}\n*/\n`).join('');
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
