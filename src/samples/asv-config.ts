/** What an asv.conf.json says: where its benchmarks lie, and what its environments hold. What is no such file says nothing. */

export interface AsvConfig {
  /** Relative to the file's own directory. */
  readonly benchmarks: string;
  /** Packages of the matrix, as pip takes them: `numpy==2.1`. */
  readonly requirements: readonly string[];
  /** Variables of the matrix, for building and for running. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of which the matrix has several values, of which one was taken. */
  readonly several: readonly string[];
}

/** asv measures every combination of its matrix; here there is one: the newest of each package, the first of each variable. */
export function readAsvConfig(text: string): AsvConfig {
  const config = asObject(parse(text));
  const matrix = asObject(config.matrix);
  const { benchmark_dir: benchmarks } = config;
  const old = Object.fromEntries(Object.entries(matrix).filter(([, value]) => !isObject(value)));
  const packages = { ...old, ...asObject(matrix.req) };
  const variables = { ...asObject(matrix.env), ...asObject(matrix.env_nobuild) };
  return {
    benchmarks: typeof benchmarks === 'string' && benchmarks !== '' ? benchmarks : 'benchmarks',
    requirements: Object.entries(packages).flatMap(([name, versions]) => requirement(name, versions)),
    env: Object.fromEntries(
      Object.entries(variables).flatMap(([name, values]) => {
        const [first] = listOf(values); // `null`: without it
        return /^[A-Za-z_]\w*$/.test(name) && first != null ? [[name, String(first)]] : [];
      }),
    ),
    several: Object.entries({ ...packages, ...variables })
      .filter(([, values]) => listOf(values).length > 1)
      .map(([name]) => name),
  };
}

/** `""` is the newest version, `null` is to go without. */
function requirement(key: string, versions: unknown): string[] {
  const name = key.replace(/^pip\+/, '');
  const given = listOf(versions).filter((version) => version !== null);
  if (!/^[\w.-]+(?:\[[\w.,-]+\])?$/.test(name) || given.length === 0) return [];
  const version = given.includes('') ? '' : String(given.at(-1));
  if (version === '') return [name];
  if (/^\d+\.\d+$/.test(version)) return [`${name}==${version}.*`]; // to conda, and so to most who write this, the newest of 2.1
  if (/^\d[\w.+!-]*(?:\.\*)?$/.test(version)) return [`${name}==${version}`];
  return /^[<>=!~][\w.,<>=!~* +-]+$/.test(version) ? [`${name}${version}`] : [name];
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value ?? ''];
}

/** asv takes comments and commas before a closing bracket. */
function parse(text: string): unknown {
  const plain = text
    .replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, string?: string) => string ?? '')
    .replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])/g, (_, string?: string) => string ?? '');
  try {
    return JSON.parse(plain);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asObject(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}
