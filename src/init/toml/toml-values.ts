/** Values of a TOML file, and what is asked of them. */

export type Toml = string | number | boolean | readonly Toml[] | Table;
export interface Table {
  readonly [key: string]: Toml | undefined;
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
