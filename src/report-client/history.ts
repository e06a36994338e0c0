/** The script of the history's page. Everything it shows comes out of the JSON in the page, and is set as text. */
import type { Curve, HistoryView, State } from '../history/page/view.ts';
import { element } from './dom.ts';
import { createCurveDetails } from './history/history-details.ts';
import { drawSparkline } from './history/sparkline.ts';
import { createListing } from './listing.ts';

const view = JSON.parse(document.getElementById('data')?.textContent ?? '{}') as HistoryView;

const ICONS: Readonly<Record<State, string>> = { worse: '▲', better: '▼', same: '=', unproven: '?' };

function header(): HTMLElement {
  const count = (state: State) => view.states.find((each) => each.state === state)?.count ?? 0;
  const words =
    view.curves.length === 0
      ? 'No history yet'
      : `${count('worse')} of ${view.curves.length} curves got worse, ${count('better')} better`;
  return element('header', { class: `banner ${count('worse') > 0 ? 'worse' : 'same'}` }, [
    element('p', { class: 'product' }, ['Pacegate history']),
    element('h1', {}, [words]),
    ...(view.curves.length === 0
      ? [
          element('p', {}, [
            'It grows with every push to the default branch, or with: pacegate run --save-baseline',
          ]),
        ]
      : [
          element('p', {}, [
            'A change is the product of what was measured commit by commit, both in turns on one machine, so it does not depend on which machine that was.',
          ]),
        ]),
    element(
      'dl',
      {},
      view.facts.flatMap(([label, text]) => [element('dt', {}, [label]), element('dd', {}, [text])]),
    ),
  ]);
}

function table(): HTMLElement {
  return createListing<Curve>({
    id: 'curves',
    title: 'Benchmarks',
    noun: ['curve', 'curves'],
    rows: view.curves,
    states: view.states.map((each) => ({ ...each, icon: ICONS[each.state] })),
    filteredBy: 'change',
    stateOf: ({ state }) => state,
    nameOf: ({ name }) => name,
    wordsOf: ({ metric }) => metric,
    sizeOf: ({ size }) => size,
    columns: [
      {
        key: 'order',
        title: 'Since the beginning',
        class: 'verdict',
        cell: ({ state }) => [
          element('span', { 'aria-hidden': 'true' }, [ICONS[state]]),
          ` ${view.states.find((each) => each.state === state)?.label ?? ''}`,
        ],
      },
      {
        key: 'name',
        title: 'Benchmark',
        class: 'benchmark',
        cell: ({ metric }) => [element('code', { class: 'budget' }, [metric])],
      },
      { title: 'Curve', class: 'curve', cell: (curve) => [drawSparkline(curve)] },
      {
        key: 'size',
        title: 'Change',
        class: 'change',
        cell: ({ change, interval, since }) => [
          ...(change ? [element('strong', {}, [change])] : []),
          ...(interval ? [element('small', {}, [` (${interval})`])] : []),
          ...(since ? [element('small', { class: 'since' }, [since])] : []),
        ],
      },
      { title: 'Latest', class: 'sides', cell: ({ latest }) => [latest] },
    ],
    details: (curve) => createCurveDetails(view, curve),
    opensFirst: true,
  });
}

document.body.replaceChildren(header(), element('main', {}, view.curves.length > 0 ? [table()] : []));
