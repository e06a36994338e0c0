/**
 * Judges whether a side ran its own code. With an editable or ordinary install of the project in an environment that both
 * sides share, the base side imports the candidate's code, and every comparison would say "no change".
 */
import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Checkout } from '../../samples/checkout.ts';
import type { Failure } from '../../samples/measurements.ts';

/** One loaded module that the checkout has too, or that came from another side's checkout. Paths are real paths. */
export interface Origin {
  /** Dotted name. Untrusted text. */
  readonly module: string;
  /** Where it was loaded from. */
  readonly file: string;
  /** The checkout's own file of that module; null where it has none, as for a compiled extension built elsewhere. */
  readonly source: string | null;
  /** Whether both files hold the same bytes; null where there is nothing to compare. */
  readonly same: boolean | null;
  /** URL that the distribution around `file` was installed from (PEP 610). */
  readonly installed_from: string | null;
}

type Wrong = 'other-side' | 'installed-copy';

const CAUSES: Record<Wrong, string> = {
  'other-side': 'The environment holds an install that points to another checkout.',
  'installed-copy': 'The environment holds an installed copy that is not made from this checkout.',
};

function cure(why: Wrong, project: string): string {
  const own =
    'Give each side an environment of its own: `setup: python3 -m venv .pacegate/venv && ' +
    `.pacegate/venv/bin/python -m pip install ${project}\` with \`python: .pacegate/venv/bin/python\``;
  return `${CAUSES[why]} ${own}${why === 'installed-copy' ? '; or remove the installed copy.' : '.'}`;
}

/**
 * The failure where any module was not this side's own, else undefined.
 * @param benchmarksFrom where the benchmark's own files come from: on the base side another checkout, rightly so
 */
export function judgeOrigins(
  origins: readonly Origin[],
  checkout: Pick<Checkout, 'side' | 'directory' | 'root' | 'foreign'>,
  benchmarkFiles: readonly string[] = [],
): Failure | undefined {
  const verified = new Set(origins.filter((o) => isOwnSource(o, checkout) || o.same === true).map(topLevel));
  const wrong = origins.flatMap((origin) => {
    const why = findFault(origin, checkout, benchmarkFiles, verified);
    return why === undefined ? [] : [{ origin, why }];
  });
  const worst = wrong.find(({ why }) => why === 'other-side') ?? wrong[0];
  if (worst === undefined) return undefined;
  const others = wrong.length > 1 ? ` (and ${wrong.length - 1} more)` : '';
  const whose = worst.why === 'other-side' ? "another side's code" : 'an installed copy';
  return {
    code: 'wrong-code',
    message:
      `The ${checkout.side} ran ${whose}: ${worst.origin.module} was loaded from ${worst.origin.file}${others}` +
      `${worst.origin.source === null ? '' : `, not from ${worst.origin.source}`}.`,
    hint: cure(worst.why, projectOf(worst.origin, checkout)),
  };
}

function findFault(
  origin: Origin,
  checkout: Pick<Checkout, 'directory' | 'root' | 'foreign'>,
  benchmarkFiles: readonly string[],
  verified: ReadonlySet<string>,
): Wrong | undefined {
  if (isOwnSource(origin, checkout)) return undefined;
  if (benchmarkFiles.includes(origin.file)) return undefined;
  if (whose(origin.file, checkout) === 'foreign' && !isInstalled(origin.file)) return 'other-side';
  // Outside the checkout's sources: right only where it is shown to be made from them.
  if (origin.same === true) return undefined;
  const from = origin.installed_from === null ? undefined : whose(pathOf(origin.installed_from), checkout);
  if (from === 'foreign') return 'other-side';
  if (origin.same === false) return 'installed-copy';
  // Nothing to compare with: a compiled extension, or a file that the build generates.
  if (from === 'own') return undefined;
  return whose(origin.file, checkout) === 'own' && verified.has(topLevel(origin))
    ? undefined
    : 'installed-copy';
}

/** A file of the checkout itself and not of an environment inside it. */
function isOwnSource(origin: Origin, checkout: Pick<Checkout, 'directory' | 'root' | 'foreign'>): boolean {
  return whose(origin.file, checkout) === 'own' && !isInstalled(origin.file);
}

/** Checkouts may lie in each other (a worktree below the candidate): the innermost one has the file. */
function whose(
  path: string,
  checkout: Pick<Checkout, 'directory' | 'root' | 'foreign'>,
): 'own' | 'foreign' | 'nobody' {
  const longest = (bases: readonly string[]) =>
    Math.max(-1, ...bases.filter((base) => isWithin(path, base)).map((base) => base.length));
  const own = longest([checkout.directory, checkout.root]);
  const foreign = longest(checkout.foreign);
  if (own < 0 && foreign < 0) return 'nobody';
  return own > foreign ? 'own' : 'foreign';
}

function isInstalled(path: string): boolean {
  return /[\\/](?:site|dist)-packages[\\/]/.test(path);
}

function isWithin(path: string, base: string): boolean {
  const way = relative(base, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return ''; // not a file: the distribution came from an index or a repository
  }
}

function topLevel(origin: Origin): string {
  return origin.module.split('.', 1)[0] ?? '';
}

/** Directory of the project that the module belongs to, as pip takes it: `.`, or `./services/shop` of a repository that holds several. */
function projectOf(
  { file, module, installed_from }: Origin,
  { directory, root, foreign }: Pick<Checkout, 'directory' | 'root' | 'foreign'>,
): string {
  const depth = module.split('.').length + (/[\\/]__init__\.\w+$/.test(file) ? 1 : 0);
  const sources = file.split(/[\\/]/).slice(0, -depth).join('/');
  const path =
    installed_from === null ? sources.replace(/[\\/](?:src|lib|python)$/, '') : pathOf(installed_from);
  const bases = [directory, root, ...foreign].filter((base) => isWithin(path, base));
  const [base] = bases.sort((a, b) => b.length - a.length);
  const way = base === undefined || isInstalled(path) ? '' : relative(base, path);
  return /^[\w-][\w./-]*$/.test(way) ? `./${way}` : '.';
}
