/** A Python project that pip and uv install without a network: its build backend lies in itself. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** PEP 517 and 660, by the standard library alone: a wheel with the project's one module, or a path to it. */
const BACKEND = `import base64, hashlib, zipfile

NAME, VERSION, REQUIRES, EXTRAS = "@name@", "1", [@requires@], {@extras@}


def _wheel(directory, files):
    info = f"{NAME}-{VERSION}.dist-info"
    metadata = f"Metadata-Version: 2.1\\nName: {NAME}\\nVersion: {VERSION}\\n"
    metadata += "".join(f"Requires-Dist: {each}\\n" for each in REQUIRES)
    for extra, requires in EXTRAS.items():
        metadata += f"Provides-Extra: {extra}\\n"
        metadata += "".join(f"Requires-Dist: {each}; extra == '{extra}'\\n" for each in requires)
    files = {
        **files,
        f"{info}/METADATA": metadata,
        f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: here\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    record = f"{info}/RECORD"
    lines = [f"{name},sha256={_digest(text)},{len(text.encode())}\\n" for name, text in files.items()]
    name = f"{NAME}-{VERSION}-py3-none-any.whl"
    with zipfile.ZipFile(f"{directory}/{name}", "w") as wheel:
        for each, text in {**files, record: "".join(lines) + f"{record},,\\n"}.items():
            wheel.writestr(each, text)
    return name


def _digest(text):
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def build_wheel(directory, config_settings=None, metadata_directory=None):
    with open(f"{NAME}.py", encoding="utf-8") as file:
        return _wheel(directory, {f"{NAME}.py": file.read()})


def build_editable(directory, config_settings=None, metadata_directory=None):
    import os

    # As a compiler would: what is built of a source that no packaging tool looks at.
    with open("source.c" if os.path.exists("source.c") else os.devnull, encoding="utf-8") as file:
        return _wheel(directory, {f"{NAME}.pth": os.getcwd() + "\\n", "built.py": file.read()})
`;

export interface LocalProject {
  readonly name: string;
  /** The text of its one module. */
  readonly module?: string;
  readonly requires?: readonly string[];
  readonly extras?: Readonly<Record<string, readonly string[]>>;
  /** What else pyproject.toml holds, after `[project]`'s name and version. */
  readonly toml?: string;
}

/** A wheel, in `directory`, that lays the packages of other places beside those of the environment it is installed in. */
export function writeWheel(directory: string, name: string, places: readonly string[] = []): void {
  const source = mkdtempSync(join(tmpdir(), 'pacegate-wheel-'));
  for (const [path, text] of Object.entries(localProject({ name }))) writeFileSync(join(source, path), text);
  const files = JSON.stringify({ [`${name}_places.pth`]: places.map((place) => `${place}\n`).join('') });
  const script = `import backend; backend._wheel(${JSON.stringify(directory)}, ${files})`;
  execFileSync('python3', ['-c', script], { cwd: source });
  rmSync(source, { recursive: true });
}

/** Files by path. */
export function localProject({
  name,
  module = '',
  requires = [],
  extras = {},
  toml = '',
}: LocalProject): Record<string, string> {
  const list = (each: readonly string[]): string => each.map((text) => JSON.stringify(text)).join(', ');
  const dict = Object.entries(extras).map(([extra, each]) => `${JSON.stringify(extra)}: [${list(each)}]`);
  return {
    'pyproject.toml': `[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "${name}"
version = "1"
dependencies = [${list(requires)}]
${toml}`,
    'backend.py': BACKEND.replace('@name@', name)
      .replace('@requires@', list(requires))
      .replace('@extras@', dict.join(', ')),
    [`${name}.py`]: module,
  };
}
