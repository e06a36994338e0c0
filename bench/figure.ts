/** A figure that the project promises: measured in one run on one machine, where possible as a ratio. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: { readonly op: '<=' | '>='; readonly value: number };
  /** What was measured, in a few words. */
  readonly detail: string;
  /** Why the figure's own condition did not hold in this run, so that it says nothing either way. */
  readonly void?: string;
}

export function holds({ value, limit }: Figure): boolean {
  return limit.op === '<=' ? value <= limit.value : value >= limit.value;
}

export function renderFigure(figure: Figure): string {
  const { name, value, unit, limit, detail } = figure;
  const mark = holds(figure) ? 'holds ' : figure.void === undefined ? 'MISSED' : 'void  ';
  const why = mark === 'void  ' ? `; ${figure.void}` : '';
  return `${mark} ${name}: ${Number(value.toPrecision(3))} ${unit} (${limit.op} ${limit.value} ${unit}) – ${detail}${why}`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
