/** One program with one change, profiled on both sides as `pacegate run` does it, and by cProfile as it comes. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCulprits } from '../src/profiles/culprits.ts';
import { parseProfiles } from '../src/profiles/parse.ts';
import type { Profile } from '../src/profiles/profile.ts';
import { profileBoth, type RawProfile } from '../src/runners/profiling/profiler.ts';
import type { Checkout, Side } from '../src/samples/checkout.ts';
import type { Kind, Program, Same } from './programs.ts';

const PLAIN_PROCESSES = 3;

export interface Trial {
  readonly program: Program;
  readonly kind: Kind | Same;
  readonly percent: number;
  readonly number: number;
}

/** What is kept of a trial: enough to judge it again by another rule. */
export interface Recorded {
  readonly program: string;
  readonly kind: Kind | Same;
  readonly percent: number;
  /** Names that are right; none where nothing changed. */
  readonly right: readonly string[];
  /** Relative change of a call, as planted. */
  readonly change: number;
  readonly profiles: readonly RawProfile[];
  /** Own time of each function in each process of cProfile as it comes. */
  readonly plain: Readonly<Record<Side, readonly Readonly<Record<string, number>>[]>>;
}

export function fileOf(scratch: string, { program, kind, percent, number }: Trial): string {
  return join(scratch, `${program.name}-${kind}${percent > 0 ? `-${percent}` : ''}-${number}.json`);
}

/** Takes the trial, or reads what an earlier run recorded of it. */
export async function take(trial: Trial, scratch: string): Promise<Recorded> {
  const file = fileOf(scratch, trial);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  const { program, kind, percent, number } = trial;
  const directory = mkdtempSync(join(tmpdir(), 'pacegate-culprits-'));
  try {
    const sides = makeSides(program, directory);
    const planted = plant(trial, await learn(program, scratch), join(directory, 'candidate'));
    const recorded: Recorded = {
      ...{ program: program.name, kind, percent },
      ...planted,
      profiles: await profileSides(sides, directory),
      plain: profilePlainly(directory, number),
    };
    mkdirSync(scratch, { recursive: true });
    writeFileSync(file, JSON.stringify(recorded));
    return recorded;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function makeSides(program: Program, directory: string): Checkout[] {
  const path = (side: Side) => join(directory, side);
  const checkout = (side: Side, other: Side): Checkout => ({
    ...{ side, directory: path(side), root: path(side), foreign: [path(other)] },
  });
  for (const side of ['baseline', 'candidate'] as const)
    cpSync(join(import.meta.dirname, 'programs', program.name), path(side), { recursive: true });
  return [checkout('baseline', 'candidate'), checkout('candidate', 'baseline')];
}

async function profileSides(
  checkouts: readonly Checkout[],
  directory: string,
  processes?: number,
): Promise<readonly RawProfile[]> {
  const raw = await profileBoth({
    spec: { kind: 'callable', target: 'benchmark.py:work' },
    measure: { max_time: 600, timeout: 120 },
    checkouts,
    benchmarksFrom: checkouts.at(-1)?.directory ?? directory,
    tool: 'cprofile',
    ...(processes !== undefined && { processes }),
    scratch: mkdtempSync(join(directory, 'scratch-')),
    signal: new AbortController().signal,
  });
  if (raw.failures[0] !== undefined) throw new Error(raw.failures[0].message);
  return raw.profiles.map(({ side, text }) => ({ side, text }));
}

/** Both sides in turn. */
function profilePlainly(directory: string, number: number): Recorded['plain'] {
  const taken: Record<Side, Record<string, number>[]> = { baseline: [], candidate: [] };
  for (let process = 0; process < PLAIN_PROCESSES; process++) {
    for (const side of ['baseline', 'candidate'] as const) {
      const text = execFileSync('python3', [join(import.meta.dirname, 'plain.py')], {
        cwd: join(directory, side),
        encoding: 'utf8',
        env: { ...globalThis.process.env, PYTHONHASHSEED: String(number), PYTHONDONTWRITEBYTECODE: '1' },
      });
      taken[side].push(JSON.parse(text));
    }
  }
  return taken;
}

/** What the unchanged program's functions cost, profiled. */
interface Costs {
  /** Seconds of a call of the benchmark, without a profiler and with it. */
  readonly unprofiled: number;
  readonly profiled: number;
  readonly functions: ReadonlyMap<
    string,
    { readonly calls: number; readonly own: number; readonly total: number }
  >;
}

const known = new Map<string, Promise<Costs>>();

function learn(program: Program, scratch: string): Promise<Costs> {
  const costs = known.get(program.name) ?? learnAnew(program, scratch);
  known.set(program.name, costs);
  return costs;
}

async function learnAnew(program: Program, scratch: string): Promise<Costs> {
  const file = join(scratch, `${program.name}-costs.json`);
  let raw: readonly RawProfile[];
  if (existsSync(file)) raw = JSON.parse(readFileSync(file, 'utf8'));
  else {
    const directory = mkdtempSync(join(tmpdir(), 'pacegate-culprits-'));
    raw = await profileSides(makeSides(program, directory).slice(1), directory, 2);
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(scratch, { recursive: true });
    writeFileSync(file, JSON.stringify(raw));
  }
  const profiles = raw.flatMap((each) => parseProfiles(each, program.name));
  const { functions, total } = findCulprits([], profiles);
  const [first] = profiles;
  return {
    unprofiled: Math.min(...profiles.map((each) => each.unprofiled ?? Number.POSITIVE_INFINITY)),
    profiled: total.candidate,
    functions: new Map(
      functions.map(({ function: name, own, calls }) => [
        shortName(name),
        { calls: calls?.candidate ?? 0, own: own.candidate, total: first ? totalOf(first, name) : 0 },
      ]),
    ),
  };
}

function totalOf({ functions, edges }: Profile, name: string): number {
  const place = functions.findIndex((each) => each.inside && each.name === name);
  return edges.filter(({ to }) => to === place).reduce((sum, { total }) => sum + total, 0);
}

/** A method's own name. */
export function shortName(name: string): string {
  return name.split('.').at(-1) ?? name;
}

/** Changes the candidate's file. */
function plant(
  { program, kind, percent, number }: Trial,
  costs: Costs,
  directory: string,
): Pick<Recorded, 'right' | 'change'> {
  const file = join(directory, program.file);
  const part = percent / 100;
  if (kind === 'identical') return { right: [], change: 0 };
  if (kind === 'calls') {
    const { caller, called, find, replace } = program.more;
    const source = readFileSync(file, 'utf8');
    if (!source.includes(find)) throw new Error(`${program.file} has no ${find}`);
    writeFileSync(
      file,
      source.replace(find, () => replace.replaceAll('PERCENT', String(percent))),
    );
    const more = (part * costOf(called, costs).total) / costs.profiled;
    return { right: [caller, called], change: more };
  }
  const [function_, seconds] = choose();
  const added = Number(
    execFileSync('python3', [join(import.meta.dirname, 'plant.py'), file, function_, kind, String(seconds)], {
      encoding: 'utf8',
    }),
  );
  if (kind === 'equivalent') return { right: [], change: 0 };
  return {
    right: [function_, 'settle'],
    change: (added * costOf(function_, costs).calls) / costs.unprofiled,
  };

  function choose(): [string, number] {
    if (kind === 'equivalent') return ['-', 0];
    if (kind === 'waiting' || kind === 'thread') {
      const { calls, total } = costOf(program.long, costs);
      return [program.long, (part * total) / calls];
    }
    const name = program.functions[number % program.functions.length] as string;
    const { calls, own } = costOf(name, costs);
    return [name, (part * own) / calls];
  }
}

function costOf(name: string, costs: Costs) {
  const found = costs.functions.get(name);
  if (found === undefined) throw new Error(`the profile has no function ${name}`);
  return found;
}
