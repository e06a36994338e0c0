/** What an opened curve shows: the plot, what is marked on it, and all of it in numbers. */
import type { Curve, HistoryView, Line, Mark } from '../../history/page/view.ts';
import { element } from '../dom.ts';
import { drawHistoryPlot } from './history-plot.ts';
import { describePoint, moment } from './history-words.ts';

const KINDS: Readonly<Record<Mark['kind'], string>> = {
  worse: '▲ got worse',
  better: '▼ got better',
  accepted: '◆ accepted',
};

export function createCurveDetails(view: HistoryView, curve: Curve): HTMLElement {
  const readout = element('p', { role: 'status', class: 'readout' });
  const figure = element('div', {
    class: 'history',
    tabindex: '0',
    role: 'group',
    'aria-label': `Curve of ${curve.name}, ${curve.metric}: the arrow keys go from commit to commit`,
  });
  const caption = element('p', { class: 'caption' });
  figure.append(caption);
  const choices = curve.index && curve.values.length > 0 ? (['index', 'values'] as const) : [];
  const show = (what: 'index' | 'values') => {
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.shows === what));
    figure.querySelector('div')?.remove();
    caption.replaceChildren(...captionOf(view, curve, what));
    readout.textContent = '';
    drawHistoryPlot({ figure, view, curve, what, say: (text) => readout.replaceChildren(text) });
  };
  const buttons = choices.map((what) => {
    const button = element('button', { type: 'button', class: 'chip', 'data-shows': what }, [
      what === 'index' ? 'Product of the measured changes' : 'Values, machine by machine',
    ]);
    button.addEventListener('click', () => show(what));
    return button;
  });
  requestAnimationFrame(() => show(curve.index ? 'index' : 'values'));
  return element('div', { class: 'opened curve' }, [
    element('div', {}, [
      ...(buttons.length > 0
        ? [element('div', { class: 'chips', role: 'group', 'aria-label': 'What is drawn' }, buttons)]
        : []),
      figure,
      readout,
    ]),
    element('div', {}, [...marksTable(view, curve), numbers(view, curve)]),
  ]);
}

function captionOf(view: HistoryView, curve: Curve, what: 'index' | 'values'): (Node | string)[] {
  if (what === 'index') {
    return [
      `${curve.metric}: product of the measured changes with its 95 % interval; ${curve.since}. `,
      'It does not depend on the machine.',
    ];
  }
  return [
    `${curve.metric} as measured on `,
    ...curve.values.flatMap(({ machine }, index) => [
      ...(index > 0 ? [', '] : []),
      element('span', { class: `key machine${index % 8}` }, [view.machines[machine] ?? '']),
    ]),
    '.',
  ];
}

function marksTable({ sessions }: HistoryView, { marks, name }: Curve): HTMLElement[] {
  if (marks.length === 0) return [element('p', {}, ['No change point, and nothing was accepted.'])];
  return [
    element('table', { class: 'differences' }, [
      element('caption', {}, [`Change points and accepted trade-offs of ${name}`]),
      element('thead', {}, [
        element(
          'tr',
          {},
          ['When (UTC)', 'Commit', 'What'].map((title) => element('th', { scope: 'col' }, [title])),
        ),
      ]),
      element(
        'tbody',
        {},
        [...marks]
          .reverse()
          .map(({ session, kind, text }) =>
            element('tr', {}, [
              element('td', {}, [moment(sessions.at[session] ?? 0)]),
              element('td', {}, [element('code', {}, [sessions.commit[session] ?? ''])]),
              element('td', {}, [element('span', { class: `mark ${kind}` }, [KINDS[kind]]), ` ${text}`]),
            ]),
          ),
      ),
    ]),
  ];
}

/** The plot's text alternative, made when it is opened. */
function numbers(view: HistoryView, curve: Curve): HTMLElement {
  const box = element('details', { class: 'numbers' }, [element('summary', {}, ['All points in words'])]);
  box.addEventListener(
    'toggle',
    () => {
      const lines: [Line, number | undefined][] = [
        ...(curve.index ? [[curve.index, undefined] as [Line, undefined]] : []),
        ...curve.values.map((line) => [line, line.machine] as [Line, number]),
      ];
      box.append(
        ...lines.map(([line, machine]) =>
          element(
            'ol',
            {},
            line.session.map((_, at) => element('li', {}, [describePoint(view, curve, line, at, machine)])),
          ),
        ),
      );
    },
    { once: true },
  );
  return box;
}
