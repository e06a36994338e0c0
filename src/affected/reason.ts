/** Why a benchmark has to be measured. Texts in it are untrusted: escape them wherever they are shown. */
export type Reason =
  /** What both sides have, and what differs between them or is on one side only. */
  | { readonly kind: Difference; readonly name: string; readonly more: number }
  /** What happened cannot be compared: `child`, `network`, `text-as-code`, … */
  | { readonly kind: 'unknown'; readonly what: string; readonly name: string }
  /** It may look at a file that differs between the sides, in a way that leaves no trace. */
  | { readonly kind: 'unseen-file'; readonly name: string; readonly more: number }
  /** The entry in the budget file differs, or the base has none. */
  | { readonly kind: 'definition' }
  | { readonly kind: 'own-files' | 'dataset'; readonly name: string; readonly more: number }
  /** Only a measurement can tell whether the budget holds: nothing says that it did before. */
  | { readonly kind: 'no-earlier-verdict' | 'demands-change' | 'watches-nothing'; readonly budget: string }
  | { readonly kind: 'no-budgets' | 'runner' | 'asked-for' }
  /** One side could not be called. */
  | { readonly kind: 'failed'; readonly side: 'baseline' | 'candidate'; readonly message: string };

export type Difference = 'code' | 'module' | 'text' | 'file' | 'directory' | 'package' | 'interpreter';
