/** Addresses in the comment: only ours, and only to this repository and this run. */
import { code, repositoryPath } from '../words/escape.ts';

/** Where a reader can go from the comment. Addresses are ours, from the event; anything that is none is left out. */
export interface Links {
  /** `https://github.com/acme/shop` */
  readonly repository?: string;
  /** The candidate's commit on the forge, for links to functions. */
  readonly commit?: string;
  /** The workflow run. */
  readonly run?: string;
  /** The artifact that holds report.html and the profiles. */
  readonly artifact?: string;
}

const COMMIT = /^[0-9a-f]{7,64}$/;
const ADDRESS = /^https?:\/\/[\w.:-]+(?:\/[\w./%@:+-]*)?(?:#[\w-]+)?$/;

function address(link: string | undefined): string | undefined {
  return link !== undefined && ADDRESS.test(link) ? link : undefined;
}

/** Where what does not fit can be read, as a noun: a link where there is one. */
export function whereTheRestIs(links: Links | undefined): string {
  const target = address(links?.artifact) ?? address(links?.run);
  return target ? `[report.html in the run's artifact](${target})` : '`report.html` of the same run';
}

/** A link to a commit of this repository, or its short name where there is no address for it. */
export function commitLink(id: string, links: Links | undefined): string {
  const repository = address(links?.repository);
  const label = code(id.slice(0, 7), 12);
  return repository && COMMIT.test(id) ? `[${label}](${repository}/commit/${id})` : label;
}

/** A link to a line of the candidate's code; the label alone where the path would leave the repository. */
export function lineLink(label: string, file: string, line: number, links: Links | undefined): string {
  const path = repositoryPath(file);
  const repository = address(links?.repository);
  if (!path || !repository || !links?.commit || !COMMIT.test(links.commit)) return label;
  const target = path.split('/').map(encodeURIComponent).join('/').replace(/[()']/g, escapeUrl);
  return `[${label}](${repository}/blob/${links.commit}/${target}#L${Math.trunc(line)})`;
}

function escapeUrl(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
