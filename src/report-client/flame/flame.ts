/** A flame graph with its tools: which side is shown, a search, what is said of a frame, and the same as a table. */

import type { Flame } from '../../report/html/view.ts';
import { formatPercent, plural } from '../../report/words/numbers.ts';
import { element } from '../dom.ts';
import { drawFlameChart, type FlameChart } from './flame-chart.ts';
import { readFrames, type Shown } from './flame-frames.ts';
import { createFunctionTable } from './flame-table.ts';

const SHOWN: readonly (readonly [shown: Shown, title: string])[] = [
  ['difference', 'Difference'],
  ['baseline', 'Baseline'],
  ['candidate', 'Candidate'],
];

const HINT = 'Click or Enter zooms in, Escape shows all again, arrow keys go from frame to frame.';

export function createFlame(flame: Flame): HTMLElement {
  const root = readFrames(flame);
  let shown: Shown = flame.compared ? 'difference' : 'candidate';
  let chart: FlameChart | undefined;
  const holder = element('div', { class: 'flame-holder' });
  const about = element('p', { class: 'about' }, [HINT]);
  const status = element('p', { role: 'status', class: 'count' });
  const search = element('input', {
    type: 'search',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'Find a function',
    'aria-label': `Find a function of ${flame.benchmark}`,
  });
  const reset = element('button', { type: 'button', class: 'chip' }, ['Show all']);
  const legend = element('p', { class: 'legend' });
  const figure = element('figure', { class: 'flame' }, [
    element('figcaption', {}, [`Where the time of ${flame.benchmark} goes`]),
    element('div', { class: 'tools' }, [...(flame.compared ? [choice()] : []), search, reset]),
    status,
    holder,
    about,
    legend,
    createFunctionTable(root, flame),
    ...flame.notes.map((note) => element('p', { class: 'note' }, [note])),
  ]);

  function draw(): void {
    if (!holder.isConnected) return;
    chart = drawFlameChart(flame, root, shown, Math.max(240, holder.clientWidth), (text) => {
      about.textContent = text;
    });
    holder.replaceChildren(chart.node);
    legend.replaceChildren(...legendOf(flame, shown));
    find();
  }

  function find(): void {
    const term = search.value.trim().toLowerCase();
    const result = chart?.search(term);
    status.textContent =
      term === '' || !result
        ? ''
        : `${plural(result.found, 'frame')}, ${formatPercent(result.share)} of the ${shown === 'difference' ? 'width' : 'time'}`;
  }

  function choice(): HTMLElement {
    const buttons = SHOWN.map(([each, title]) => {
      const button = element(
        'button',
        { type: 'button', class: 'chip', 'aria-pressed': String(each === shown) },
        [title],
      );
      button.addEventListener('click', () => {
        shown = each;
        for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
        draw();
      });
      return button;
    });
    return element('div', { class: 'chips', role: 'group', 'aria-label': 'What is drawn' }, buttons);
  }

  search.addEventListener('input', find);
  reset.addEventListener('click', () => chart?.showAll());
  keepWidth(holder, draw);
  return figure;
}

/** Draws when the holder has a width, and again when that changes. */
function keepWidth(holder: HTMLElement, draw: () => void): void {
  let width = 0;
  const resized = new ResizeObserver(() => {
    if (!holder.isConnected) return;
    if (Math.abs(holder.clientWidth - width) > 8) {
      width = holder.clientWidth;
      draw();
    }
  });
  resized.observe(holder);
}

function legendOf({ functions }: Flame, shown: Shown): HTMLElement[] {
  const keys =
    shown === 'difference'
      ? [
          ['more', 'takes more time of its own'],
          ['less', 'takes less'],
          ['noise', 'no change beyond noise'],
        ]
      : [
          ['frame', "the repository's code"],
          ['noise', 'libraries'],
        ];
  const touched = functions.some(([, , kind]) => kind === 'changed')
    ? [['touched', '● changed in this pull request']]
    : [];
  return [...keys, ...touched].map(([name = '', words = '']) =>
    element('span', { class: `flame-key ${name}` }, [words]),
  );
}
