/**
 * Builds what people install: `node scripts/package.ts wheel OUT [PYTHON]` and `node scripts/package.ts npm OUT`. Both hold the
 * committed dist/ and harness/ and nothing that has to be fetched, but for Node in the wheel's case. Prints the file's path.
 * PYTHON needs the packages build and setuptools, as test/tools/requirements.in has them.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const facts = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, unknown>;
const version = String(facts.version);

function copyProgram(target: string): void {
  const keep = (path: string) => !/__pycache__|\.pyc$/.test(path);
  for (const name of ['dist', 'harness'])
    cpSync(join(ROOT, name), join(target, name), { recursive: true, filter: keep });
}

function wheel(stage: string, out: string, python: string): string {
  cpSync(join(ROOT, 'packaging/python'), stage, { recursive: true });
  copyProgram(join(stage, 'pacegate'));
  // Without it Node takes dist/ for CommonJS.
  writeFileSync(join(stage, 'pacegate', 'package.json'), '{"type":"module"}\n');
  cpSync(join(ROOT, 'LICENSE'), join(stage, 'LICENSE'));
  writeFileSync(join(stage, 'VERSION'), `${version}\n`);
  execFileSync(python, ['-m', 'build', '--wheel', '--no-isolation', '--outdir', out, stage], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // The same bytes from the same commit, whenever it is built.
    env: { ...process.env, SOURCE_DATE_EPOCH: '1700000000' },
  });
  return join(out, `pacegate-${version}-py3-none-any.whl`);
}

/** dist/ is bundled, so the package depends on nothing. */
function npm(stage: string, out: string): string {
  copyProgram(stage);
  for (const name of ['LICENSE', 'README.md']) cpSync(join(ROOT, name), join(stage, name));
  const { name, description, license, type, bin, engines } = facts;
  const manifest = { name, version, description, license, type, bin, engines, files: ['dist', 'harness'] };
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  execFileSync('npm', ['pack', '--silent', '--pack-destination', out], { cwd: stage });
  return join(out, `${name}-${version}.tgz`);
}

const [kind, target = '.', python = 'python3'] = process.argv.slice(2);
const out = resolve(target);
mkdirSync(out, { recursive: true });
const stage = mkdtempSync(join(tmpdir(), 'pacegate-package-'));
try {
  if (kind === 'wheel') console.log(wheel(stage, out, python));
  else if (kind === 'npm') console.log(npm(stage, out));
  else
    throw new Error(
      'write `node scripts/package.ts wheel OUT [PYTHON]` or `node scripts/package.ts npm OUT`',
    );
} finally {
  rmSync(stage, { recursive: true, force: true });
}
