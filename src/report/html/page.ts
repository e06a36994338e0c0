/** One HTML file that needs no network, and runs nothing but the two scripts whose hashes it names. */

export interface Page {
  /** Fixed words: it is not escaped. */
  readonly title: string;
  readonly assets: {
    readonly script: string;
    readonly style: string;
    readonly scriptHash: string;
    readonly styleHash: string;
  };
  /** What the script draws; it sets every text as text. */
  readonly data: unknown;
  /** What holds the same in plain text. */
  readonly withoutScript: string;
}

export function renderPage({ title, assets, data, withoutScript }: Page): string {
  // Inside a script element only `<` could end it; the line separators are for readers that are not JSON parsers.
  const json = JSON.stringify(data).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const policy = [
    "default-src 'none'",
    `script-src '${assets.scriptHash}'`,
    `style-src '${assets.styleHash}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${assets.style}</style>
</head>
<body>
<noscript><p>This page draws its tables with a script of its own. ${withoutScript} holds the same in plain text.</p></noscript>
<script type="application/json" id="data">${json}</script>
<script>${assets.script}</script>
</body>
</html>
`;
}
