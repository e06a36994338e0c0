/** What `pacegate init` writes and says, from what is in the repository. Pure. */
import { detectBenchmarks, type Findings, type Repository } from './detect.ts';
import { type Entry, renderBudgets, renderWorkflow } from './templates.ts';

export interface PlannedFile {
  readonly path: string;
  readonly text: string;
}

export interface InitPlan {
  /** Files that are not there yet. */
  readonly files: readonly PlannedFile[];
  readonly messages: readonly string[];
}

export const BUDGETS = 'budgets.yml';
export const WORKFLOW = '.github/workflows/pacegate.yml';
/** More files than this become one entry: a person should read the first budget file in a minute. */
const MOST_ENTRIES = 6;

export function planInit(
  repository: Repository,
  { today, defaultBranch }: { readonly today: string; readonly defaultBranch: string },
): InitPlan {
  const found = detectBenchmarks(repository);
  const entries = entriesFor(found);
  const planned = [
    {
      path: BUDGETS,
      text: renderBudgets(entries, { install: installLine(found), today, base: defaultBranch }),
    },
    { path: WORKFLOW, text: renderWorkflow(defaultBranch) },
  ];
  const there = new Set(repository.paths);
  const files = planned.filter(({ path }) => !there.has(path));
  const kept = planned
    .filter(({ path }) => there.has(path))
    .map(({ path }) => `${path} is there already and stays as it is.`);
  const example =
    entries.length === 0 && !there.has(BUDGETS)
      ? ['budgets.yml holds an example: replace it by a benchmark of your own.']
      : [];
  return { files, messages: [...describe(found), ...example, ...kept, ...ignoreAdvice(repository, found)] };
}

function entriesFor({ pytest, pyperf, asv }: Findings): Entry[] {
  const each = (key: 'pytest' | 'pyperf', paths: readonly string[]): Entry[] =>
    paths.map((path) => ({ name: nameFor(path, paths), key, value: shellQuoted(path) }));
  const tests =
    pytest.length > MOST_ENTRIES
      ? [{ name: 'benchmarks', key: 'pytest' as const, value: pytest.map(shellQuoted).join(' ') }]
      : each('pytest', pytest);
  return unique([
    ...tests,
    ...each('pyperf', pyperf),
    ...(asv ? [{ name: 'asv', key: 'asv' as const, value: '.*' }] : []),
  ]);
}

/** The file's name, with its directories where two files share it. */
function nameFor(path: string, all: readonly string[]): string {
  const stem = (each: string): string => (each.split('/').at(-1) ?? each).replace(/\.py$/, '');
  const shared = all.filter((other) => stem(other) === stem(path)).length > 1;
  const name = shared ? path.replace(/\.py$/, '').replaceAll('/', '-') : stem(path);
  return name.replace(/[^\p{L}\p{N}_.-]/gu, '_').slice(0, 100);
}

function unique(entries: readonly Entry[]): Entry[] {
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    const count = (seen.get(entry.name) ?? 0) + 1;
    seen.set(entry.name, count);
    return count === 1 ? entry : { ...entry, name: `${entry.name}-${entry.key}-${count}` };
  });
}

function shellQuoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function installLine({ install, pytest, pyperf, asv }: Findings): string | undefined {
  const tools = [
    ...(pytest.length > 0 ? ['pytest', 'pytest-benchmark'] : []),
    ...(pyperf.length > 0 ? ['pyperf'] : []),
  ];
  const wanted = [install, ...tools, ...(asv ? ['asv'] : [])].filter((each) => each !== undefined);
  return wanted.length === 0 ? undefined : wanted.join(' ');
}

function describe({ pytest, pyperf, asv, asvElsewhere }: Findings): string[] {
  const messages = [
    ...counted(pytest, 'file with pytest-benchmark tests', 'files with pytest-benchmark tests'),
    ...counted(pyperf, 'pyperf script', 'pyperf scripts'),
    ...(asv ? ['Found asv.conf.json: benchmarks of airspeed velocity.'] : []),
    ...asvElsewhere.map(
      (path) => `Found ${path}: to gate asv's benchmarks, put a budget file beside it and write \`asv: .*\`.`,
    ),
  ];
  return messages.length > 0 ? messages : ['Found no benchmarks of pytest-benchmark, pyperf or asv.'];
}

function counted(paths: readonly string[], one: string, many: string): string[] {
  if (paths.length === 0) return [];
  const shown = paths.slice(0, 3).join(', ') + (paths.length > 3 ? ` and ${paths.length - 3} more` : '');
  return [`Found ${paths.length} ${paths.length === 1 ? one : many}: ${shown}.`];
}

function ignoreAdvice({ readText }: Repository, found: Findings): string[] {
  const ignored = (readText('.gitignore') ?? '')
    .split('\n')
    .map((line) => line.trim().replace(/^\/|\/$/g, ''));
  const wanted = [
    ...(['.pacegate', '.pacegate/out'].some((path) => ignored.includes(path)) ? [] : ['.pacegate/']),
    ...(installLine(found) === undefined || ignored.includes('.venv') ? [] : ['.venv/']),
  ];
  return wanted.length === 0 ? [] : [`Add ${wanted.join(' and ')} to .gitignore.`];
}
