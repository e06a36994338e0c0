/**
 * Every name, path, unit and message is untrusted: a benchmark can be called `@org/team`, `<img onerror=…>` or
 * `::error::`, and a results file can hold a megabyte of bidi overrides. This file makes text inert for each place it is
 * shown in; docs/security.md says against what. The rules are tested over markdown, HTML, terminal and annotations in
 * test/report/hostile.test.ts.
 */
import { stripVTControlCharacters } from 'node:util';

/** What a reader sees in place of a character that cannot be seen, or that changes how others are read. */
const REPLACEMENT = '\uFFFD';

/**
 * Text that is longer than this many code units for each grapheme that will be shown is cut before anything else looks at
 * it, so that a megabyte costs no more than a page.
 */
const RAW_UNITS = 4;

/** A cluster of more code units than this (an endless emoji sequence, for example) is nothing that a person reads. */
const GRAPHEME_LIMIT = 32;

export const NAME_LIMIT = 100;
export const PROSE_LIMIT = 300;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

// Emoji may keep their presentation selector and the joiner between two of them; nothing else that is invisible stays.
const SUSPECT = new RegExp(
  [
    String.raw`((?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}])\uFE0F`,
    String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D(?=\p{Extended_Pictographic}))`,
    String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]`,
  ].join('|'),
  'gu',
);
const REPEATED = new RegExp(`${REPLACEMENT}{2,}`, 'g');
// Not `\s`, which would take a byte order mark for a space.
const WHITE_SPACE = /[\p{Zs}\p{Zl}\p{Zp}\t\n\v\f\r\u0085]+/gu;
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;

/**
 * One line of visible text, at most `limit` graphemes: terminal sequences are dropped, white space is folded, control,
 * bidi and zero-width characters show as `�`, and what is too long loses its middle. For plain-text places; every other
 * place needs one of the functions below as well.
 */
export function clean(text: string, limit: number = PROSE_LIMIT): string {
  const visible = stripVTControlCharacters(cutRaw(String(text), limit * RAW_UNITS))
    .replace(WHITE_SPACE, ' ')
    .replace(SUSPECT, (_, joint: string | undefined) => joint ?? REPLACEMENT)
    .replace(REPEATED, REPLACEMENT)
    .replace(STACKED_MARKS, '$1')
    .trim();
  return cutMiddle(visible, limit);
}

/** Like `clean`, for names: an empty one is said to be empty. */
export function cleanName(text: string, limit: number = NAME_LIMIT): string {
  return clean(text, limit) || '(no name)';
}

function cutRaw(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit / 2)}…${text.slice(-limit / 2)}`;
}

/** Cuts the middle out, so that both the module and the parameter of a long name stay readable. Never splits a grapheme. */
export function cutMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const clusters = ASCII.test(text) ? [...text] : splitGraphemes(text);
  if (clusters.length <= limit) return clusters.join('');
  const head = Math.ceil((limit - 1) / 2);
  const tail = Math.floor((limit - 1) / 2);
  return `${clusters.slice(0, head).join('')}…${tail > 0 ? clusters.slice(-tail).join('') : ''}`;
}

const ASCII = /^[ -~]*$/;

function splitGraphemes(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) =>
    segment.length > GRAPHEME_LIMIT ? REPLACEMENT : segment,
  );
}

/**
 * A name in Markdown, as a code span: there GitHub makes no mention, reference, link, emoji or formula of anything.
 * In a table a pipe would still end the cell, so a name that holds one becomes an HTML element of entities.
 */
export function code(text: string, limit: number = NAME_LIMIT): string {
  const name = cleanName(text, limit);
  if (name.includes('|')) return `<code>${inertEntities(name)}</code>`;
  const longest = longestRun(name);
  if (longest === 0) return `\`${name}\``;
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${name} ${fence}`;
}

function longestRun(text: string): number {
  return text.match(/`+/g)?.reduce((longest, run) => Math.max(longest, run.length), 0) ?? 0;
}

// An address must not be recognised across the @, which GitHub looks for after entities have been resolved.
function inertEntities(text: string): string {
  return text
    .replace(/[!-/:-@[-`{-~]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/&#64;/g, '<span>&#64;</span>');
}

const PLAIN_WORD =
  /^["'(]*(?:[\p{L}\p{N}\p{M}\p{So}\p{Sc}\p{Emoji_Modifier}'’´,.;:?!%()"+=/–—…≤≥×·±→−°µ-]|\uFE0F|\u200D)+$/u;
const NOT_PLAIN = [
  /\$/, // a formula between two of them
  /:[^\s]/, // addresses, emoji names, workflow commands
  /www\./i,
  /[0-9a-f]{7,}/i, // a commit
  /[a-z]-\d/i, // GH-1, and the references to trackers that a repository can define
  /^[-+=.:]+$/, // rules, headings
  /\.\./,
];

/**
 * A sentence in Markdown. Words of letters and ordinary punctuation stay as they are; all others (addresses, mentions,
 * references, markup) stand in code spans, where they mean nothing. What the author put between backticks stays
 * together. Must not be the first thing of a line.
 */
export function prose(text: string, limit: number = PROSE_LIMIT): string {
  // Where the middle may be cut out, what was between two backticks is not any more.
  const said = text.length > limit ? text.replaceAll('`', '') : text;
  return clean(said, limit)
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? code(part, limit) : words(part, limit, index > 0)))
    .reduce(
      (said, part) => (said.endsWith('`') && part.startsWith('`') ? `${said} ${part}` : said + part),
      '',
    );
}

/** @param continued something stands before it on its line, with no space between */
function words(text: string, limit: number, continued: boolean): string {
  const parts: string[] = [];
  let strange: string[] = [];
  const flush = () => {
    if (strange.length > 0) {
      // What ends the sentence is none of the code.
      const [, span = '', end = ''] = /^(.*[^.,;:!?])([.,;:!?]*)$/.exec(strange.join(' ')) ?? [];
      parts.push(span === '' ? code(strange.join(' '), limit) : code(span, limit) + end);
    }
    strange = [];
  };
  for (const [index, word] of text.split(' ').entries()) {
    const endsSentence = index === 0 && continued && /^[.,;:!?]$/.test(word);
    const marksItem = index === 0 && !continued && /^\d+[.)]$/.test(word);
    const isPlain = PLAIN_WORD.test(word) && !NOT_PLAIN.some((pattern) => pattern.test(word));
    if (word === '' || endsSentence || (isPlain && !marksItem)) {
      flush();
      parts.push(word);
    } else strange.push(word);
  }
  flush();
  return parts.join(' ');
}

/** Text for an element or a quoted attribute of HTML that no Markdown processor touches. */
export function html(text: string, limit: number = PROSE_LIMIT): string {
  return clean(text, limit).replace(/[&<>"'`=]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A name inside an HTML block of a Markdown text (`<summary>`): GitHub links nothing inside `code`. */
export function htmlCode(text: string, limit: number = NAME_LIMIT): string {
  return `<code>${inertEntities(cleanName(text, limit))}</code>`;
}

/**
 * Text for a terminal or a job's log. GitHub's runner reads `##[…]` anywhere in a line and `::…::` at its start as
 * commands, even in what a step prints about a benchmark.
 */
export function plain(text: string, limit: number = PROSE_LIMIT): string {
  return withoutCommands(clean(text, limit));
}

export function plainName(text: string, limit: number = NAME_LIMIT): string {
  return withoutCommands(cleanName(text, limit));
}

function withoutCommands(text: string): string {
  return text.replace(/(^|\s)::/g, '$1: :').replace(/##(?=\[)/g, '# #');
}

/** A code block of fixed text and already quoted values; the fence is longer than any run of backticks inside. */
export function codeBlock(language: 'sh' | 'yaml', lines: readonly string[]): string {
  const text = lines.join('\n');
  const longest = Math.max(2, longestRun(text));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

const YAML_PLAIN = /^[A-Za-z_][\w/.-]*$/;
const YAML_WORDS = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
const YAML_LIMIT = 1_000;

/** Exactly this string as a YAML scalar on one line, with what cannot be seen written as escapes. */
export function yamlScalar(text: string): string {
  if (YAML_PLAIN.test(text) && !YAML_WORDS.test(text) && text.length <= YAML_LIMIT) return text;
  // A longer one than this is not worth a line of the file; the cut shows, and the budget file's check refuses it.
  const quoted = JSON.stringify(cutRaw(text, YAML_LIMIT));
  return quoted.replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

/** A glob that matches this name, quoted for a POSIX shell. Characters that a shell or a glob would read are `?`. */
export function shellGlob(text: string): string {
  const glob = cutRaw(text, YAML_LIMIT)
    .replace(/[…]/g, '*')
    .replace(/[^\p{L}\p{N} _./:@%+=,()-]/gu, '?');
  return /^[\w./:@%+=,-]+$/.test(glob) && !glob.startsWith('-') ? glob : `'${glob}'`;
}

/** A path that stays inside the repository, or undefined: nothing absolute, no `..`, no backslash, no control character. */
export function repositoryPath(path: string): string | undefined {
  if (path.length > 500 || clean(path, 500) !== path) return undefined;
  if (/^[/~]|^[A-Za-z]:|[\\:*?"<>|]/.test(path)) return undefined;
  const segments = path.replace(/^\.\//, '').split('/');
  return segments.some((segment) => segment === '' || segment === '.' || segment === '..')
    ? undefined
    : segments.join('/');
}
