function e({title:e,assets:t,data:n,withoutScript:r}){let i=JSON.stringify(n).replace(/[<\u2028\u2029]/g,e=>`\\u${e.charCodeAt(0).toString(16).padStart(4,`0`)}`);return`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${[`default-src 'none'`,`script-src '${t.scriptHash}'`,`style-src '${t.styleHash}'`,`img-src data:`,`base-uri 'none'`,`form-action 'none'`].join(`; `)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${e}</title>
<link rel="icon" href="data:,">
<style>${t.style}</style>
</head>
<body>
<noscript><p>This page draws its tables with a script of its own. ${r} holds the same in plain text.</p></noscript>
<script type="application/json" id="data">${i}<\/script>
<script>${t.script}<\/script>
</body>
</html>
`}export{e as t};