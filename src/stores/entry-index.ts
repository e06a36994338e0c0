/**
 * What a list and the history show of an entry: a small file beside it, so that a year is read without anybody's values.
 * It is a copy for speed. Where it is missing or says less, as in stores of earlier versions, the entry itself is read.
 */
import { file } from './entry.ts';
import { indexSchema } from './entry-schema.ts';
import type { Entry, EntryInfo, EntrySummary } from './store.ts';

export interface Indexed {
  readonly info: Omit<EntryInfo, 'location'>;
  readonly blob?: string;
  /** Absent in files of earlier versions. */
  readonly summary?: Omit<EntrySummary, 'location'>;
}

export function summarise<Given extends Omit<Entry, 'location'>>(entry: Given) {
  const { measurements, history = [], thinned: _thinned, ...info } = entry;
  const { cpu, cores, layout } = measurements.environment;
  const environment = {
    ...(cpu !== undefined && { cpu }),
    ...(cores !== undefined && { cores }),
    ...(layout !== undefined && { layout }),
  };
  return { ...info, environment, history };
}

export function encodeIndex(entry: Omit<Entry, 'location'>, blob?: string): string {
  return file({ ...summarise(entry), ...(blob !== undefined && { blob }) });
}

/** Undefined where the text is no such file. */
export function decodeIndex(text: string): Indexed | undefined {
  const parsed = indexSchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { blob, environment, history, ref, verdict, ...rest } = parsed.data;
  const info = { ...rest, ...(ref !== undefined && { ref }), ...(verdict !== undefined && { verdict }) };
  return {
    info,
    ...(blob !== undefined && { blob }),
    // The schema has shown the shape; the cast only tells TypeScript that absent and undefined are the same here.
    ...(environment &&
      history && { summary: { ...info, environment, history } as Omit<EntrySummary, 'location'> }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
