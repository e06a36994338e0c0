/** Fitting a report into a limit: detail is given up in steps, what is broken last. */

/** How many of each kind are written out. What is left out is counted in the text, with the place where it stands. */
export interface Detail {
  /** Rows of broken budgets. */
  readonly broken: number;
  /** Rows of what was not measured, not comparable or not decided. */
  readonly open: number;
  /** Rows of exceeded warning levels, accepted trade-offs and improvements. */
  readonly minor: number;
  /** Rows of budgets that hold. */
  readonly held: number;
  /** Benchmarks of which it is said why they got slower. */
  readonly causes: number;
  /** Benchmarks whose scenario and wall time, and warnings whose text, is written out. */
  readonly notes: number;
  /** Budgets for which the lines that accept them are written out. */
  readonly recipes: number;
}

export const EVERYTHING: Detail = {
  broken: Infinity,
  open: Infinity,
  minor: Infinity,
  held: Infinity,
  causes: Infinity,
  notes: Infinity,
  recipes: Infinity,
};

/** Each step gives up a little more than the one before it. */
const STEPS: readonly Partial<Detail>[] = [
  { held: 200, recipes: 100 },
  { held: 50, notes: 50 },
  { held: 20, notes: 20 },
  { held: 0, notes: 10 },
  { recipes: 50 },
  { minor: 50, causes: 50, recipes: 10 },
  { minor: 20, causes: 20, recipes: 5 },
  { open: 100, minor: 10, notes: 5 },
  { open: 50, causes: 10, recipes: 3 },
  { broken: 200, open: 20, minor: 5 },
  { broken: 150, open: 10, causes: 5 },
  { broken: 100, recipes: 1 },
  { broken: 75, open: 5, minor: 2 },
  { broken: 50, notes: 2 },
  { broken: 25, open: 2, minor: 1, causes: 2 },
  { broken: 10, open: 1, causes: 1, notes: 1 },
  { broken: 5, minor: 0, notes: 0, recipes: 0 },
  { broken: 2 },
  { broken: 1, causes: 0 },
];

/**
 * GitHub's limit of 65,536 is said to be characters, and is counted in bytes in some places: the larger count decides.
 * A part of the limit is left to the marker that finds the comment again.
 */
const RESERVE = 536;

export function fitInto(limit: number, render: (detail: Detail) => string): string {
  const room = limit - RESERVE;
  let detail = EVERYTHING;
  let text = render(detail);
  for (const step of STEPS) {
    if (Buffer.byteLength(text) <= room) return text;
    detail = { ...detail, ...step };
    text = render(detail);
  }
  return text;
}
