/** Names and parameters as tools write them. They stay untrusted text: only their length and uniqueness is mended. */
import { isComputedName } from '../samples/names/computed-names.ts';
import { brief } from './json.ts';
import type { Reading } from './reading.ts';

const LONGEST = 500;

/** A name of at most 500 characters: of a longer one the beginning and a digest, so that two of them stay apart. */
export function shortName(name: string): string {
  if (name.length <= LONGEST) return name;
  return `${name.slice(0, LONGEST - 40)}… (${name.length} characters, ${digest(name)})`;
}

/** 53 bits that tell long names apart (cyrb53); no defence against somebody who looks for a collision. */
function digest(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(16).padStart(14, '0');
}

/** Where a file has a name twice, the second is `name #2`. */
export function uniqueNames(readings: readonly Reading[]): Reading[] {
  const taken = new Set(readings.map((reading) => reading.sub));
  const seen = new Set<string | undefined>();
  return readings.map((reading) => {
    let { sub } = reading;
    for (let n = 2; seen.has(sub); n++) {
      const candidate = `${reading.sub ?? 'benchmark'} #${n}`;
      if (!taken.has(candidate) || seen.has(candidate)) sub = candidate;
    }
    seen.add(sub);
    return sub === reading.sub ? reading : { ...reading, ...(sub !== undefined && { sub }) };
  });
}

/** Parameters as text. Anything that is no text is shown as JSON. */
export function textParams(entries: Iterable<readonly [string, unknown]>): Record<string, string> {
  const texts: [string, string][] = [];
  for (const [name, value] of entries) {
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null');
    texts.push([brief(name, 200), brief(text, 200)]);
  }
  return Object.fromEntries(texts);
}

/** Whether a name that somebody chose can be a metric's, as a budget would write it: it is none of Pacegate's own. */
export function isOwnName(name: string): boolean {
  return /^[A-Za-z_][\w.-]{0,99}$/.test(name) && !(name in Object.prototype) && !isComputedName(name);
}
