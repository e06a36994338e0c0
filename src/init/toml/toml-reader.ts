/** Reads the words of a TOML file, one after the other; what is no TOML is stepped over. */
import { STRINGS, unquote } from './toml-strings.ts';
import { isTable, type Table, type Toml } from './toml-values.ts';

/** A table that is being filled. */
export type Open = Record<string, Toml | undefined>;

export class Reader {
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

/** `a.b = value` */
export function assign(into: Open, reader: Reader): void {
  const keys = reader.keys();
  const last = keys.pop();
  reader.match(/[ \t]*/y);
  if (last === undefined || !reader.take('=')) return;
  reader.match(/[ \t]*/y);
  const value = reader.value();
  if (value !== undefined) table(into, keys)[last] = value;
}

/** The table at the end of these keys, made where it is not there. */
export function table(root: Open, keys: readonly string[]): Open {
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
