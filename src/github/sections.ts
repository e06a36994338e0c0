/**
 * One comment, a section for each use: two steps, the jobs of a matrix, several workflows. A section ends with a line that
 * says whose it is; GitHub shows none of these lines. Pure: text in, text out.
 */

export interface Section {
  /** `WORKFLOW-USE`, two digests, or `published`; see use.ts. */
  readonly use: string;
  /** What a reader knows the use by, where titles alone do not tell uses apart. */
  readonly label: string;
  readonly run: number;
  readonly attempt: number;
  /** 0 is the worst verdict. */
  readonly rank: number;
  readonly markdown: string;
}

/** Longest text of a comment, in characters. */
export const COMMENT_LIMIT = 65_536;
/** What a use of an earlier version of Pacegate wrote: one section without an end line. */
const UNKNOWN = 'unknown';
const END =
  /^<!-- pacegate-section:([\w-]{1,40}) run:(\d{1,15})\.(\d{1,6}) rank:(\d{1,2}) label:([\w%.~-]{0,300}) -->$/gm;
const RUN = /^<!-- pacegate-run:(\d{1,15}) -->$/m;
const NOTES = '<!-- pacegate-notes -->\n';
const EARLIER = 'From an earlier run: not measured again since.';

export function marker(name: string): string {
  return `<!-- pacegate:${name} -->`;
}

/** The newest run that wrote in a comment. Runs count up. */
function header(name: string, run: number): string {
  return `${marker(name)}\n<!-- pacegate-run:${run} -->\n`;
}

function endLine({ use, label, run, attempt, rank }: Section): string {
  // A label may hold what its budget file is called: nothing of it may end the line.
  const shown = encodeURIComponent(label.slice(0, 80))
    .replace(/[!'()*]/g, '')
    .slice(0, 300);
  return `<!-- pacegate-section:${use} run:${run}.${attempt} rank:${rank} label:${shown.replace(/%.?$/, '')} -->\n`;
}

/** Characters that are left for a section that stands alone. */
export function sectionRoom(name: string, section: Omit<Section, 'markdown'>): number {
  return COMMENT_LIMIT - header(name, section.run).length - endLine({ ...section, markdown: '' }).length;
}

/** The sections of a comment of ours. */
export function readSections(name: string, body: string): Section[] {
  const text = body.replaceAll('\r\n', '\n');
  const newest = Number(RUN.exec(text.slice(0, 300))?.[1] ?? 0);
  const start = text.startsWith(header(name, newest)) ? header(name, newest).length : marker(name).length + 1;
  const sections: Section[] = [];
  let at = start;
  for (const match of text.matchAll(END)) {
    const [line, use = '', run, attempt, rank, label = ''] = match;
    const markdown = withoutNotes(text.slice(at, match.index));
    sections.push({
      use,
      label: decode(label),
      run: Number(run),
      attempt: Number(attempt),
      rank: Number(rank),
      markdown,
    });
    at = match.index + line.length + 1;
  }
  const rest = text.slice(at);
  if (sections.length > 0 || rest.trim() === '') return sections;
  return [{ use: UNKNOWN, label: '', run: newest, attempt: 0, rank: 0, markdown: rest }];
}

export function isUnknown({ use }: Section): boolean {
  return use === UNKNOWN;
}

/** Whether `other` was measured after `section`, by the same workflow: runs of two workflows cannot be told apart in age. */
export function isNewer(other: Section, section: Section): boolean {
  if (isUnknown(other)) return other.run > section.run;
  if (other.use === section.use)
    return other.run > section.run || (other.run === section.run && other.attempt > section.attempt);
  return workflowOf(other) === workflowOf(section) && other.run > section.run;
}

function workflowOf({ use }: Section): string {
  return use.split('-')[0] ?? use;
}

/** The whole comment, the worst verdict first. */
export function renderSections(name: string, sections: readonly Section[]): string {
  const newest = Math.max(...sections.map(({ run }) => run));
  const sorted = [...sections].sort(
    (a, b) => a.rank - b.rank || compare(a.label, b.label) || compare(a.use, b.use),
  );
  const head = header(name, newest);
  const notes = sorted.map((section) => notesOf(section, sorted));
  const texts = shortened(
    sorted,
    COMMENT_LIMIT -
      head.length -
      sorted.reduce((sum, section, i) => sum + endLine(section).length + (notes[i]?.length ?? 0), 0),
  );
  return (
    head +
    sorted
      .map((section, i) => `${texts[i]}${texts[i]?.endsWith('\n') ? '' : '\n'}${notes[i]}${endLine(section)}`)
      .join('')
  );
}

/** What a section of several needs to be understood; made anew each time, and no part of its text. */
function notesOf(section: Section, all: readonly Section[]): string {
  const earlier = all.some((other) => other.use !== section.use && isNewer(other, section));
  const twin = all.some((other) => other !== section && titleOf(other) === titleOf(section));
  const notes = [
    ...(twin && section.label !== '' ? [plain(section.label)] : []),
    ...(earlier ? [EARLIER] : []),
  ];
  return notes.length === 0 ? '' : `${NOTES}\n<sub>${notes.join(' · ')}</sub>\n\n`;
}

function withoutNotes(text: string): string {
  const at = text.lastIndexOf(NOTES);
  return at < 0 ? text : text.slice(0, at);
}

function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:/=_-]/gu, ' ');
}

const CUT = '\nThe rest is in the summary of its job.\n';

/**
 * Sections that are too long together give up what is folded, the longest first, and then all but their titles, the least
 * bad first: another use's report cannot be rendered again here.
 */
function shortened(sections: readonly Section[], room: number): string[] {
  const texts = sections.map(({ markdown }) => markdown);
  const total = () => texts.reduce((sum, text) => sum + text.length + 1, 0);
  const longestFirst = texts
    .map((_, i) => i)
    .sort((a, b) => (texts[b]?.length ?? 0) - (texts[a]?.length ?? 0));
  const leastBadFirst = texts.map((_, i) => texts.length - 1 - i);
  const shorten = (order: readonly number[], cut: (text: string) => string) => {
    for (const i of order) if (total() > room) texts[i] = cut(texts[i] ?? '');
  };
  if (sections.length > 1) {
    shorten(longestFirst, (text) => {
      const folded = text.indexOf('\n<details>');
      return folded < 0 ? text : text.slice(0, folded) + CUT;
    });
    shorten(leastBadFirst, (text) => `${titleOf({ markdown: text })}\n${CUT}`);
  }
  return texts;
}

function titleOf({ markdown }: Pick<Section, 'markdown'>): string {
  return markdown.split('\n', 1)[0] ?? '';
}

function decode(label: string): string {
  try {
    return decodeURIComponent(label);
  } catch {
    return '';
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
