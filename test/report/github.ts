/** Markdown as GitHub shows it: GFM to HTML, and what GitHub's own filters would then link in its text. */
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/** HTML with everything that raw markup could bring in: GitHub's sanitiser would remove much of it. */
export function toHtml(markdown: string): string {
  return micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
  });
}

export interface Page {
  readonly elements: readonly {
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
  }[];
  /** Text outside of code and links: there GitHub makes mentions, references, emoji and formulas. */
  readonly loose: readonly string[];
  readonly text: string;
}

export function parsePage(html: string): Page {
  const elements: { name: string; attributes: Record<string, string> }[] = [];
  const loose: string[] = [];
  let text = '';
  const visit = (node: Node, quiet: boolean): void => {
    if (node.nodeName === '#text') {
      const { value } = node as DefaultTreeAdapterTypes.TextNode;
      text += value;
      if (!quiet) loose.push(value);
      return;
    }
    if (!('tagName' in node)) {
      if (node.nodeName === '#comment') elements.push({ name: '#comment', attributes: {} });
      return;
    }
    const element = node as Element;
    elements.push({
      name: element.tagName,
      attributes: Object.fromEntries(element.attrs.map(({ name, value }) => [name, value])),
    });
    const silent = quiet || ['code', 'pre', 'a'].includes(element.tagName);
    for (const child of element.childNodes) visit(child, silent);
  };
  for (const child of parseFragment(html).childNodes) visit(child, false);
  return { elements, loose, text };
}

/** What GitHub's filters look for in loose text. */
export const FILTERS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['mention', /(?:^|[^a-z0-9_`])@[a-z0-9][a-z0-9-]*/i],
  ['issue', /#\d/],
  ['issue by GH-', /\bgh-\d/i],
  ['commit', /\b[0-9a-f]{7,40}\b/i],
  ['address', /https?:\/\/|\bwww\.|\bftp:|mailto:|javascript:|data:/i],
  ['mail', /[\w.+-]+@[\w-]+\.\w/],
  ['emoji', /:[a-z0-9_+-]+:/i],
  ['formula', /\$[^\s$][^$]*\$/],
];

/** A stylesheet close to GitHub's own, to look at a comment in a browser. */
export const GITHUB_STYLE = `
body{max-width:860px;margin:16px auto;padding:0 16px;font:14px/1.5 -apple-system,"Segoe UI",Helvetica,Arial,sans-serif;color:#1f2328}
h3{font-size:1.25em;margin:8px 0 16px}code{background:#818b981f;border-radius:6px;padding:.2em .4em;font:85% ui-monospace,Menlo,monospace;white-space:break-spaces}
table{border-collapse:collapse;display:block;max-width:100%;width:max-content;overflow:auto;margin-bottom:16px}
td,th{border:1px solid #d1d9e0;padding:6px 13px}tr:nth-child(2n){background:#f6f8fa}sub{font-size:75%}
pre{background:#f6f8fa;border-radius:6px;padding:16px}pre code{background:none;padding:0}details{margin-bottom:16px}a{color:#0969da}`;
