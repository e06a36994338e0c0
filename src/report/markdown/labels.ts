/**
 * Short names of benchmarks that stay apart. A test's id begins with its path, which its neighbours share; so the path goes first,
 * and of the test itself as much as fits is kept. Two names never get one label in the same report.
 */
import { cleanName, cutMiddle } from '../words/escape.ts';

/** Characters of a name that are looked at; names of files are untrusted and may be of any length. */
const LONGEST = 2_000;

export function labelsOf(names: readonly string[], limit: number): (name: string) => string {
  const labels = new Map<string, string>();
  const taken = new Set<string>();
  const take = (name: string, label: string): boolean => {
    if (label.length > limit || taken.has(label)) return false;
    taken.add(label);
    labels.set(name, label);
    return true;
  };
  const distinct = [...new Set(names)].map((name) => ({ name, text: cleanName(name, LONGEST) }));
  // Whoever fits keeps its name, whatever others are cut to.
  const long = distinct.filter(({ name, text }) => !take(name, text));
  for (const { name, text } of long) {
    if (shorter(text, limit).some((label) => take(name, label))) continue;
    for (let n = 2; ; n++) {
      const ending = ` ~${n}`;
      if (take(name, cutMiddle(text, Math.max(1, limit - ending.length)) + ending) || n > distinct.length)
        break;
    }
  }
  return (name) => labels.get(name) ?? cleanName(name, limit);
}

/** `suite/tests/test_shop.py::TestPrice::test_tax[10]`: without the path, the test alone, and cut in the middle. */
function shorter(text: string, limit: number): string[] {
  const [place = '', ...inside] = text.split('::');
  const entry = place.slice(0, place.indexOf('/') + 1);
  const test = inside.at(-1);
  return [
    ...(test === undefined
      ? []
      : [`${entry}…::${inside.join('::')}`, `…::${inside.join('::')}`, `…::${test}`]),
    ...(test !== undefined && test.length > limit ? [cutMiddle(test, limit)] : []),
    cutMiddle(text, limit),
  ];
}
