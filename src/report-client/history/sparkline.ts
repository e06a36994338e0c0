/** A curve in a row of the overview. The row says the change in words. */
import type { Curve, Line } from '../../history/page/view.ts';
import { svg } from '../dom.ts';
import { whenSeen } from '../when-seen.ts';

const WIDTH = 180;
const HEIGHT = 30;
/** What differs by less than this looks flat: a curve of noise must not look like mountains. */
const LEAST_SPAN = 0.06;

export function drawSparkline(curve: Curve): SVGElement {
  const drawing = svg('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    class: 'sparkline',
    'aria-hidden': 'true',
  });
  whenSeen(drawing, () => {
    const line = curve.index ?? longest(curve);
    if (line) drawing.append(...draw(line, curve));
  });
  return drawing;
}

function longest({ values }: Curve): Line | undefined {
  return values.reduce<Line | undefined>(
    (best, line) => (line.session.length > (best?.session.length ?? 0) ? line : best),
    undefined,
  );
}

function draw({ session, value }: Line, { marks }: Curve): SVGElement[] {
  const first = session[0] ?? 0;
  const reach = Math.max(1, (session.at(-1) ?? 0) - first);
  const low = Math.min(...value);
  const high = Math.max(...value);
  const span = Math.max(high - low, Math.abs(high) * LEAST_SPAN || 1);
  const bottom = (low + high - span) / 2;
  const x = (at: number) => (3 + ((at - first) / reach) * (WIDTH - 6)).toFixed(1);
  const y = (of: number) => (HEIGHT - 3 - ((of - bottom) / span) * (HEIGHT - 6)).toFixed(1);
  const at = new Map(session.map((each, index) => [each, value[index] as number]));
  const points = session.map((each, index) => `${x(each)},${y(value[index] as number)}`);
  return [
    svg('polyline', { points: points.join(' ') }),
    ...marks.flatMap(({ session: marked, kind }) => {
      const of = at.get(marked);
      return of === undefined ? [] : [svg('circle', { cx: x(marked), cy: y(of), r: '2.5', class: kind })];
    }),
  ];
}
