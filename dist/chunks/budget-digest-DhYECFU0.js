import{createHash as e}from"node:crypto";import{readFile as t}from"node:fs/promises";import{resolve as n}from"node:path";async function r({directory:r,budgets:i}){let a=await t(n(r,i),`utf8`);return e(`sha256`).update(a.replaceAll(`\r
`,`
`)).digest(`hex`)}export{r as t};