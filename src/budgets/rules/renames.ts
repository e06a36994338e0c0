/** `renamed_from`: a benchmark keeps the history of the name that it had. */

import type { Problem } from '../../errors.ts';
import { nearest } from '../../samples/names/nearest.ts';
import type { Renames } from '../../samples/names/renames.ts';
import type { BenchmarkSpec } from '../model.ts';
import { quote } from '../shape/words.ts';
import { type Finding, findingAt, textOf } from '../yaml/finding.ts';
import { childOf, type Entry } from '../yaml/tree.ts';

export function renameRules({ key, value }: Entry, all: readonly Entry[]): Finding[] {
  const node = textOf(childOf(value, 'renamed_from'));
  const old = node?.value.trim();
  if (node === undefined || old === undefined || old === '') return [];
  if (old === key)
    return [findingAt(node, `${quote(key)} is its name now; write the name that it had before`)];
  if (all.some((other) => other.key === old)) {
    return [
      findingAt(
        node,
        `${quote(old)} is still a benchmark of this file, so its history is its own; remove it, or write the name that ${quote(key)} had`,
      ),
    ];
  }
  const first = all.find((other) => textOf(childOf(other.value, 'renamed_from'))?.value.trim() === old);
  return first === undefined || first.key === key
    ? []
    : [
        findingAt(
          node,
          `${quote(old)} has become ${quote(first.key)} above; a history goes to one benchmark only`,
        ),
      ];
}

export function renamesOf(benchmarks: readonly BenchmarkSpec[]): Renames {
  return new Map(
    benchmarks.flatMap(({ name, renamed_from }) => (renamed_from ? [[renamed_from.name, name]] : [])),
  );
}

/** Names that were never those of a benchmark: `base`, an earlier version of the file, has neither them nor the new ones. */
export function unknownRenames(
  benchmarks: readonly BenchmarkSpec[],
  base: readonly BenchmarkSpec[],
): Problem[] {
  const names = base.map(({ name }) => name);
  return benchmarks.flatMap(({ name, renamed_from }): Problem[] => {
    if (!renamed_from || names.includes(name) || names.includes(renamed_from.name)) return [];
    const near = nearest(renamed_from.name, names);
    const advice = near === undefined ? '' : `; did you mean ${quote(near)}?`;
    const message = `the base's budget file has no benchmark ${quote(renamed_from.name)}${advice}`;
    return [{ severity: 'error', position: renamed_from.position, message }];
  });
}
