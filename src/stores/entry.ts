/**
 * The file format of stored baselines, shared by all stores: `pacegate/baseline-entry`, version 1.
 *
 * An entry is one session on one environment: the compacted measurements of the candidate and, for the history, one
 * row for each judged budget. It is JSON that people can read, one run a line:
 *
 *     { "format": "pacegate/baseline-entry", "version": 1, "commit": "…", "created": "2026-11-22T13:00:00Z",
 *       "environmentKey": "cpython-3.11.7-linux-x86_64-epyc-7763-2c-1a2b3c4d", "verdict": "pass", "thinned": true,
 *       "measurements": { "format": "pacegate/measurements", … }, "history": [ … ] }
 *
 * A session too large for one file of `FILE_LIMIT` bytes is split: the head says `"parts": 3` and holds the first
 * benchmarks, `NAME.part2.json` and `NAME.part3.json` hold the others. An entry counts only when all its parts do.
 */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { UsageError } from '../errors.ts';
import type { Benchmark, Measurements } from '../samples/measurements.ts';
import { findRepeatedKey, inWords } from '../samples/repeated-key.ts';
import { compact } from './entry-compaction.ts';
import { ENTRY_FORMAT, ENTRY_VERSION, entrySchema, PART_FORMAT, partSchema } from './entry-schema.ts';
import { environmentKey, isEnvironmentKey } from './environment-key.ts';
import type { Entry, HistoryRow } from './store.ts';

/** Bytes: below the 1 MB where GitHub's contents API and web view give up. */
export const FILE_LIMIT = 900_000;

/** A file that a store has to write, with a name relative to the environment's directory. The head comes first. */
export interface EntryFile {
  readonly name: string;
  readonly text: string;
}

export type Decoded =
  | { readonly ok: true; readonly entry: Omit<Entry, 'location'> }
  | { readonly ok: false; readonly problem: string };

/**
 * The files of one entry, named `2026-11-22T130000Z-1a2b3c4d-9f8e7d.json` after time, commit and content: two writers
 * never share a name unless they write the same bytes. Throws a UsageError where the entry could not be read back.
 */
export function encodeEntry(entry: Omit<Entry, 'location'>, limit = FILE_LIMIT): readonly EntryFile[] {
  const { measurements, thinned } = compact(entry.measurements);
  const head = {
    format: ENTRY_FORMAT,
    version: ENTRY_VERSION,
    commit: entry.commit,
    ...(entry.ref === undefined ? {} : { ref: entry.ref }),
    created: utc(entry.created),
    environmentKey: entry.environmentKey,
    ...(entry.verdict === undefined ? {} : { verdict: entry.verdict }),
    ...(thinned || entry.thinned === true ? { thinned: true } : {}),
    ...(entry.reads === undefined ? {} : { reads: entry.reads }),
  };
  const history = entry.history ?? [];
  const id = createHash('sha256')
    .update(JSON.stringify([head, measurements, history]))
    .digest('hex')
    .slice(0, 12);
  const stem = `${head.created.replaceAll(':', '')}-${entry.commit.slice(0, 8)}-${id.slice(0, 6)}`;
  const [first, ...rest] = pack(measurements.benchmarks, history, limit);
  const parts = rest.length === 0 ? {} : { parts: rest.length + 1 };
  const files = [
    {
      name: `${stem}.json`,
      text: file({
        ...head,
        ...parts,
        measurements: { ...measurements, benchmarks: first?.benchmarks ?? [] },
        ...(entry.history === undefined ? {} : { history: first?.history ?? [] }),
      }),
    },
    ...rest.map((slice, i) => ({
      name: partName(`${stem}.json`, i + 2),
      text: file({ format: PART_FORMAT, version: ENTRY_VERSION, entry: id, part: i + 2, ...slice }),
    })),
  ];
  const check = decodeEntry(files[0]?.text ?? '', (part) => files[part - 1]?.text);
  if (!check.ok) throw new UsageError(`these measurements cannot be stored: ${check.problem}`);
  return files;
}

/**
 * Reads an entry; `readPart(2…)` yields the text of a further part. Whatever is wrong with the text – cut off, of
 * another version, for another environment than it says, hostile – is told as `problem` and never thrown.
 */
export function decodeEntry(text: string, readPart: (part: number) => string | undefined): Decoded {
  const head = parse(text, entrySchema, ENTRY_FORMAT);
  if (!head.ok) return head;
  const { format: _format, version: _version, parts, ...entry } = head.value;
  const benchmarks: unknown[] = [...entry.measurements.benchmarks];
  const history: unknown[] = [...(entry.history ?? [])];
  for (let part = 2; part <= (parts ?? 1); part++) {
    const partText = readPart(part);
    if (partText === undefined) return { ok: false, problem: `part ${part} of ${parts} is missing` };
    const read = parse(partText, partSchema, PART_FORMAT);
    if (!read.ok) return { ok: false, problem: `part ${part}: ${read.problem}` };
    benchmarks.push(...read.value.benchmarks);
    history.push(...read.value.history);
  }
  const measurements = { ...entry.measurements, benchmarks } as Measurements;
  if (
    !isEnvironmentKey(entry.environmentKey) ||
    environmentKey(measurements.environment) !== entry.environmentKey
  )
    return { ok: false, problem: 'its environment key does not belong to the environment that it describes' };
  // The schema has shown the shape; the cast only tells TypeScript that absent and undefined are the same here.
  const whole = { ...entry, measurements, ...(entry.history ? { history } : {}) } as Omit<Entry, 'location'>;
  return { ok: true, entry: whole };
}

/** The name of a further part of the entry whose head is called `head`. */
export function partName(head: string, part: number): string {
  return `${head.slice(0, -'.json'.length)}.part${part}.json`;
}

/** Whether a file name is that of an entry's head: time, commit, content. No other file of a store is read. */
export function isEntryName(name: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d{6}Z-(?:[0-9a-f]{7,8}|unknown)-[0-9a-f]{6}\.json$/.test(name);
}

/** Whether the entry of this name can be that of a commit, so that the others need not be read. */
export function mayBeCommit(name: string, commit: string): boolean {
  const abbreviation = name.split('Z-')[1]?.split('-')[0];
  return abbreviation !== undefined && commit.startsWith(abbreviation);
}

type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

function parse<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  format: string,
): Parsed<z.infer<Schema>> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'it is not JSON; a write may have been cut off' };
  }
  const repeated = findRepeatedKey(text);
  if (repeated) return { ok: false, problem: inWords(repeated) };
  const { format: found, version } = (json ?? {}) as { format?: unknown; version?: unknown };
  if (found !== format) return { ok: false, problem: `it is not a ${format} file` };
  if (version !== ENTRY_VERSION)
    return {
      ok: false,
      problem: `it has schema version ${typeof version === 'number' ? version : 'unknown'}, this Pacegate reads version ${ENTRY_VERSION}`,
    };
  const result = schema.safeParse(json);
  if (result.success) return { ok: true, value: result.data };
  const issue = result.error.issues[0];
  // Only places of the file are quoted, and cut short: keys of a hostile file must not fill a log.
  const place = issue?.path
    .map(String)
    .join('.')
    .replace(/[^\w.:/[\]-]/g, '?')
    .slice(0, 100);
  return { ok: false, problem: `it does not follow the schema at ${place || 'its root'}` };
}

interface Slice {
  readonly benchmarks: readonly Benchmark[];
  readonly history: readonly HistoryRow[];
}

/** Fills files in order, benchmarks first, each to at most `limit` bytes of printed JSON. */
function pack(benchmarks: readonly Benchmark[], history: readonly HistoryRow[], limit: number): Slice[] {
  // The head's own fields, environment and brackets; facts are a few hundred bytes.
  const budget = limit - Math.min(20_000, limit / 4);
  const slices: { benchmarks: Benchmark[]; history: HistoryRow[] }[] = [{ benchmarks: [], history: [] }];
  let used = 0;
  const open = (item: unknown, name: string) => {
    const size = Buffer.byteLength(print([item], '    '));
    if (size > budget)
      throw new UsageError(`one benchmark is too large to be stored: ${name.slice(0, 100)}`, {
        hint: 'Measure it with fewer processes, or give it a shorter name.',
      });
    if (used + size > budget) {
      slices.push({ benchmarks: [], history: [] });
      used = 0;
    }
    used += size;
    return slices[slices.length - 1] as (typeof slices)[number];
  };
  for (const benchmark of benchmarks) open(benchmark, benchmark.name).benchmarks.push(benchmark);
  for (const row of history) open(row, row.benchmark).history.push(row);
  return slices;
}

/** Indented JSON, but flat members of a list – a run, a history row – on one line each. */
function print(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const list = Array.isArray(value);
  const deeper = `${indent} `;
  const lines = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(
      ([key, member]) =>
        deeper +
        (list ? '' : `${JSON.stringify(key)}: `) +
        (list && isFlat(member) ? JSON.stringify(member) : print(member, deeper)),
    );
  if (lines.length === 0) return list ? '[]' : '{}';
  const [open, close] = list ? ['[', ']'] : ['{', '}'];
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

/** The text of a file that people can read, too. */
export function file(value: object): string {
  return `${print(value)}\n`;
}

function isFlat(value: unknown): boolean {
  return Object.values(value ?? {}).every(
    (member) => typeof member !== 'object' || (Array.isArray(member) && typeof member[0] !== 'object'),
  );
}

/** To the second, as the file's name: entries of one second are ordered by name, in every store alike. */
function utc(instant: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) throw new UsageError(`not a point in time: ${instant.slice(0, 50)}`);
  return `${date.toISOString().slice(0, 19)}Z`;
}
