/**
 * Builds dist/: `node scripts/build.ts` writes it, `node scripts/build.ts --check` says whether the committed one is
 * fresh (exit 1 when stale). The build is byte-identical for the same sources and lock file.
 */

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RolldownPlugin } from 'rolldown';
import { rolldown } from 'rolldown';

// Its types describe a default export that the CommonJS module does not have.
const license: (options: object) => RolldownPlugin = createRequire(import.meta.url)('rollup-plugin-license');

const root = resolve(fileURLToPath(new URL('..', import.meta.url)));

const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };

/** All that `check` loads is one file, since each file more costs a start; `--help` and `init` need `errors` alone. */
const CHUNKS = [
  { name: 'errors', test: /[\\/]src[\\/]errors\.ts$/, priority: 1 },
  { name: 'check', test: /[\\/]src[\\/]commands[\\/]check\.ts$/ },
];

export async function build(target: string): Promise<void> {
  await rm(target, { recursive: true, force: true });
  const bundle = await rolldown({
    input: { cli: join(root, 'src/cli.ts'), action: join(root, 'src/action.ts') },
    platform: 'node',
    // `using` and the like are written out for the oldest Node that runs dist.
    transform: { target: 'node20', define: { PACEGATE_VERSION: JSON.stringify(version) } },
    // The package's ES modules: what is not used of them is left out, and `check` starts sooner.
    resolve: { alias: { yaml: join(root, 'node_modules/yaml/browser/dist/index.js') } },
    cwd: root,
    plugins: [license({ thirdParty: { output: join(target, 'licenses.txt') } })],
    logLevel: 'warn',
  });
  await bundle.write({
    dir: target,
    format: 'esm',
    minify: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    codeSplitting: { groups: CHUNKS },
  });
  await bundle.close();
}

async function contents(directory: string): Promise<Map<string, string>> {
  const names = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files
        .sort()
        .map(async (file) => [file.slice(directory.length), await readFile(file, 'latin1')] as const),
    ),
  );
}

async function check(): Promise<boolean> {
  const fresh = await mkdtemp(join(tmpdir(), 'pacegate-dist-'));
  try {
    await build(fresh);
    const [expected, committed] = await Promise.all([contents(fresh), contents(join(root, 'dist'))]);
    const differing = [...new Set([...expected.keys(), ...committed.keys()])].filter(
      (file) => expected.get(file) !== committed.get(file),
    );
    for (const file of differing) console.error(`stale: dist${file}`);
    return differing.length === 0;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

if (process.argv.includes('--check')) {
  if (!(await check())) {
    console.error('dist/ is not what the sources build. Run `npm run build` and commit dist/.');
    process.exitCode = 1;
  }
} else {
  await build(join(root, 'dist'));
}
