/** What an opened row shows: the plot of both sides, the same in numbers, and everything that was said about it. */
import { chooseAxis, quantile } from '../report/html/histogram.ts';
import type { Plot, Row, View } from '../report/html/view.ts';
import { chooseScale, formatNumber, withUnit } from '../samples/numbers/quantity-format.ts';
import { element } from './dom.ts';
import { createFlame } from './flame/flame.ts';
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
  const flame = row.flame === undefined ? undefined : view.flames[row.flame];
  const profile = flame ? [createFlame(flame)] : [];
  if (!plot) return element('div', { class: 'opened' }, [...remarks, ...profile]);
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
    ...profile,
  ]);
  requestAnimationFrame(() => drawPlot(figure, plot));
  return opened;
}

const QUANTILES: readonly (readonly [title: string, probability: number, exact?: 'median' | 'p95'])[] = [
  ['fastest', 0],
  ['p25', 0.25],
  ['median', 0.5, 'median'],
  ['p75', 0.75],
  ['p95', 0.95, 'p95'],
  ['slowest', 1],
];

/** The plot's text alternative. Without a change: what was judged is another number, and has an interval. */
function quantileTable(plot: Plot): HTMLTableElement {
  const sides = (['baseline', 'candidate'] as const).flatMap((title) => {
    const quantiles = plot[title];
    return quantiles && quantiles.length > 0 ? [{ title, quantiles, measured: plot.measured?.[title] }] : [];
  });
  const head = ['calls', ...sides.map(({ title }) => title)];
  return element('table', { class: 'quantiles' }, [
    element('caption', {}, [`Wall time of ${plot.name} as measured, interference included`]),
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
      QUANTILES.map(([title, probability, exact]) => {
        const values = sides.map(
          ({ quantiles, measured }) => (exact && measured?.[exact]) ?? quantile(quantiles, probability),
        );
        const scale = chooseScale(values, plot.unit);
        return element('tr', {}, [
          element('th', { scope: 'row' }, [title]),
          ...values.map((value) => element('td', {}, [withUnit(formatNumber(value, scale), scale)])),
        ]);
      }),
    ),
  ]);
}
