/** The programs that are slowed down, and where. */

export interface Program {
  readonly name: string;
  /** File with the functions, in the program's directory. */
  readonly file: string;
  /** Functions that are called often, taken in turn. */
  readonly functions: readonly string[];
  /** One that takes long enough with what it calls to wait in, or to start a thread. */
  readonly long: string;
  /** A caller that comes to call a function more often: `PERCENT` more. */
  readonly more: {
    readonly caller: string;
    readonly called: string;
    readonly find: string;
    readonly replace: string;
  };
}

export const PROGRAMS: readonly Program[] = [
  {
    name: 'compute',
    file: 'routes.py',
    functions: ['distance', 'find_nearest', 'untangle', 'describe_legs'],
    long: 'untangle',
    more: {
      caller: 'measure_all',
      called: 'distance',
      find: 'for there in stops]',
      replace: 'for there in stops + stops[: len(stops) * PERCENT // 100]]',
    },
  },
  {
    name: 'text',
    file: 'logs.py',
    functions: ['generalise', 'parse_line', 'keywords', 'parse_time'],
    long: 'group_by_pattern',
    more: {
      caller: 'group_by_pattern',
      called: 'generalise',
      find: '    return groups',
      replace:
        '    for entry in entries[: len(entries) * PERCENT // 100]:\n        generalise(entry["message"])\n    return groups',
    },
  },
  {
    name: 'web',
    file: 'shop.py',
    functions: ['matches', 'render_row', 'format_price', 'serialise'],
    long: 'show_list',
    more: {
      caller: 'show_list',
      called: 'render_row',
      find: '        return "200 OK", "text/html", page("Products"',
      replace:
        '        for product in found[: len(found) * PERCENT // 100]:\n            render_row(product)\n        return "200 OK", "text/html", page("Products"',
    },
  },
  {
    name: 'batch',
    file: 'ledger.py',
    functions: ['has_valid_digits', 'normalise', 'write_statement', 'read_payments'],
    long: 'book',
    more: {
      caller: 'close_day',
      called: 'find_fault',
      find: '    book(ledger, accepted)',
      replace:
        '    for row in rows[: len(rows) * PERCENT // 100]:\n        find_fault(row)\n    book(ledger, accepted)',
    },
  },
];

export const KINDS = [
  'own',
  'callee',
  'comprehension',
  'calls',
  'c',
  'waiting',
  'allocation',
  'thread',
] as const;
export type Kind = (typeof KINDS)[number];
export const PERCENTS = [8, 5, 30] as const;
/** Changes that change nothing. */
export const SAME = ['identical', 'equivalent'] as const;
export type Same = (typeof SAME)[number];
