/** What setup.cfg and setup.py say of a project, as far as their text shows it. */
import { linesOf } from './requirements.ts';

export interface SetupFiles {
  readonly name: string | undefined;
  readonly requiresPython: string | undefined;
  readonly dependencies: readonly string[];
  readonly extras: ReadonlyMap<string, readonly string[]>;
  /** Whether they make a package. */
  readonly isProject: boolean;
  readonly hasScript: boolean;
}

export function readSetup(config: string, script: string | undefined): SetupFiles {
  const options = sections(config);
  const of = (section: string, key: string): string | undefined => options.get(section)?.get(key);
  const name = of('metadata', 'name') ?? found(script, /\bname\s*=\s*["']([\w.-]+)["']/);
  const extras = [...(options.get('options.extras_require') ?? [])].map(
    ([extra, value]) => [extra, linesOf(value)] as const,
  );
  return {
    name,
    requiresPython:
      of('options', 'python_requires') ?? found(script, /\bpython_requires\s*=\s*["']([^"']+)["']/),
    dependencies: linesOf(of('options', 'install_requires') ?? ''),
    extras: new Map([...ofScript(script ?? ''), ...extras]),
    isProject: script !== undefined || of('metadata', 'name') !== undefined,
    hasScript: script !== undefined,
  };
}

/** `extras_require={"test": ["pytest"]}`; what is put together elsewhere is not seen. */
function ofScript(script: string): [string, string[]][] {
  const [, body = ''] = /\bextras_require\s*=\s*\{([^}]*)\}/.exec(script) ?? [];
  return [...body.matchAll(/["']([\w.-]+)["']\s*:\s*\[([^\]]*)\]/g)].map(([, extra = '', list = '']) => [
    extra,
    [...list.matchAll(/["']([^"']+)["']/g)].map(([, each = '']) => each),
  ]);
}

/** The sections of an INI file; a value goes on in the indented lines below it. */
function sections(text: string): Map<string, Map<string, string>> {
  const all = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  let key = '';
  for (const line of text.split(/\r?\n/)) {
    const [, name] = /^\[([^\]]+)\]/.exec(line) ?? [];
    const [, option, value = ''] = /^([\w.-]+)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined) {
      section = new Map();
      all.set(name.trim(), section);
    } else if (option !== undefined) {
      key = option;
      section.set(key, value.trim());
    } else if (/^\s+\S/.test(line) && section.has(key)) {
      section.set(key, `${section.get(key)}\n${line.trim()}`);
    }
  }
  return all;
}

function found(script: string | undefined, pattern: RegExp): string | undefined {
  return pattern.exec(script ?? '')?.[1];
}
