/** What a flame graph shows, function by function: for whoever would rather read than look. */
import type { Flame, FlameFunction } from '../../report/html/view.ts';
import { element } from '../dom.ts';
import { changeWords, type Frame, growth, type Side, sides } from './flame-frames.ts';

const ROWS = 30;

/** Filled when it is opened. */
export function createFunctionTable(root: Frame, flame: Flame): HTMLElement {
  const details = element('details', {}, [element('summary', {}, ['As a table'])]);
  details.addEventListener('toggle', () => details.append(makeTable(sumByFunction(root), flame)), {
    once: true,
  });
  return details;
}

interface Sum {
  readonly entry: FlameFunction;
  readonly own: Record<Side, number>;
  changed: boolean;
}

function sumByFunction(root: Frame): Sum[] {
  const sums = new Map<FlameFunction, Sum>();
  const visit = ({ entry, own, changed, children }: Frame) => {
    const sum = sums.get(entry) ?? { entry, own: { baseline: 0, candidate: 0 }, changed: false };
    sums.set(entry, sum);
    sum.own.baseline += own.baseline;
    sum.own.candidate += own.candidate;
    sum.changed ||= changed;
    for (const child of children) visit(child);
  };
  for (const child of root.children) visit(child);
  return [...sums.values()];
}

function makeTable(sums: readonly Sum[], flame: Flame): HTMLTableElement {
  const size = (sum: Sum) => (flame.compared ? Math.abs(growth(sum, flame)) : sum.own.candidate);
  const rows = [...sums]
    .sort((a, b) => Number(b.changed) - Number(a.changed) || size(b) - size(a))
    .slice(0, ROWS);
  const head = ['Function', 'Where', 'Itself', ...(flame.compared ? ['Change'] : [])];
  return element('table', { class: 'quantiles' }, [
    element('caption', {}, [
      `${flame.compared ? 'What changed most' : 'What takes most'} in ${flame.benchmark}, at most ${ROWS} functions`,
    ]),
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
      rows.map((sum) =>
        element('tr', {}, [
          element('th', { scope: 'row' }, [sum.entry[0]]),
          element('td', {}, [sum.entry[1]]),
          element('td', {}, [sides(sum.own, flame)]),
          ...(flame.compared ? [element('td', {}, [sum.changed ? changeWords(sum, flame) : 'noise'])] : []),
        ]),
      ),
    ),
  ]);
}
