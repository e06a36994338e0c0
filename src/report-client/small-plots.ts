/** The two small drawings of a row: both distributions, and the interval against its budget. */
import { binShares, chooseAxis } from '../report/html/histogram.ts';
import type { Plot, Row } from '../report/html/view.ts';
import { svg } from './dom.ts';
import { whenSeen } from './when-seen.ts';

const WIDTH = 120;
const HEIGHT = 28;
const BINS = 30;

/** Both sides as silhouettes on one axis, drawn when they are first seen. Its words are in the row's details. */
export function drawSilhouette(plot: Plot): SVGElement {
  const drawing = svg('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    class: 'silhouette',
    'aria-hidden': 'true',
  });
  whenSeen(drawing, () => {
    const sides = [plot.baseline ?? [], plot.candidate ?? []];
    const axis = chooseAxis(sides);
    if (!axis) return;
    const shares = sides.map((side) => (side.length > 0 ? smooth(binShares(side, axis, BINS)) : []));
    const highest = Math.max(...shares.flat());
    shares.forEach((side, index) => {
      if (side.length === 0) return;
      const points = side.map((share, bin) => {
        const x = ((bin + 0.5) / BINS) * WIDTH;
        return `${x.toFixed(1)},${(HEIGHT - 1 - (share / highest) * (HEIGHT - 3)).toFixed(1)}`;
      });
      const outline = `M0,${HEIGHT - 1}L${points.join('L')}L${WIDTH},${HEIGHT - 1}`;
      drawing.append(svg('path', { d: outline, class: index === 0 ? 'baseline' : 'candidate' }));
    });
  });
  return drawing;
}

/** A bin and its neighbours: quantiles are too few to draw every one of their corners. */
function smooth(shares: readonly number[]): number[] {
  return shares.map(
    (share, index) => (shares[index - 1] ?? 0) / 4 + share / 2 + (shares[index + 1] ?? 0) / 4,
  );
}

/** The limit stands at the same place in every row, so that a glance down the column finds what crosses it. */
const LIMIT = 80;
const UNCHANGED = 40;
const BAR_WIDTH = 130;

export function drawBar({ bar, change, interval, budget }: Row): SVGElement {
  if (!bar) return svg('svg', {});
  const place = (value: number) => {
    switch (bar.kind) {
      case 'absolute': // from zero at the left edge to the limit
        return value * LIMIT;
      case 'free': // no margin: the limit is where nothing changes, and 10 % fill the rest
        return LIMIT + value * 10 * (BAR_WIDTH - LIMIT);
      default:
        return UNCHANGED + value * (LIMIT - UNCHANGED);
    }
  };
  const inside = (x: number) => Math.min(Math.max(x, 3), BAR_WIDTH - 3);
  const low = inside(place(bar.low));
  const high = inside(place(bar.high));
  const beyond = place(bar.value) > BAR_WIDTH - 3;
  const middle = inside(place(bar.value));
  return svg(
    'svg',
    {
      viewBox: `0 0 ${BAR_WIDTH} ${HEIGHT}`,
      class: 'interval',
      role: 'img',
      'aria-label': `${change}, interval ${interval}, against ${budget}`,
    },
    [
      svg('rect', {
        x: String(LIMIT),
        y: '0',
        width: String(BAR_WIDTH - LIMIT),
        height: String(HEIGHT),
        class: 'over',
      }),
      ...(bar.kind === 'relative'
        ? [
            svg('line', {
              x1: String(UNCHANGED),
              x2: String(UNCHANGED),
              y1: '3',
              y2: '25',
              class: 'unchanged',
            }),
          ]
        : []),
      svg('line', { x1: String(LIMIT), x2: String(LIMIT), y1: '0', y2: String(HEIGHT), class: 'limit' }),
      svg('rect', {
        x: low.toFixed(1),
        y: '11',
        width: Math.max(2, high - low).toFixed(1),
        height: '6',
        rx: '2',
        class: 'range',
      }),
      beyond
        ? svg('path', { d: `M${BAR_WIDTH - 9},7L${BAR_WIDTH - 1},14L${BAR_WIDTH - 9},21Z`, class: 'value' })
        : svg('circle', { cx: middle.toFixed(1), cy: '14', r: '4', class: 'value' }),
    ],
  );
}
