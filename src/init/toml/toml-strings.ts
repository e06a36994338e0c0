/** Strings of TOML, in their four kinds of quotes. */

/** Sticky, the longer quotes first. */
export const STRINGS: readonly RegExp[] = [
  /"""(?:[^\\]|\\[\s\S])*?"""(?!")/y,
  /'''[\s\S]*?'''(?!')/y,
  /"(?:[^"\\\n]|\\.)*"/y,
  /'[^'\n]*'/y,
];

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', e: '\x1b' };

function withoutEscapes(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|\s*\n\s*|(.))/g,
    (all, u, long, x, one) => {
      const code = u ?? long ?? x;
      if (code !== undefined) {
        const point = Number.parseInt(code, 16);
        return point <= 0x10ffff ? String.fromCodePoint(point) : '';
      }
      return one === undefined ? '' : (ESCAPES[one] ?? (all === '\\"' ? '"' : one));
    },
  );
}

/** The text between the quotes, of whichever of the four kinds. */
export function unquote(quoted: string): string {
  const quotes = /^(?:"""|''')/.test(quoted) ? 3 : 1;
  const inner = quoted.slice(quotes, -quotes);
  const text = quotes === 3 ? inner.replace(/^\r?\n/, '') : inner;
  return quoted.startsWith('"') ? withoutEscapes(text) : text;
}
