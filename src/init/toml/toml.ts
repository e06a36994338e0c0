/**
 * Reads what pyproject.toml and lock files say, for `init`. It never fails: of a file that is no TOML nothing is known, since a
 * first budget file is only a proposal.
 */
import { parse, TomlError } from 'smol-toml';
import type { Table } from './toml-values.ts';

export function parseToml(text: string): Table {
  try {
    return parse(text) as Table;
  } catch (error) {
    if (error instanceof TomlError) return {};
    throw error;
  }
}
