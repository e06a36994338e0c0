/** How many columns a text takes in a terminal. */
import stringWidth from 'string-width';

/** Letters and signs that take a column each, which nearly all of a report is. The library takes its time for any text. */
const PLAIN =
  /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2013\u2014\u2026\u2192\u2205\u2212\u2248\u2264\u2265\u2581-\u2588\u2713\u2717]*$/;

export function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}
