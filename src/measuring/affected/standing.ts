/** What is known of a benchmark before anything is measured: why it has to be, or how it is known that it need not be. */
import type { Reason } from '../../affected/reason.ts';
import type { BenchmarkSpec } from '../../budgets/model.ts';
import type { Proof, Result } from '../../comparison/result.ts';
import { withReason } from '../../comparison/to-result.ts';
import { isFor } from '../../samples/names/sub-names.ts';
import type { Recording } from '../../samples/recording.ts';

/** What is known of one declared benchmark, or of one of a suite. */
export type Standing = {
  readonly spec: BenchmarkSpec;
  /** `NAME`, or each `NAME/SUB` that the cases of its parameters make. */
  readonly names: readonly string[];
  /** The candidate's, where it was recorded. */
  readonly recording?: Recording;
} & ({ readonly reasons: readonly Reason[] } | { readonly proof: Proof });

export function measuredFor(spec: BenchmarkSpec, reasons: readonly Reason[]): Standing {
  return { spec, names: [spec.name], reasons };
}

export function isMeasured(
  standing: Standing,
): standing is Standing & { readonly reasons: readonly Reason[] } {
  return 'reasons' in standing;
}

/** One result for each budget of a benchmark that a change cannot affect. */
export function unaffectedResults(standing: Standing): readonly Result[] {
  if (isMeasured(standing)) return [];
  const { spec, names, proof } = standing;
  return names.flatMap((benchmark) =>
    spec.budgets
      .filter((budget) => isFor(budget, benchmark, spec.name))
      .map(({ text, metric, better, severity, op, position }) =>
        withReason({
          benchmark,
          budget: text,
          metric,
          unit: null,
          better,
          severity,
          verdict: 'unaffected',
          op,
          ...(position && { position }),
          unaffected: proof,
          comparison: 'side-by-side',
        }),
      ),
  );
}
