/** The table of all budgets: filter by text and verdict, sort by column, open a row for its plot. */
import type { Row, View } from '../report/view.ts';
import { createDetails } from './details.ts';
import { element } from './dom.ts';
import { drawBar, drawSilhouette } from './small-plots.ts';

interface Entry {
  readonly row: Row;
  readonly index: number;
  readonly text: string;
  /** Made when the row is first shown. */
  shown?: { readonly line: HTMLTableRowElement; readonly button: HTMLButtonElement };
  details?: HTMLTableRowElement;
}

/** Rows that are put into the page at once; the others follow while the page already answers. */
const AT_ONCE = 60;

type Key = 'verdict' | 'benchmark' | 'change';

interface Column {
  readonly key?: Key;
  readonly title: string;
  readonly class: string;
  readonly cell: (row: Row, view: View) => readonly (Node | string)[];
}

const SIDES: Column = { title: 'Baseline → candidate', class: 'sides', cell: ({ sides }) => [sides] };

/** Where no row has another side, its column would be empty. */
function columnsOf({ rows }: View): readonly Column[] {
  const compared = rows.some(({ sides }) => sides !== '');
  return [
    {
      key: 'verdict',
      title: 'Verdict',
      class: 'verdict',
      cell: ({ status }, { statuses }) => {
        const known = statuses.find((each) => each.status === status);
        return [element('span', { 'aria-hidden': 'true' }, [known?.icon ?? '']), ` ${known?.label ?? ''}`];
      },
    },
    {
      key: 'benchmark',
      title: 'Benchmark',
      class: 'benchmark',
      cell: ({ budget }) => [element('code', { class: 'budget' }, [budget])],
    },
    ...(compared ? [SIDES] : []),
    {
      title: 'Distribution',
      class: 'distribution',
      cell: ({ plot }, { plots }) => {
        const drawn = plot === undefined ? undefined : plots[plot];
        return drawn ? [drawSilhouette(drawn)] : [];
      },
    },
    {
      key: 'change',
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

export function createTable(view: View): HTMLElement {
  const columns = columnsOf(view);
  const body = element('tbody', { role: 'rowgroup' });
  const status = element('p', { role: 'status', class: 'count' });
  const entries: Entry[] = view.rows.map((row, index) => ({
    row,
    index,
    text: `${row.benchmark}\n${row.budget}`.toLowerCase(),
  }));
  let waiting: Entry[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const shown = { text: '', statuses: new Set<string>(), key: 'verdict' as Key, descending: false };

  const search = element('input', { type: 'search', id: 'filter', autocomplete: 'off', spellcheck: 'false' });
  const chips = view.statuses.map(({ status: name, label, icon, count }) => {
    const chip = element('button', { type: 'button', class: `chip ${name}`, 'aria-pressed': 'false' }, [
      element('span', { 'aria-hidden': 'true' }, [`${icon} `]),
      `${label} ${count.toLocaleString('en')}`,
    ]);
    chip.addEventListener('click', () => {
      if (!shown.statuses.delete(name)) shown.statuses.add(name);
      chip.setAttribute('aria-pressed', String(shown.statuses.has(name)));
      update();
    });
    return chip;
  });
  search.addEventListener('input', () => {
    shown.text = search.value.trim().toLowerCase();
    update();
  });

  const headings = columns.map(({ key, title, class: name }) => {
    const heading = element('th', { scope: 'col', role: 'columnheader', class: name }, key ? [] : [title]);
    if (key === undefined) return heading;
    const button = element('button', { type: 'button', class: 'sort' }, [title]);
    heading.append(button);
    heading.dataset.key = key;
    button.addEventListener('click', () => {
      shown.descending = shown.key === key ? !shown.descending : key === 'change';
      shown.key = key;
      update();
    });
    return heading;
  });

  function update(): void {
    const visible = entries
      .filter(
        ({ row, text }) =>
          text.includes(shown.text) && (shown.statuses.size === 0 || shown.statuses.has(row.status)),
      )
      .sort(comparing(shown.key, shown.descending));
    for (const heading of headings) {
      if (heading.dataset.key === undefined) continue;
      const active = heading.dataset.key === shown.key;
      heading.setAttribute('aria-sort', active ? (shown.descending ? 'descending' : 'ascending') : 'none');
    }
    clearTimeout(timer);
    body.replaceChildren();
    waiting = visible;
    append(AT_ONCE);
    status.textContent =
      visible.length === entries.length
        ? `${entries.length.toLocaleString('en')} ${entries.length === 1 ? 'budget' : 'budgets'}`
        : `${visible.length.toLocaleString('en')} of ${entries.length.toLocaleString('en')} budgets`;
  }

  function append(count: number): void {
    const next = waiting.slice(0, count);
    waiting = waiting.slice(count);
    body.append(
      ...next.flatMap((entry) => (entry.details ? [show(entry).line, entry.details] : [show(entry).line])),
    );
    // More each time: every batch makes the browser lay the whole table out again.
    timer = waiting.length > 0 ? setTimeout(() => append(2 * count)) : undefined;
  }

  function show(entry: Entry): NonNullable<Entry['shown']> {
    entry.shown ??= createLine(view, entry);
    return entry.shown;
  }

  function createLine(all: View, entry: Entry): NonNullable<Entry['shown']> {
    const { row } = entry;
    const button = element('button', { type: 'button', class: 'open', 'aria-expanded': 'false' }, [
      row.benchmark,
    ]);
    const cells = columns.map(({ key, title, class: name, cell }) => {
      const content = key === 'benchmark' ? [button, ...cell(row, all)] : cell(row, all);
      return element('td', { role: 'cell', class: name, 'data-title': title }, content);
    });
    const line = element('tr', { role: 'row', class: row.status }, cells);
    button.addEventListener('click', () => toggle(all, entry));
    return { line, button };
  }

  function toggle(all: View, entry: Entry): void {
    const open = entry.details === undefined;
    const { line, button } = show(entry);
    button.setAttribute('aria-expanded', String(open));
    if (!open) {
      entry.details?.remove();
      delete entry.details;
      return;
    }
    const cell = element('td', { role: 'cell', colspan: String(columns.length) });
    entry.details = element('tr', { role: 'row', class: 'details' }, [cell]);
    line.after(entry.details);
    // The plot takes its width from the page, so the cell has to stand in it first.
    cell.append(createDetails(all, entry.row));
  }

  update();
  // What is printed is all of it.
  addEventListener('beforeprint', () => append(waiting.length));
  const [first] = entries;
  // People would rather look than read: the first thing that does not hold is open.
  if (first && first.row.status !== 'pass') queueMicrotask(() => toggle(view, first));

  return element('section', { 'aria-labelledby': 'budgets' }, [
    element('h2', { id: 'budgets' }, ['Budgets']),
    element('div', { class: 'tools' }, [
      element('label', { for: 'filter' }, ['Filter by name']),
      search,
      element('div', { class: 'chips', role: 'group', 'aria-label': 'Filter by verdict' }, chips),
    ]),
    status,
    element('table', { class: 'budgets', role: 'table', 'aria-labelledby': 'budgets' }, [
      element('thead', { role: 'rowgroup' }, [element('tr', { role: 'row' }, headings)]),
      body,
    ]),
  ]);
}

function comparing(key: Key, descending: boolean): (a: Entry, b: Entry) => number {
  const direction = descending ? -1 : 1;
  const by = (a: Entry, b: Entry): number => {
    switch (key) {
      case 'verdict': // the order in which they come
        return a.index - b.index;
      case 'benchmark':
        return compare(a.row.benchmark, b.row.benchmark);
      case 'change':
        return (a.row.size ?? 0) - (b.row.size ?? 0);
    }
  };
  return (a, b) => {
    // What was not measured has no size: it stays at the end, whichever way the others are sorted.
    if (key === 'change' && (a.row.size === null) !== (b.row.size === null))
      return a.row.size === null ? 1 : -1;
    return direction * by(a, b) || a.index - b.index;
  };
}

const collator = new Intl.Collator('en', { numeric: true });

function compare(a: string, b: string): number {
  return collator.compare(a, b);
}
