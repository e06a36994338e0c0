/** After measuring: budgets that watch nothing, because their benchmark or their `only` matched no measured name. */
import type { Position, Problem } from '../errors.ts';
import { nearest } from '../samples/nearest.ts';
import { matchesGlob } from './glob.ts';
import type { BenchmarkSpec, BudgetFile } from './model.ts';
import { quote } from './words.ts';

/** @param names of what was measured, on either side: `NAME` or `NAME/SUB` */
export function unmatchedBudgets(file: BudgetFile, names: readonly string[]): Problem[] {
  const start: Position = { file: file.file, line: 1, column: 1 };
  const measured = new Map<BenchmarkSpec, string[]>(file.benchmarks.map((spec) => [spec, []]));
  for (const name of names) {
    const spec = declaredFor(name, file.benchmarks);
    if (spec !== undefined) measured.get(spec)?.push(name);
  }
  return [...measured].flatMap(([spec, found]): Problem[] => {
    if (found.length === 0) {
      const message = `nothing was measured for ${quote(spec.name)}, so its budgets watch nothing`;
      return [{ severity: 'error', position: spec.position ?? start, message }];
    }
    const subs = found.filter((name) => name !== spec.name).map((name) => name.slice(spec.name.length + 1));
    return spec.budgets.flatMap(({ only, text, position }): Problem[] => {
      if (only === undefined || subs.some((sub) => matchesGlob(only, sub))) return [];
      const message = `${quote(text)} watches nothing: \`only: ${only}\` ${advice(spec.name, only, subs)}`;
      return [{ severity: 'error', position: position ?? spec.position ?? start, message }];
    });
  });
}

function advice(name: string, only: string, subs: readonly string[]): string {
  if (subs.length === 0) return `selects sub-benchmarks, and ${quote(name)} has none; remove it`;
  const near = nearest(only, subs) ?? subs.find((sub) => matchesGlob(`*${only}*`, sub));
  const shown = subs.slice(0, 3).map(quote).join(', ');
  const more = subs.length > 3 ? ` and ${subs.length - 3} more` : '';
  return near === undefined
    ? `matches none of ${shown}${more}`
    : `matches no sub-benchmark of ${quote(name)}; did you mean ${quote(patternFor(only, near))}?`;
}

/** A pattern must match the whole name: a part of it needs stars. */
function patternFor(only: string, name: string): string {
  return name.includes(only) ? `*${only}*` : name;
}

/** As in comparison: the longest declared name that the measured one begins with. */
function declaredFor(name: string, specs: readonly BenchmarkSpec[]): BenchmarkSpec | undefined {
  return specs
    .filter((spec) => name === spec.name || name.startsWith(`${spec.name}/`))
    .reduce<BenchmarkSpec | undefined>(
      (best, spec) => (best === undefined || spec.name.length > best.name.length ? spec : best),
      undefined,
    );
}
