/**
 * Quantities: how people write them (`300 ms`, `250 MiB`, `200/s`, `3M`, `$0.40/1M`) and the base units that the
 * program computes in (`s`, `B`, `1/s`, `count`, `$` a call). Everything inside is in base units; only what people
 * write and read has a prefix. How numbers are shown is in quantity-format.ts.
 */

/** The base unit of a quantity that a person can write. A `ratio` is a share, such as that of failed requests: `1%`. */
export type Dimension = (typeof DIMENSIONS)[number];
const DIMENSIONS = ['s', 'B', '1/s', 'count', '$', 'ratio'] as const;

/** A unit of ours, and not a benchmark's own, which is text out of a file. */
export function isDimension(unit: string | null): unit is Dimension {
  return DIMENSIONS.some((dimension) => dimension === unit);
}

export interface Quantity {
  readonly value: number;
  readonly unit: Dimension;
  /** The author wrote a plain number, such as `300`: a count, or a forgotten unit. */
  readonly bare: boolean;
}

/** Why a text is no quantity; `offset` is the culprit's place in the text, counted from 0. */
export interface QuantityMistake {
  readonly mistake: string;
  readonly offset: number;
}

/** Units by name, in base units. `µ` stands twice: Unicode has a micro sign and a Greek letter. */
export const TIME_UNITS: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-9],
  ['us', 1e-6],
  ['\u00b5s', 1e-6],
  ['\u03bcs', 1e-6],
  ['ms', 1e-3],
  ['s', 1],
  ['min', 60],
  ['h', 3600],
  ['day', 86_400],
]);
export const MEMORY_UNITS: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['kB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
  ['TiB', 2 ** 40],
]);
export const COUNT_UNITS: ReadonlyMap<string, number> = new Map([
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
]);

/** What people write for a unit, and what it is called here. */
const MEANT: ReadonlyMap<string, string> = new Map(
  (
    [
      ['`ns`', 'nsec nanosecond nanoseconds'],
      ['`us`', 'usec microsecond microseconds'],
      ['`ms`', 'msec msecs millis millisecond milliseconds'],
      ['`s`', 'sec secs second seconds'],
      ['`min`', 'mins minute minutes'],
      ['`h`', 'hr hrs hour hours'],
      ['`day`', 'd days'],
      ['`min` for minutes, `ms` for milliseconds or `M` for millions', 'm'],
      ['`B`', 'byte bytes'],
      ['`kB` for 1000 bytes or `KiB` for 1024', 'kb'],
      ['`MB` or `MiB`', 'mb'],
      ['`GB` or `GiB`', 'gb'],
      ['`TB` or `TiB`', 'tb'],
      ['`KiB`', 'ki'],
      ['`MiB`', 'mi'],
      ['`GiB`', 'gi gig'],
      ['`k`', 'thousand'],
      ['`M`', 'mio mn million millions'],
      ['`G`', 'bn billion billions t'],
      ['`/s`', 'rps qps hz req requests calls ops'],
      ['an amount such as `$0.40/1M`', 'usd dollar dollars eur cent cents'],
    ] as const
  ).flatMap(([meant, written]) => written.split(' ').map((word) => [word, meant] as const)),
);

const EXAMPLES =
  'a quantity is a number with a unit, such as `300 ms`, `1.5 s`, `250 MiB`, `200/s`, `3M` or `$0.40/1M`';

function unknownUnit(written: string, offset: number): QuantityMistake {
  const lower = written.toLowerCase();
  const sameLetters = [TIME_UNITS, MEMORY_UNITS, COUNT_UNITS]
    .flatMap((units) => [...units.keys()])
    .find((unit) => unit.toLowerCase() === lower);
  const meant = MEANT.get(lower) ?? (sameLetters === undefined ? undefined : `\`${sameLetters}\``);
  const advice =
    meant === undefined
      ? 'times take ns, us, ms, s, min, h or day; memory B, kB, MB, GB, KiB, MiB or GiB; counts k, M or G; rates /s, /min, /h or /day'
      : `write ${meant}`;
  return { mistake: `unknown unit \`${written}\`; ${advice}`, offset };
}

const NUMBER = String.raw`(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?`;
const WORD = '[A-Za-z\u00b5\u03bc]+';
/** [$] NUMBER [WORD] [/ [NUMBER] WORD] */
const QUANTITY = new RegExp(
  `^ *(?<dollar>\\$)? *(?<number>${NUMBER}) *(?<unit>${WORD})?(?: *(?<slash>/) *(?<per>${NUMBER})? *(?<perUnit>${WORD})?)? *$`,
  'd',
);

/** Reads one quantity into its base unit. Never throws; a mistake says what to write instead. */
export function parseQuantity(text: string): Quantity | QuantityMistake {
  const match = QUANTITY.exec(text);
  if (match?.groups === undefined) return explainNoMatch(text);
  const { dollar, number, unit, slash, per, perUnit } = match.groups;
  const at = (group: string): number => match.indices?.groups?.[group]?.[0] ?? 0;
  const amount = Number(number);
  const finished = (factor: number, dimension: Dimension): Quantity | QuantityMistake => {
    const value = amount * factor;
    return Number.isFinite(value)
      ? { value, unit: dimension, bare: unit === undefined && slash === undefined && dollar === undefined }
      : { mistake: `\`${number}\` is too large`, offset: at('number') };
  };

  if (dollar !== undefined) {
    if (unit !== undefined) {
      const factor = COUNT_UNITS.get(unit);
      if (factor === undefined) return unknownUnit(unit, at('unit'));
      return { mistake: `write the amount in full: \`$${amount * factor}\``, offset: at('unit') };
    }
    if (slash === undefined) return finished(1, '$');
    const scale = perUnit === undefined || perUnit === 'call' ? 1 : COUNT_UNITS.get(perUnit);
    const calls = Number(per ?? 1) * (scale ?? Number.NaN);
    if ((per === undefined && perUnit === undefined) || !(calls > 0)) {
      return { mistake: 'money is per number of calls, such as `$0.40/1M`', offset: at('slash') };
    }
    return finished(1 / calls, '$');
  }

  const count = unit === undefined ? 1 : COUNT_UNITS.get(unit);
  if (slash !== undefined) {
    const seconds = perUnit === undefined ? undefined : TIME_UNITS.get(perUnit);
    if (unit !== undefined && count === undefined) {
      return {
        mistake: `a rate is a plain number per time, such as \`200/s\` or \`3M/day\`, without \`${unit}\``,
        offset: at('unit'),
      };
    }
    if (perUnit === undefined)
      return { mistake: 'per what? write `/s`, `/min`, `/h` or `/day`', offset: at('slash') };
    if (seconds === undefined) return unknownUnit(perUnit, at('perUnit'));
    const time = Number(per ?? 1) * seconds;
    if (!(time > 0)) return { mistake: 'a rate is per time above 0', offset: at('per') };
    return finished((count ?? 1) / time, '1/s');
  }
  if (unit === undefined) return finished(1, 'count');
  const seconds = TIME_UNITS.get(unit);
  if (seconds !== undefined) return finished(seconds, 's');
  const bytes = MEMORY_UNITS.get(unit);
  if (bytes !== undefined) return finished(bytes, 'B');
  return count === undefined ? unknownUnit(unit, at('unit')) : finished(count, 'count');
}

/** The first part of the text that fits shows what went wrong with the rest. */
function explainNoMatch(text: string): QuantityMistake {
  const offset = text.length - text.trimStart().length;
  const trimmed = text.trim();
  if (trimmed === '') return { mistake: `the quantity is missing; ${EXAMPLES}`, offset };
  if (/^[-\u2212]/.test(trimmed)) return { mistake: 'a quantity cannot be negative', offset };
  const grouped = /^\d{1,3}(?:[ ,_']\d{3})+(?![\d.,])/.exec(trimmed)?.[0];
  if (grouped !== undefined) {
    return { mistake: `write \`${grouped}\` without separators: \`${grouped.replace(/\D/g, '')}\``, offset };
  }
  const comma = /^\d+,\d+/.exec(trimmed)?.[0];
  if (comma !== undefined) {
    return { mistake: `write a decimal point: \`${comma.replace(',', '.')}\``, offset };
  }
  const number = new RegExp(`^\\$? *${NUMBER} *(?:${WORD})?`).exec(trimmed)?.[0];
  if (number === undefined) return { mistake: `\`${trimmed}\` is no quantity; ${EXAMPLES}`, offset };
  return {
    mistake: `\`${trimmed.slice(number.length).trim()}\` does not belong after \`${number.trim()}\`; ${EXAMPLES}`,
    offset: offset + number.length,
  };
}
