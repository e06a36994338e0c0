/** Measures all wanted benchmarks of a suite, in as many processes as it takes: one that dies ends only what it was at. */
import type { Measured, ProcessOutcome } from '../../runners/runner.ts';
import { mergeCalibrations } from '../../runners/suites/suite.ts';
import { VANISHED } from '../collecting/vanished.ts';

/** What several processes of one side yielded, as if they had been one. */
export interface Gathered {
  add(outcome: ProcessOutcome): void;
  outcome(): ProcessOutcome;
}

export function gather(): Gathered {
  const measured: Measured[] = [];
  const warnings = new Set<string>();
  let rest: Omit<ProcessOutcome, 'measured' | 'warnings' | 'insideSeconds' | 'output'> = {};
  let insideSeconds = 0;
  let output = '';
  return {
    add(outcome) {
      measured.push(...outcome.measured);
      for (const warning of outcome.warnings ?? []) warnings.add(warning);
      insideSeconds += outcome.insideSeconds ?? 0;
      output = (output + (outcome.output ?? '')).slice(-OUTPUT_CHARACTERS);
      const { failure, calibration, members } = outcome;
      rest = {
        ...rest,
        ...(failure && rest.failure === undefined && { failure }),
        ...(members && rest.members === undefined && { members }),
        calibration: mergeCalibrations(rest.calibration, calibration),
      };
    },
    outcome: () => ({
      ...rest,
      measured: [...measured],
      insideSeconds,
      ...(warnings.size > 0 && { warnings: [...warnings] }),
      ...(output !== '' && { output }),
    }),
  };
}
const OUTPUT_CHARACTERS = 64 * 1024;

/**
 * Calls `once` until all that is wanted was told of: by all sides, or as failed by one. What one side alone measured of
 * a benchmark, because the other's process was gone, is dropped. `wanted` undefined: all that there is, as the first process
 * tells.
 */
export async function measureThrough(
  wanted: readonly string[] | undefined,
  once: (wanted: readonly string[] | undefined) => Promise<readonly ProcessOutcome[]>,
): Promise<readonly ProcessOutcome[]> {
  let rest = wanted;
  let all: Gathered[] | undefined;
  for (;;) {
    const outcomes = await once(rest);
    all ??= outcomes.map(gather);
    const expected: readonly string[] = rest ?? outcomes[0]?.members?.map(({ sub }) => sub) ?? [];
    const isTold = (name: string) =>
      outcomes.every((outcome) => entryOf(outcome, name)) ||
      outcomes.some((outcome) => entryOf(outcome, name)?.failure);
    const left = expected.filter((name) => !isTold(name));
    const stop =
      outcomes.some(({ failure }) => failure) || left.length === 0 || left.length === expected.length;
    outcomes.forEach((outcome, side) => {
      const isWanted = (sub: string) => (rest?.includes(sub) ?? true) && (stop || !left.includes(sub));
      const measured = outcome.measured.filter(({ sub = '' }) => isWanted(sub));
      all?.[side]?.add({ ...outcome, measured });
    });
    if (stop) {
      if (!outcomes.some(({ failure }) => failure)) {
        const vanished = left.map((sub): Measured => ({ sub, metrics: {}, failure: VANISHED }));
        for (const side of all) side.add({ measured: vanished });
      }
      return all.map((side) => side.outcome());
    }
    rest = left;
  }
}

function entryOf({ measured }: ProcessOutcome, name: string): Measured | undefined {
  return measured.find(({ sub }) => sub === name);
}
