/** The large curve of the history: uPlot draws the lines, the rest – releases, marks, keys – is ours. */
import uPlot from 'uplot';
import type { Curve, HistoryView, Line, Mark } from '../../history/page/view.ts';
import { colour, keepDrawn } from '../keep-drawn.ts';
import { describePoint, moment, quantityIn, signedPercent } from './history-words.ts';

const HEIGHT = 300;
/** What differs by less than this share looks flat. */
const LEAST_SPAN = 0.04;
const DASHES: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [10, 3, 2, 3]];

export interface HistoryPlot {
  readonly figure: HTMLElement;
  readonly view: HistoryView;
  readonly curve: Curve;
  readonly what: 'index' | 'values';
  /** Says the point that the pointer or the keys are at. */
  readonly say: (text: string) => void;
}

interface Drawn {
  readonly line: Line;
  readonly machine?: number;
}

export function drawHistoryPlot(plot: HistoryPlot): void {
  const { figure, view, curve, what, say } = plot;
  const lines: readonly Drawn[] =
    what === 'index' && curve.index
      ? [{ line: curve.index }]
      : curve.values.map((line) => ({ line, machine: line.machine }));
  const x = [...new Set(lines.flatMap(({ line }) => line.session))].sort((a, b) => a - b);
  if (x.length === 0) return;
  const place = new Map(x.map((session, index) => [session, index]));
  const data = alignedData(lines, x, place, view);
  let drawn: uPlot | undefined;
  keepDrawn(figure, (holder, width) => {
    drawn = new uPlot(options(plot, lines, x, width), data, holder);
    return drawn;
  });
  let at = x.length;
  figure.onkeydown = (event) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: x.length - 1 }[event.key];
    if (to === undefined || !drawn) return;
    event.preventDefault();
    at = Math.min(Math.max(to, 0), x.length - 1);
    drawn.setCursor({ left: drawn.valToPos((data[0] as number[])[at] as number, 'x'), top: 10 }, false);
    say(wordsAt(plot, lines, x[at] as number));
  };
}

/** x, and for each line its value and both ends of its interval. */
function alignedData(
  lines: readonly Drawn[],
  x: readonly number[],
  place: ReadonlyMap<number, number>,
  { sessions }: HistoryView,
): uPlot.AlignedData {
  const spread = (session: readonly number[], values: readonly (number | null)[]) => {
    const all = new Array<number | null>(x.length).fill(null);
    session.forEach((each, index) => {
      all[place.get(each) as number] = values[index] ?? null;
    });
    return all;
  };
  return [
    x.map((session) => sessions.at[session] as number),
    ...lines.flatMap(({ line }) =>
      [line.value, line.low, line.high].map((each) => spread(line.session, each)),
    ),
  ] as uPlot.AlignedData;
}

function wordsAt({ view, curve }: HistoryPlot, lines: readonly Drawn[], session: number): string {
  return lines
    .flatMap(({ line, machine }) => {
      const at = line.session.indexOf(session);
      return at < 0 ? [] : [describePoint(view, curve, line, at, machine)];
    })
    .join(' · ');
}

function options(
  plot: HistoryPlot,
  lines: readonly Drawn[],
  x: readonly number[],
  width: number,
): uPlot.Options {
  const { curve, what } = plot;
  const largest = Math.max(...lines.flatMap(({ line }) => line.value.map(Math.abs)));
  const show = what === 'index' ? signedPercent : quantityIn(curve.unit, largest);
  const axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1 },
  };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false } },
    scales: { y: { range: (_, low, high) => rangeOf(low, high, what) } },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
    axes: [
      { ...axis, space: 90, values: (_, times) => datesOf(times) },
      { ...axis, size: 70, values: (_, values) => values.map(show) },
    ],
    series: [
      {},
      ...lines.flatMap((_, index): uPlot.Series[] => {
        const name = what === 'index' ? '--candidate' : `--machine${index % 8}`;
        const hidden = () => ({ width: 0, points: { show: false }, spanGaps: true });
        return [
          {
            stroke: colour(name),
            width: 2,
            spanGaps: true,
            dash: what === 'index' ? [] : [...(DASHES[index % DASHES.length] ?? [])],
            points: { show: x.length < 120, size: 5 },
          },
          hidden(),
          hidden(),
        ];
      }),
    ],
    bands: lines.map((_, index) => ({
      series: [3 * index + 3, 3 * index + 2] as [number, number],
      fill: what === 'index' ? colour('--candidate-fill') : `${colour(`--machine${index % 8}`)}33`,
    })),
    hooks: {
      draw: [(drawn) => drawReleases(drawn, plot), (drawn) => drawMarks(drawn, plot, lines)],
      setCursor: [
        ({ cursor }) => {
          const session = x[cursor.idx ?? -1];
          if (session !== undefined && cursor.event) plot.say(wordsAt(plot, lines, session));
        },
      ],
    },
  };
}

/** Days as people write them everywhere; the time of day where a day has several ticks. */
function datesOf(times: readonly number[]): string[] {
  const [first = 0, second = first] = times;
  const [from, to] = second - first < 86_400 ? [5, 16] : [0, 10];
  return times.map((time) => moment(time).slice(from, to));
}

/** With where the index begins, and never so close that noise looks like mountains. */
function rangeOf(low: number, high: number, what: 'index' | 'values'): [number, number] {
  const [from, to] = what === 'index' ? [Math.min(low, 100), Math.max(high, 100)] : [low, high];
  const least = Math.max(Math.abs(to) * LEAST_SPAN, Number.MIN_VALUE);
  const missing = Math.max(0, least - (to - from)) / 2;
  const margin = (to - from) * 0.08 + missing;
  return [from - margin, to + margin];
}

function drawReleases(drawn: uPlot, { view }: HistoryPlot): void {
  const { ctx, bbox } = drawn;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour('--muted');
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([3 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.textAlign = 'left';
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  let free = bbox.left;
  for (const { at, name } of view.releases) {
    const x = Math.round(drawn.valToPos(at, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    // A name that would stand on the one before it is left out; the line stays.
    if (x < free) continue;
    ctx.fillText(name, x + 4 * devicePixelRatio, bbox.top + 11 * devicePixelRatio);
    free = x + ctx.measureText(name).width + 10 * devicePixelRatio;
  }
  ctx.restore();
}

function drawMarks(drawn: uPlot, { view, curve }: HistoryPlot, lines: readonly Drawn[]): void {
  const { ctx } = drawn;
  ctx.save();
  for (const { session, kind } of curve.marks) {
    const [found] = lines.flatMap(({ line }) => {
      const at = line.session.indexOf(session);
      return at < 0 ? [] : [line.value[at] as number];
    });
    if (found === undefined) continue;
    const x = drawn.valToPos(view.sessions.at[session] ?? 0, 'x', true);
    const y = drawn.valToPos(found, 'y', true);
    drawShape(ctx, kind, x, y, 6 * devicePixelRatio);
  }
  ctx.restore();
}

/** Each kind has a shape of its own, for those who do not see its colour. */
function drawShape(
  ctx: CanvasRenderingContext2D,
  kind: Mark['kind'],
  x: number,
  y: number,
  size: number,
): void {
  const corners = {
    worse: [
      [0, -1],
      [1, 0.8],
      [-1, 0.8],
    ],
    better: [
      [0, 1],
      [1, -0.8],
      [-1, -0.8],
    ],
    accepted: [
      [0, -1],
      [1, 0],
      [0, 1],
      [-1, 0],
    ],
  }[kind];
  ctx.fillStyle = colour({ worse: '--bad', better: '--good', accepted: '--fine' }[kind]);
  ctx.strokeStyle = colour('--back');
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.beginPath();
  for (const [dx = 0, dy = 0] of corners) ctx.lineTo(x + dx * size, y + dy * size);
  ctx.closePath();
  ctx.fill();
  ctx.stroke();
}
