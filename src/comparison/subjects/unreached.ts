/** Budgets that watch nothing, because no measured name belongs to their benchmark or fits their `only`. */

import type { BenchmarkSpec, Budget } from '../../budgets/model.ts';
import { quote } from '../../budgets/shape/words.ts';
import { renderProblem } from '../../errors.ts';
import type { Failure } from '../../samples/measurements.ts';
import { matchesGlob } from '../../samples/names/glob.ts';
import { nearest } from '../../samples/names/nearest.ts';

/** A declared budget that no measurement reached, or a declared benchmark without budgets (null). */
export interface Unreached {
  readonly spec: BenchmarkSpec;
  readonly budget: Budget | null;
  /** The measured names that belong to the benchmark, on either side. */
  readonly names: readonly string[];
}

const SHOWN = 3;

/**
 * Why each of them watches nothing, and what stands there instead, by declared name.
 *
 * @param measured every name that was measured, on either side: `NAME` or `NAME/SUB`
 */
export function explainUnreached(
  unreached: readonly Unreached[],
  measured: readonly string[],
): ReadonlyMap<string, readonly Failure[]> {
  const failures = new Map<string, Failure[]>();
  for (const { spec, budget, names } of unreached) {
    const own = failures.get(spec.name) ?? [];
    failures.set(spec.name, own);
    // Where nothing at all was measured, one sentence does for all its budgets.
    if (names.length === 0 && own.length > 0) continue;
    const position = names.length === 0 ? spec.position : (budget?.position ?? spec.position);
    const message =
      names.length === 0 || budget === null
        ? `nothing was measured for ${quote(spec.name)}${insteadOf(spec.name, measured)}`
        : `${quote(budget.text)} watches nothing: ${whyNot(spec.name, budget.only ?? '', names)}`;
    own.push({
      code: 'absent',
      message: position ? renderProblem({ severity: 'error', position, message }) : message,
      hint: HINT,
    });
  }
  return failures;
}

const HINT = 'Correct the name, or remove the budget of what is gone.';

function insteadOf(name: string, measured: readonly string[]): string {
  const near = nearest(name, measured) ?? measured.find((other) => other.endsWith(`/${name}`));
  if (near !== undefined) return `; did you mean ${quote(near)}?`;
  return measured.length === 0 ? '' : `; there is ${list(measured)}`;
}

function whyNot(name: string, only: string, names: readonly string[]): string {
  const subs = names.filter((each) => each !== name).map((each) => each.slice(name.length + 1));
  const pattern = `\`only\` is ${quote(only)}`;
  if (subs.length === 0) return `${pattern}, and ${quote(name)} has no sub-benchmarks; remove \`only\``;
  const near = nearest(only, subs) ?? subs.find((sub) => matchesGlob(`*${only}*`, sub));
  return near === undefined
    ? `${pattern}, and the sub-benchmarks of ${quote(name)} are ${list(subs)}`
    : `${pattern}, which fits no sub-benchmark of ${quote(name)}; did you mean ${quote(patternFor(only, near))}?`;
}

function list(names: readonly string[]): string {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `${names.slice(0, SHOWN).map(quote).join(', ')}${more}`;
}

/** A pattern must match the whole name: a part of it needs stars. */
function patternFor(only: string, name: string): string {
  return name.includes(only) ? `*${only}*` : name;
}
