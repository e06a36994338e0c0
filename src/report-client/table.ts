/** The table of all budgets of a report. */
import type { Row, View } from '../report/html/view.ts';
import { createDetails } from './details.ts';
import { element } from './dom.ts';
import { type Column, createListing } from './listing.ts';
import { drawBar, drawSilhouette } from './small-plots.ts';

export function createTable(view: View): HTMLElement {
  const [first] = view.rows;
  return createListing<Row>({
    id: 'budgets',
    title: 'Budgets',
    noun: ['budget', 'budgets'],
    rows: view.rows,
    states: view.statuses.map(({ status, ...rest }) => ({ state: status, ...rest })),
    filteredBy: 'verdict',
    stateOf: ({ status }) => status,
    nameOf: ({ benchmark }) => benchmark,
    wordsOf: ({ budget }) => budget,
    sizeOf: ({ size }) => size,
    columns: columnsOf(view),
    details: (row) => createDetails(view, row),
    // People would rather look than read: the first thing that does not hold is open.
    opensFirst: first !== undefined && first.status !== 'pass',
  });
}

const SIDES: Column<Row> = { title: 'Baseline → candidate', class: 'sides', cell: ({ sides }) => [sides] };

/** Where no row has another side, its column would be empty. */
function columnsOf({ rows, statuses, plots }: View): readonly Column<Row>[] {
  const compared = rows.some(({ sides }) => sides !== '');
  return [
    {
      key: 'order',
      title: 'Verdict',
      class: 'verdict',
      cell: ({ status }) => {
        const known = statuses.find((each) => each.status === status);
        return [element('span', { 'aria-hidden': 'true' }, [known?.icon ?? '']), ` ${known?.label ?? ''}`];
      },
    },
    {
      key: 'name',
      title: 'Benchmark',
      class: 'benchmark',
      cell: ({ budget }) => [element('code', { class: 'budget' }, [budget])],
    },
    ...(compared ? [SIDES] : []),
    {
      title: 'Distribution',
      class: 'distribution',
      cell: ({ plot }) => {
        const drawn = plot === undefined ? undefined : plots[plot];
        return drawn ? [drawSilhouette(drawn)] : [];
      },
    },
    {
      key: 'size',
      title: compared ? 'Change' : 'Measured',
      class: 'change',
      cell: ({ change, interval }) => [
        ...(change ? [element('strong', {}, [change])] : []),
        ...(interval ? [element('small', {}, [` (${interval})`])] : []),
      ],
    },
    { title: 'Against its budget', class: 'bar', cell: (row) => (row.bar ? [drawBar(row)] : []) },
  ];
}
