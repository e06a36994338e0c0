/**
 * Reads what pyproject.toml and lock files say, for `init`. It takes more than TOML allows and never fails: a value that it
 * does not understand is left out, since a first budget file is only a proposal.
 */
import { STRINGS, unquote } from './toml-strings.ts';

export type Toml = string | number | boolean | readonly Toml[] | Table;
export interface Table {
  readonly [key: string]: Toml | undefined;
}
type Open = Record<string, Toml | undefined>;

export function parseToml(text: string): Table {
  const root: Open = Object.create(null);
  const reader = new Reader(text);
  let here = root;
  while (reader.skipBlank()) {
    if (reader.take('[[')) here = appended(root, reader.keys());
    else if (reader.take('[')) here = table(root, reader.keys());
    else assign(here, reader);
    reader.skipLine();
  }
  return root;
}

/** The value at the end of these keys, where it is a table. */
export function tableAt(table: Table, ...keys: readonly string[]): Table {
  let here: Toml | undefined = table;
  for (const key of keys) here = isTable(here) ? here[key] : undefined;
  return isTable(here) ? here : {};
}

export function textAt(table: Table, key: string): string | undefined {
  const value = table[key];
  return typeof value === 'string' ? value : undefined;
}

/** The texts of an array; what is in it besides is left out. */
export function textsIn(value: Toml | undefined): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

export function isTable(value: Toml | undefined): value is Table {
  return typeof value === 'object' && !Array.isArray(value);
}

class Reader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Over white space, ends of lines and comments; false at the end. */
  skipBlank(): boolean {
    this.match(/(?:\s|#[^\n]*)*/y);
    return this.at < this.text.length;
  }

  skipLine(): void {
    this.match(/[^\n]*/y);
  }

  take(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  /** `a."b.c".d` */
  keys(): string[] {
    const keys: string[] = [];
    do {
      this.match(/[ \t]*/y);
      const key = this.string() ?? this.match(/[\w-]+/y);
      if (key === undefined) break;
      keys.push(key);
      this.match(/[ \t]*/y);
    } while (this.take('.'));
    return keys;
  }

  value(): Toml | undefined {
    const text = this.string();
    if (text !== undefined) return text;
    if (this.take('[')) return this.array();
    if (this.take('{')) return this.inline();
    const word = this.match(/[\w.+:-]+/y) ?? '';
    if (word === 'true' || word === 'false') return word === 'true';
    const number = Number(word.replaceAll('_', ''));
    return word === '' ? undefined : Number.isNaN(number) ? word : number;
  }

  private array(): Toml[] {
    const items: Toml[] = [];
    while (this.skipBlank() && !this.take(']')) {
      const before = this.at;
      const item = this.value();
      if (item !== undefined) items.push(item);
      this.skipBlank();
      if (!this.take(',') && this.at === before) this.at++; // not TOML: on we go
    }
    return items;
  }

  private inline(): Table {
    const table: Open = Object.create(null);
    while (this.skipBlank() && !this.take('}')) {
      const before = this.at;
      assign(table, this);
      this.skipBlank();
      if (!this.take(',') && this.at === before) this.at++;
    }
    return table;
  }

  private string(): string | undefined {
    for (const pattern of STRINGS) {
      const found = this.match(pattern);
      if (found !== undefined) return unquote(found);
    }
    return undefined;
  }

  match(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }
}

function assign(into: Open, reader: Reader): void {
  const keys = reader.keys();
  const last = keys.pop();
  reader.match(/[ \t]*/y);
  if (last === undefined || !reader.take('=')) return;
  reader.match(/[ \t]*/y);
  const value = reader.value();
  if (value !== undefined) table(into, keys)[last] = value;
}

function table(root: Open, keys: readonly string[]): Open {
  let here = root;
  for (const key of keys) {
    const there = here[key];
    const inner = Array.isArray(there) ? there.at(-1) : there;
    if (isTable(inner)) here = inner as Open;
    else {
      const made: Open = Object.create(null);
      here[key] = made;
      here = made;
    }
  }
  return here;
}

function appended(root: Open, keys: readonly string[]): Open {
  const last = keys.at(-1) ?? '';
  const parent = table(root, keys.slice(0, -1));
  const list = Array.isArray(parent[last]) ? (parent[last] as Toml[]) : [];
  const made: Open = Object.create(null);
  list.push(made);
  parent[last] = list;
  return made;
}
