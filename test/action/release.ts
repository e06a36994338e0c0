/**
 * The action as a release holds it: bundled as `npm run build` does it, in a directory with nothing else, no
 * `node_modules`. It starts sooner than the sources, too.
 */
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Puts what a release holds into `directory`. */
export async function releaseAction(directory: string): Promise<void> {
  const bundle = await rolldown({
    input: { action: join(ROOT, 'src/action.ts') },
    platform: 'node',
    cwd: ROOT,
    logLevel: 'silent',
  });
  await bundle.write({
    dir: join(directory, 'dist'),
    format: 'esm',
    minify: true,
    entryFileNames: '[name].js',
  });
  await bundle.close();
  cpSync(join(ROOT, 'harness'), join(directory, 'harness'), { recursive: true });
  cpSync(join(ROOT, 'action.yml'), join(directory, 'action.yml'));
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}\n');
}
