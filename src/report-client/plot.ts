/** The large plot: how often calls took how long, both sides on one axis. Drawn by uPlot. */
import uPlot from 'uplot';
import { type Axis, chooseAxis, quantile } from '../report/html/histogram.ts';
import type { Plot } from '../report/html/view.ts';
import { chooseScale, formatNumber, withUnit } from '../samples/numbers/quantity-format.ts';
import { colour, keepDrawn } from './keep-drawn.ts';

const HEIGHT = 220;
const POINTS = 160;

/** Draws into `figure`, and again when the page's width or colours change. */
export function drawPlot(figure: HTMLElement, plot: Plot): void {
  const axis = chooseAxis([plot.baseline ?? [], plot.candidate ?? []]);
  if (!axis) return;
  keepDrawn(figure, (holder, width) => new uPlot(options(plot, axis, width), curves(plot, axis), holder));
}

/** Both densities over one axis, the higher peak at 1. */
function curves({ baseline, candidate }: Plot, axis: Axis): uPlot.AlignedData {
  const margin = (axis.high - axis.low) * 0.1;
  const low = Math.max(axis.low - margin, axis.low > 0 ? 0 : -Infinity);
  const x = Array.from({ length: POINTS }, (_, index) => low + ((axis.high - low) * index) / (POINTS - 1));
  const densities = [baseline, candidate].map((side) => side && side.length > 0 && density(side, x, axis));
  const highest = Math.max(...densities.flatMap((side) => side || [0])) || 1;
  return [
    x,
    ...densities.map((side) => (side ? side.map((value) => value / highest) : x.map(() => null))),
  ] as uPlot.AlignedData;
}

/** A Gaussian kernel over the quantiles, with Silverman's bandwidth from their middle half. */
function density(quantiles: readonly number[], x: readonly number[], { low, high }: Axis): number[] {
  const middle = (quantile(quantiles, 0.75) - quantile(quantiles, 0.25)) / 1.34;
  const width = Math.max(0.9 * middle * quantiles.length ** -0.2, (high - low) / 150);
  return x.map(
    (at) =>
      quantiles.reduce((sum, value) => {
        const distance = (at - value) / width;
        return Math.abs(distance) > 5 ? sum : sum + Math.exp(-0.5 * distance * distance);
      }, 0) /
      (quantiles.length * width),
  );
}

function options(plot: Plot, axis: Axis, width: number): uPlot.Options {
  const scale = chooseScale([axis.high], plot.unit);
  const show = (value: number) => withUnit(formatNumber(value, scale), scale);
  const side = (label: string, name: string): uPlot.Series => ({
    label,
    stroke: colour(`--${name}`),
    fill: colour(`--${name}-fill`),
    width: 2,
    points: { show: false },
  });
  return {
    width,
    height: HEIGHT,
    scales: { x: { time: false }, y: { range: [0, 1.08] } },
    legend: { show: false },
    cursor: { show: false },
    series: [{}, side('baseline', 'baseline'), side('candidate', 'candidate')],
    axes: [
      {
        stroke: colour('--muted'),
        grid: { stroke: colour('--line') },
        ticks: { stroke: colour('--line') },
        space: 70,
        values: (_, values) => values.map(show),
      },
      { show: false },
    ],
    hooks: { draw: [(drawn) => drawMedians(drawn, plot)] },
  };
}

/** A line at each median: the shift between them is what a reader came to see. */
function drawMedians(drawn: uPlot, { baseline, candidate }: Plot): void {
  const { ctx, bbox } = drawn;
  const sides = [
    [baseline, '--baseline'],
    [candidate, '--candidate'],
  ] as const;
  ctx.save();
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  for (const [side, name] of sides) {
    if (!side || side.length === 0) continue;
    const x = Math.round(drawn.valToPos(quantile(side, 0.5), 'x', true));
    ctx.strokeStyle = colour(name);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
