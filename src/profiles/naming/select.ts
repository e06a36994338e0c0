/** Which of the functions that grew are told: those that stand above the noise and explain a part of the verdict's change. */

import type { Culprit } from '../../samples/culprit.ts';
import type { ProfileTool } from '../profile.ts';
import type { Evidence, Readings } from './evidence.ts';
import { callGrowth } from './evidence.ts';
import { findMoreCalls, type MoreCalls } from './more-calls.ts';
import type { Slowdown } from './silence.ts';
import { findThrough } from './through.ts';

interface Limits {
  /** Share of the whole profile below which a growth is not told where no verdict asks for its cause. */
  readonly points: number;
  /** Relative growth of the function below which it is taken for noise. */
  readonly change: number;
  readonly processes: number;
}

/** For py-spy and bytecodes they are set by hand, wide and narrow as those tools' noise is. */
export const LIMITS: Readonly<Record<ProfileTool, Limits>> = {
  cprofile: { points: 0.015, change: 0.03, processes: 2 },
  'py-spy': { points: 0.08, change: 0.1, processes: 2 },
  bytecodes: { points: 0.002, change: 0.001, processes: 1 },
};

/** Share of the whole profile that is asked for where too few functions could tell what the machine did. */
const UNCORRECTED_POINTS = 0.05;
/** What explains less of the verdict's change is no cause of it… */
const LEAST_PART = 0.1;
/** …nor are all causes together that leave most of it unexplained… */
const LEAST_TOGETHER = 1 / 3;
/** …and what makes up less of a call is none at all. */
const LEAST_POINTS = 0.003;
const MOST_CULPRITS = 5;

export interface Question {
  readonly tool: ProfileTool;
  /** What all functions cost before, in the profile's unit. */
  readonly sum: number;
  /** What a call cost before, without the profiler where that is known. */
  readonly call: number;
  /** The verdict that is to be explained, if there is one. */
  readonly slowdown: Slowdown | undefined;
}

export interface Selection {
  readonly culprits: readonly Culprit[];
  /** What is said where there is none. */
  readonly silence: 'noise' | 'too-small';
}

interface Finding {
  readonly evidence: Evidence;
  readonly more: MoreCalls | undefined;
  readonly waits: boolean;
  /** What it costs more in a call, by its own time, by waiting and by more calls. */
  readonly growth: number;
}

export function selectCulprits({ evidence, corrected }: Readings, question: Question): Selection {
  const { tool, sum, call, slowdown } = question;
  const more = new Map(findMoreCalls(evidence.map(({ row }) => row)).map((each) => [each.row, each]));
  const findings = evidence
    .map((each) => find(each, more.get(each.row), question))
    .filter(({ growth }) => growth > 0)
    .sort((a, b) => b.growth - a.growth || (a.evidence.row.key < b.evidence.row.key ? -1 : 1));
  const least = Math.max(
    slowdown === undefined
      ? LIMITS[tool].points * sum
      : Math.max(LEAST_POINTS, LEAST_PART * slowdown.low) * call,
    corrected || tool === 'bytecodes' ? 0 : UNCORRECTED_POINTS * sum,
  );
  const considerable = findings.filter(({ growth }) => growth >= least);
  const together = considerable.reduce((sum, { growth }) => sum + growth, 0);
  const explained = slowdown === undefined || together >= LEAST_TOGETHER * slowdown.low * call;
  return {
    culprits: (explained ? considerable : [])
      .slice(0, MOST_CULPRITS)
      .map((finding) => describe(finding, call))
      // A dependency that is another version now is the first suspect.
      .sort((a, b) => Number(isUpgraded(b)) - Number(isUpgraded(a))),
    silence: findings.some(({ growth }) => growth >= LEAST_POINTS * call) ? 'too-small' : 'noise',
  };
}

function find(evidence: Evidence, more: MoreCalls | undefined, { tool, sum, call }: Question): Finding {
  const { row, beyondCalls, noise, agreed, wait } = evidence;
  const grew = agreed && beyondCalls >= Math.max(LIMITS[tool].change, noise);
  const before = row.own.baseline > 0 ? row.own.baseline * callGrowth(row) : sum;
  // The profiler makes calls dearer, those that are told as well.
  const undistorted = Math.min(1, call / sum);
  const waits = wait.growth >= wait.noise;
  return {
    ...{ evidence, more, waits },
    growth: (grew ? beyondCalls * before : 0) + (waits ? wait.growth : 0) + (more?.cost ?? 0) * undistorted,
  };
}

function describe({ evidence, more, waits, growth }: Finding, call: number): Culprit {
  const { row, change } = evidence;
  const { name, file, line, calls, waited, movedFrom } = row;
  const through = findThrough(row);
  const by = more?.by;
  return {
    ...{ function: name, file, line, change, points: growth / call },
    ...(calls.candidate > 0 && (calls.baseline > 0 || row.own.baseline === 0) && { calls }),
    ...(by && { called_by: { function: by.name, file: by.file, line: by.line } }),
    ...(waits && { waits: waited }),
    ...(through && { through }),
    ...(movedFrom !== undefined && { moved_from: movedFrom }),
  };
}

function isUpgraded({ through }: Culprit): boolean {
  return through?.package?.before !== undefined;
}
