/** What an opened row shows: the plot of both sides, the same in numbers, and everything that was said about it. */
import { chooseAxis, quantile } from '../report/histogram.ts';
import type { Plot, Row, View } from '../report/view.ts';
import { chooseScale, formatNumber, withUnit } from '../samples/quantity-format.ts';
import { element } from './dom.ts';
import { drawPlot } from './plot.ts';

export function createDetails(view: View, row: Row): HTMLElement {
  const plot = row.plot === undefined ? undefined : view.plots[row.plot];
  const remarks =
    row.remarks.length > 0
      ? [
          element(
            'ul',
            {},
            row.remarks.map((text) => element('li', {}, [text])),
          ),
        ]
      : [];
  if (!plot) return element('div', { class: 'opened' }, remarks);
  const beyond = chooseAxis([plot.baseline ?? [], plot.candidate ?? []])?.beyond ?? 0;
  const figure = element('figure', {}, [
    element('figcaption', {}, [
      plot.baseline && plot.candidate ? 'Wall time of single calls, ' : 'Wall time of single calls: ',
      ...(plot.baseline ? [element('span', { class: 'key baseline' }, ['baseline'])] : []),
      ...(plot.baseline && plot.candidate ? [' and '] : []),
      ...(plot.candidate ? [element('span', { class: 'key candidate' }, ['candidate'])] : []),
      ...(beyond > 0 ? [`; up to ${Math.round(beyond * 100)} % of the calls took longer than is drawn`] : []),
    ]),
  ]);
  const opened = element('div', { class: 'opened' }, [
    figure,
    element('div', {}, [quantileTable(plot), ...remarks]),
  ]);
  requestAnimationFrame(() => drawPlot(figure, plot));
  return opened;
}

const QUANTILES: readonly (readonly [string, number])[] = [
  ['fastest', 0],
  ['p25', 0.25],
  ['median', 0.5],
  ['p75', 0.75],
  ['p95', 0.95],
  ['slowest', 1],
];

/** The plot's text alternative. */
function quantileTable({ name, unit, baseline, candidate }: Plot): HTMLTableElement {
  const sides = [
    ['baseline', baseline],
    ['candidate', candidate],
  ].filter((side): side is [string, readonly number[]] => Array.isArray(side[1]) && side[1].length > 0);
  const both = sides.length === 2;
  const head = ['calls', ...sides.map(([title]) => title), ...(both ? ['change'] : [])];
  return element('table', { class: 'quantiles' }, [
    element('caption', {}, [`Distribution of ${name}`]),
    element('thead', {}, [
      element(
        'tr',
        {},
        head.map((title) => element('th', { scope: 'col' }, [title])),
      ),
    ]),
    element(
      'tbody',
      {},
      QUANTILES.map(([title, probability]) => {
        const values = sides.map(([, side]) => quantile(side, probability));
        const scale = chooseScale(values, unit);
        const [before = 0, after = 0] = values;
        return element('tr', {}, [
          element('th', { scope: 'row' }, [title]),
          ...values.map((value) => element('td', {}, [withUnit(formatNumber(value, scale), scale)])),
          ...(both ? [element('td', {}, [before > 0 ? signed(after / before - 1) : '–'])] : []),
        ]);
      }),
    ),
  ]);
}

function signed(share: number): string {
  const digits = Math.abs(share * 100).toFixed(1);
  return `${Number(digits) === 0 ? '±' : share < 0 ? '\u2212' : '+'}${digits} %`;
}
