/** The frames of a flame graph out of the numbers that the page holds, and what is said of each. */

import { type Flame, type FlameFunction, NODE_FIELDS } from '../../report/html/view.ts';
import { formatPercent } from '../../report/words/numbers.ts';
import { chooseScale, formatNumber, withUnit } from '../../samples/numbers/quantity-format.ts';

export type Side = 'baseline' | 'candidate';
export type Shown = Side | 'difference';

export interface Frame {
  /** Place among all frames; the call itself is -1. */
  readonly index: number;
  readonly entry: FlameFunction;
  readonly own: Readonly<Record<Side, number>>;
  /** With all that it calls. */
  readonly total: Record<Side, number>;
  readonly changed: boolean;
  readonly children: Frame[];
}

/** The call of the benchmark, with everything below it. */
export function readFrames({ functions, nodes }: Flame): Frame {
  const root = makeFrame(-1, ['one call', '', 'library'], 0, 0, false);
  const path = [root];
  const callers: Frame[] = [];
  const frames: Frame[] = [];
  for (let at = 0; at < nodes.length; at += NODE_FIELDS.length) {
    const [entry = 0, depth = 0, baseline = 0, candidate = 0, changed] = nodes.slice(
      at,
      at + NODE_FIELDS.length,
    );
    const frame = makeFrame(
      frames.length,
      functions[entry] ?? ['?', '', 'library'],
      baseline,
      candidate,
      changed === 1,
    );
    path.length = depth + 1;
    const caller = path[depth] ?? root;
    caller.children.push(frame);
    path.push(frame);
    frames.push(frame);
    callers.push(caller);
  }
  for (let at = frames.length - 1; at >= 0; at--) {
    const { total } = frames[at] as Frame;
    const above = (callers[at] as Frame).total;
    above.baseline += total.baseline;
    above.candidate += total.candidate;
  }
  return root;
}

function makeFrame(
  index: number,
  entry: FlameFunction,
  baseline: number,
  candidate: number,
  changed: boolean,
): Frame {
  const own = { baseline, candidate };
  return { index, entry, own, total: { ...own }, changed, children: [] };
}

/** What got dearer (above 0) or cheaper, without what the machine did meanwhile. */
export function growth({ own }: Pick<Frame, 'own'>, { drift }: Flame): number {
  return own.candidate / drift - own.baseline;
}

/** In the difference a frame is as wide as the dearer of both sides, so that what is gone still shows. */
export function widthOf({ own }: Frame, shown: Shown, { drift }: Flame): number {
  return shown === 'difference' ? Math.max(own.baseline, own.candidate / drift) : own[shown];
}

/** `search app.py:3: itself 15.0 → 21.2 ms (+41 %), with what it calls …; 30 % of the call. Changed in this pull request.` */
export function describe(frame: Frame, root: Frame, flame: Flame): string {
  const [name, place, kind] = frame.entry;
  const whole = root.total.candidate || root.total.baseline;
  const share = (frame.total.candidate || frame.total.baseline) / whole;
  const verdict = !flame.compared
    ? ''
    : frame.changed
      ? ` (${changeWords(frame, flame)})`
      : ' (no change beyond noise)';
  const touched = kind === 'changed' ? ' Changed in this pull request.' : '';
  return `${name}${place ? ` ${place}` : ''}: itself ${sides(frame.own, flame)}${verdict}, with what it calls ${sides(frame.total, flame)}, ${formatPercent(share)} of the call.${touched}`;
}

export function changeWords(frame: Pick<Frame, 'own'>, flame: Flame): string {
  const { baseline, candidate } = frame.own;
  if (baseline === 0) return 'new';
  if (candidate === 0) return 'gone';
  const change = growth(frame, flame) / baseline;
  return `${change < 0 ? '−' : '+'}${formatPercent(change)}`;
}

export function sides(cost: Readonly<Record<Side, number>>, { unit, compared }: Flame): string {
  const values = compared ? [cost.baseline, cost.candidate] : [cost.candidate];
  const scale = chooseScale(values, unit === 's' ? 's' : 'count');
  return withUnit(values.map((value) => formatNumber(value, scale)).join(' → '), scale);
}
