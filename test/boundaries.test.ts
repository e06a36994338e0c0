/** The folders of src/ know only what docs/architecture.md says that they know, and the pure ones touch nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../src');

/** What the files of a folder may import, besides their own folder, `errors.ts` and packages. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  samples: [],
  statistics: [],
  budgets: ['samples'],
  profiles: ['samples'],
  comparison: ['samples', 'statistics', 'budgets'],
  report: ['samples', 'statistics', 'budgets', 'profiles', 'comparison', 'report-client'],
  'report-client': ['samples', 'report'],
  runners: ['samples', 'formats'],
  formats: ['samples'],
  checkouts: ['samples'],
  stores: ['samples', 'checkouts'],
  history: ['samples', 'stores', 'report'],
  init: ['samples', 'budgets'],
  github: ['samples', 'stores', 'checkouts', 'settings', 'report'],
};

const PURE = ['samples', 'statistics', 'comparison', 'report', 'profiles'];

function sources(folder: string): string[] {
  return readdirSync(join(SRC, folder)).filter((name) => name.endsWith('.ts'));
}

/** Static and dynamic imports; types count too, since they tie folders together as well. */
function imports(text: string): string[] {
  return [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

describe('imports', () => {
  const folders = readdirSync(SRC, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  it.each(folders.map(({ name }) => name).filter((name) => name in MAY_IMPORT))(
    'of src/%s go one way',
    (folder) => {
      const allowed = MAY_IMPORT[folder] ?? [];
      const wrong = sources(folder).flatMap((file) =>
        imports(readFileSync(join(SRC, folder, file), 'utf8'))
          .filter((path) => path.startsWith('../'))
          .filter(
            (path) =>
              path !== '../errors.ts' && !allowed.includes(path.split('/')[1]?.replace(/\.ts$/, '') ?? ''),
          )
          .map((path) => `${folder}/${file} imports ${path}`),
      );
      expect(wrong).toEqual([]);
    },
  );

  it('leave no folder unwatched', () => {
    // Glue that may know everything.
    const glue = ['measuring', 'commands', 'publish'];
    expect(
      folders.map(({ name }) => name).filter((name) => !(name in MAY_IMPORT) && !glue.includes(name)),
    ).toEqual([]);
  });
});

describe('pure folders', () => {
  it.each(PURE)('src/%s reads no file, process, clock or randomness', (folder) => {
    const wrong = sources(folder).flatMap((file) => {
      const text = readFileSync(join(SRC, folder, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      const found = text.match(
        /from 'node:(?:fs|child_process|os|net|http|worker_threads|process)[^']*'|\bMath\.random\b|\bDate\.now\b|\bnew Date\(\)|\bprocess\.(?:env|argv|cwd|stdout|hrtime)|\bperformance\.now\b/,
      );
      return found ? [`${folder}/${file}: ${found[0]}`] : [];
    });
    expect(wrong).toEqual([]);
  });
});
