/** The flame graph of one benchmark as report.html draws it: numbers, and names without anything that could steer a page. */
import type { ProfileComparison } from '../../profiles/culprits.ts';
import { buildFlameTree } from '../../profiles/flame-tree.ts';
import {
  functionKey,
  type Profile,
  type ProfiledFunction,
  type ProfileTool,
} from '../../profiles/profile.ts';
import { type Flame, type FlameFunction, NODE_FIELDS } from '../html/view.ts';
import { cleanName } from '../words/escape.ts';
import { formatSignedPercent } from '../words/numbers.ts';

export interface FlameRequest {
  readonly benchmark: string;
  readonly comparison: ProfileComparison;
  readonly baseline: readonly Profile[];
  readonly candidate: readonly Profile[];
  /** Whether the pull request changed a function of the repository, or a line of one. */
  readonly isChanged?: (code: Pick<ProfiledFunction, 'name' | 'file' | 'line' | 'end'>) => boolean;
}

/** Frames of all graphs of one page, and of one of them; and bytes of all of them, where names are long. */
const MOST_IN_A_PAGE = 60_000;
const MOST_IN_A_GRAPH = 20_000;
const MOST_BYTES = 4_000_000;

/** Relative change of a frame that has no colour yet, and how many times the functions' scatter it takes. */
const LEAST_CHANGE: Readonly<Record<ProfileTool, number>> = {
  cprofile: 0.03,
  'py-spy': 0.1,
  bytecodes: 0.001,
};
const SCATTERS = 3;

/** @param graphs how many share the page */
export function viewFlame(request: FlameRequest, graphs = 1): Flame {
  let most = Math.min(MOST_IN_A_GRAPH, Math.floor(MOST_IN_A_PAGE / graphs));
  for (;;) {
    const flame = viewFrames(request, most);
    const { length } = new TextEncoder().encode(JSON.stringify(flame));
    if (length <= MOST_BYTES / graphs || most <= 1) return flame;
    most = Math.floor(most / 2);
  }
}

function viewFrames(request: FlameRequest, most: number): Flame {
  const { benchmark, comparison, isChanged = () => false } = request;
  const compared = comparison.obstacle === undefined;
  const baseline = compared ? request.baseline : [];
  const culprits = new Set(
    comparison.culprits.map(({ file, function: name }) => functionKey({ file, name })),
  );
  const noise = {
    drift: comparison.drift,
    least: Math.max(LEAST_CHANGE[comparison.tool], SCATTERS * comparison.noise),
    isCulprit: (entry: ProfiledFunction) => culprits.has(functionKey(entry)),
  };
  const { functions, nodes } = buildFlameTree(baseline, request.candidate, noise, most);
  const used = new Map<number, number>();
  const shown: FlameFunction[] = [];
  const placeOf = (frame: number): number => {
    const known = used.get(frame);
    if (known !== undefined) return known;
    used.set(frame, shown.length);
    const entry = functions[frame] as ProfiledFunction;
    const kind = !entry.inside ? 'library' : isChanged(entry) ? 'changed' : 'project';
    return shown.push([cleanName(entry.name), `${cleanName(entry.file)}:${entry.line}`, kind]) - 1;
  };
  return {
    benchmark: cleanName(benchmark),
    unit: comparison.unit,
    compared,
    drift: comparison.drift,
    notes: notesOf(comparison, compared),
    functions: shown,
    nodes: nodes.flatMap(({ frame, depth, baseline, candidate, changed }): number[] => {
      const fields: Record<(typeof NODE_FIELDS)[number], number> = {
        function: placeOf(frame),
        depth,
        baseline: round(baseline),
        candidate: round(candidate),
        changed: changed ? 1 : 0,
      };
      return NODE_FIELDS.map((field) => fields[field]);
    }),
  };
}

function round(cost: number): number {
  return Number(cost.toPrecision(4));
}

function notesOf({ tool, drift }: ProfileComparison, compared: boolean): string[] {
  const notes: string[] = [];
  if (tool === 'cprofile') {
    notes.push(
      'CPU time of one call under the profiler, which makes functions that are called often dearer than they are. The profiler ' +
        'counts calls and not stacks: what several functions call is divided among them as they called it.',
    );
  } else if (tool === 'py-spy') notes.push('Wall time of one call, by samples.');
  else notes.push('Instructions of the interpreter for one call. Work done in C does not show.');
  if (compared) {
    notes.push(
      `Each side is the least disturbed of its profiles. ${formatSignedPercent(drift - 1)} of machine drift is divided out of the changes, ` +
        'and grey is what profiles of one side differ by among themselves.',
    );
  }
  return notes;
}
