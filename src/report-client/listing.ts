/** A table of many rows: filter by text and state, sort by column, open a row for what is behind it. */
import { element } from './dom.ts';

export interface Listing<Row> {
  /** Of the heading, and of the address that leads to it. */
  readonly id: string;
  readonly title: string;
  readonly noun: readonly [one: string, many: string];
  readonly rows: readonly Row[];
  readonly states: readonly {
    readonly state: string;
    readonly label: string;
    readonly icon: string;
    readonly count: number;
  }[];
  /** What the buttons of the states filter by, in words. */
  readonly filteredBy: string;
  readonly stateOf: (row: Row) => string;
  readonly nameOf: (row: Row) => string;
  /** What else the filter finds a row by. */
  readonly wordsOf: (row: Row) => string;
  /** What to sort by; null stays at the end. */
  readonly sizeOf: (row: Row) => number | null;
  readonly columns: readonly Column<Row>[];
  readonly details: (row: Row) => HTMLElement;
  readonly opensFirst: boolean;
}

export interface Column<Row> {
  /** `order`: as the rows come. `name`: what opens a row stands in this column, above its cell. */
  readonly key?: 'order' | 'name' | 'size';
  readonly title: string;
  readonly class: string;
  readonly cell: (row: Row) => readonly (Node | string)[];
}

type Key = NonNullable<Column<unknown>['key']>;

interface Entry<Row> {
  readonly row: Row;
  readonly index: number;
  readonly text: string;
  /** Made when the row is first shown. */
  shown?: { readonly line: HTMLTableRowElement; readonly button: HTMLButtonElement };
  details?: HTMLTableRowElement;
}

/** Rows that are put into the page at once; the others follow while the page already answers. */
const AT_ONCE = 60;

export function createListing<Row>(listing: Listing<Row>): HTMLElement {
  const { columns, noun } = listing;
  const body = element('tbody', { role: 'rowgroup' });
  const status = element('p', { role: 'status', class: 'count' });
  const entries: Entry<Row>[] = listing.rows.map((row, index) => ({
    row,
    index,
    text: `${listing.nameOf(row)}\n${listing.wordsOf(row)}`.toLowerCase(),
  }));
  let waiting: Entry<Row>[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const shown = { text: '', states: new Set<string>(), key: 'order' as Key, descending: false };

  const search = element('input', { type: 'search', id: 'filter', autocomplete: 'off', spellcheck: 'false' });
  const chips = listing.states.map(({ state, label, icon, count }) => {
    const chip = element('button', { type: 'button', class: `chip ${state}`, 'aria-pressed': 'false' }, [
      element('span', { 'aria-hidden': 'true' }, [`${icon} `]),
      `${label} ${count.toLocaleString('en')}`,
    ]);
    chip.addEventListener('click', () => {
      if (!shown.states.delete(state)) shown.states.add(state);
      chip.setAttribute('aria-pressed', String(shown.states.has(state)));
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
      shown.descending = shown.key === key ? !shown.descending : key === 'size';
      shown.key = key;
      update();
    });
    return heading;
  });

  function update(): void {
    const visible = entries
      .filter(
        ({ row, text }) =>
          text.includes(shown.text) && (shown.states.size === 0 || shown.states.has(listing.stateOf(row))),
      )
      .sort(comparing(listing, shown.key, shown.descending));
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
        ? `${entries.length.toLocaleString('en')} ${entries.length === 1 ? noun[0] : noun[1]}`
        : `${visible.length.toLocaleString('en')} of ${entries.length.toLocaleString('en')} ${noun[1]}`;
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

  function show(entry: Entry<Row>): NonNullable<Entry<Row>['shown']> {
    entry.shown ??= createLine(entry);
    return entry.shown;
  }

  function createLine(entry: Entry<Row>): NonNullable<Entry<Row>['shown']> {
    const { row } = entry;
    const button = element('button', { type: 'button', class: 'open', 'aria-expanded': 'false' }, [
      listing.nameOf(row),
    ]);
    const cells = columns.map(({ key, title, class: name, cell }) => {
      const content = key === 'name' ? [button, ...cell(row)] : cell(row);
      return element('td', { role: 'cell', class: name, 'data-title': title }, content);
    });
    const line = element('tr', { role: 'row', class: listing.stateOf(row) }, cells);
    button.addEventListener('click', () => toggle(entry));
    return { line, button };
  }

  function toggle(entry: Entry<Row>): void {
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
    cell.append(listing.details(entry.row));
  }

  update();
  // What is printed is all of it.
  addEventListener('beforeprint', () => append(waiting.length));
  const [first] = entries;
  if (first && listing.opensFirst) queueMicrotask(() => toggle(first));

  return element('section', { 'aria-labelledby': listing.id }, [
    element('h2', { id: listing.id }, [listing.title]),
    element('div', { class: 'tools' }, [
      element('label', { for: 'filter' }, ['Filter by name']),
      search,
      element(
        'div',
        { class: 'chips', role: 'group', 'aria-label': `Filter by ${listing.filteredBy}` },
        chips,
      ),
    ]),
    status,
    element('table', { class: 'budgets', role: 'table', 'aria-labelledby': listing.id }, [
      element('thead', { role: 'rowgroup' }, [element('tr', { role: 'row' }, headings)]),
      body,
    ]),
  ]);
}

function comparing<Row>({ nameOf, sizeOf }: Listing<Row>, key: Key, descending: boolean) {
  const direction = descending ? -1 : 1;
  const by = (a: Entry<Row>, b: Entry<Row>): number => {
    switch (key) {
      case 'order':
        return a.index - b.index;
      case 'name':
        return collator.compare(nameOf(a.row), nameOf(b.row));
      case 'size':
        return (sizeOf(a.row) ?? 0) - (sizeOf(b.row) ?? 0);
    }
  };
  return (a: Entry<Row>, b: Entry<Row>): number => {
    const without = (entry: Entry<Row>) => sizeOf(entry.row) === null;
    // What was not measured has no size: it stays at the end, whichever way the others are sorted.
    if (key === 'size' && without(a) !== without(b)) return without(a) ? 1 : -1;
    return direction * by(a, b) || a.index - b.index;
  };
}

const collator = new Intl.Collator('en', { numeric: true });
