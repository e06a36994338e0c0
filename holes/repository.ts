/** A git repository of one layout, its product fast on `main` and slower on `slower`, and the environment it is used in. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { git } from '../suites/repository.ts';
import { toolPath } from '../test/tools/tools.ts';
import { MODULES, type Module, type Place, writeBenchmarks } from './benchmarks.ts';
import type { Install, Layout, Runner, Way } from './ways.ts';

const run = promisify(execFile);
const PRODUCT = join(import.meta.dirname, 'product.py');

interface Shape {
  /** The project with the benchmarks: '' or `services/shop/`. */
  readonly prefix: string;
  readonly parent: string;
  /** Directory of the two modules, and of the project that holds them. */
  readonly modules: string;
  readonly project: string;
  /** Below `project`: where its packages lie. */
  readonly packages: string;
  /** Source directories; nothing else leads to them where nothing is installed. Default: that of the budget file. */
  readonly sources?: readonly string[];
  readonly more?: Readonly<Record<string, string>>;
}

const SHAPES: Record<Layout, Shape> = {
  flat: { prefix: '', parent: 'shop', project: '', packages: '', modules: 'shop' },
  src: { prefix: '', parent: 'shop', project: '', packages: 'src', modules: 'src/shop' },
  namespace: { prefix: '', parent: 'acme.shop', project: '', packages: '', modules: 'acme/shop' },
  nested: {
    prefix: 'services/shop/',
    parent: 'shop',
    project: 'services/shop/',
    packages: '',
    modules: 'services/shop/shop',
    sources: ['services/shop'],
  },
  monorepo: {
    prefix: 'packages/front/',
    parent: 'front',
    project: 'packages/core/',
    packages: 'src',
    modules: 'packages/core/src/core',
    sources: ['packages/front/src', 'packages/core/src'],
    more: {
      'packages/front/src/front/__init__.py': 'from core import moved, still\n',
      'packages/front/pyproject.toml': pyproject('front', 'src'),
    },
  },
};

export interface Repository {
  readonly directory: string;
  readonly budgets: string;
}

/** @param scratch a new directory below it is made; whatever was there goes */
export async function prepare(
  [layout, install, runner]: readonly [Layout, Install, Runner],
  ways: readonly Way[],
  scratch: string,
  maxTime: string,
): Promise<string> {
  await rm(scratch, { recursive: true, force: true });
  const directory = join(scratch, 'repository');
  const { prefix, parent, project, packages, modules, more, sources } = SHAPES[layout];
  const python =
    install === 'none'
      ? await toolPath('python')
      : install === 'per-side'
        ? '.pacegate/venv/bin/python'
        : join(scratch, 'venv', 'bin', 'python');
  const place: Place = { parent, prefix, python };
  const { files, entries } = writeBenchmarks(runner, ways, place);
  const projects = [...new Set([project, prefix])];
  const environment = join(scratch, 'environment.sh');
  await write(scratch, { 'environment.sh': await environmentScript() });
  // `python FILE` finds what lies beside the file, so whoever installs nothing says where the sources are.
  const needsPath = install === 'none' && (sources !== undefined || runner === 'command');
  const path = (sources ?? [packages || '.']).join(':');
  const setUp = `sh ${environment} .pacegate/venv ${projects.map((each) => `./${each}`).join(' ')}`;
  await write(directory, {
    '.gitignore': '.pacegate/\n__pycache__/\n*.egg-info/\nbuild/\nresults.json\n',
    'budgets.yml': `version: 1
measure:
  python: ${python}
  max_time: ${maxTime}
${install === 'per-side' ? `  setup: ${setUp}\n` : ''}${needsPath ? `  env: { PYTHONPATH: "${path}" }\n` : ''}baseline: { compare: side-by-side }
benchmarks:
${entries}`,
    [`${project}pyproject.toml`]: pyproject(parent === 'front' ? 'core' : parent, packages),
    [`${modules}/__init__.py`]: '',
    ...more,
    ...prefixed(prefix, files),
  });
  await plant(directory, modules, { moved: 1, still: 1 });
  await git(directory, 'init', '--quiet', '--initial-branch', 'main');
  await commit(directory, 'Fast');
  await git(directory, 'checkout', '--quiet', '-b', 'slower');
  await plant(directory, modules, { moved: 5, still: 1 });
  await commit(directory, 'Slower');
  if (install === 'editable' || install === 'ordinary') {
    const options = install === 'editable' ? ['-e'] : [];
    const targets = projects.map((each) => `./${each}`);
    await run('sh', [environment, join(scratch, 'venv'), ...targets.flatMap((each) => [...options, each])], {
      cwd: directory,
    });
  }
  return directory;
}

async function plant(directory: string, modules: string, work: Record<Module, number>): Promise<void> {
  const source = await readFile(PRODUCT, 'utf8');
  for (const module of MODULES) {
    const rows = Array.from({ length: 500 * work[module] }, (_, id) => ({ id, name: `product ${id}` }));
    await write(join(directory, modules), {
      [`${module}.py`]: source.replace(/^WORK = 1$/m, `WORK = ${work[module]}`),
      [`${module}.json`]: JSON.stringify(rows),
    });
  }
}

/** `sh environment.sh VENV PROJECT…`: a new environment with these projects, and offline with the tools of the tests. */
async function environmentScript(): Promise<string> {
  const python = await toolPath('python');
  const { stdout } = await run(python, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))']);
  return `set -e
venv=$1
shift
${python} -m venv --clear --without-pip "$venv"
echo '${stdout.trim()}' > "$(echo "$venv"/lib/python3*/site-packages)/tools.pth"
"$venv"/bin/python -m pip install --quiet --no-index --no-deps --no-build-isolation "$@"
`;
}

function pyproject(name: string, packages: string): string {
  return `[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "${name.replace('.', '-')}"
version = "1.0"
[tool.setuptools]
packages = ["${name}"]
package-dir = { "" = "${packages || '.'}" }
[tool.setuptools.package-data]
"*" = ["*.json"]
`;
}

function prefixed(prefix: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${prefix}${path}`, text]));
}

async function write(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
}

async function commit(directory: string, message: string): Promise<void> {
  await git(directory, 'add', '--all');
  await git(directory, 'commit', '--quiet', '--message', message);
}
