import{t as e}from"./errors-s0vnheEr.js";import{mkdirSync as t,readFileSync as n,readdirSync as r,statSync as i,writeFileSync as a}from"node:fs";import{dirname as o,join as s}from"node:path";const c=[`asv.conf.json`,`asv.conf.jsonc`],l=/^[ \t]*(?:async[ \t]+)?def[ \t]+test_?\w*[ \t]*\([^)]*\bbenchmark\b/m,u=/\bpyperf\.Runner\(|^[ \t]*from[ \t]+pyperf[ \t]+import\b.*\bRunner\b/m;function d({paths:e,readText:t}){let n=[...e].sort((e,t)=>e<t?-1:1),r=n.filter(e=>e.endsWith(`.py`)),i=e=>r.filter(n=>e.test(t(n)??``)),a=n.filter(e=>c.includes(e.split(`/`).at(-1)??``)),o=f(new Set(e));return{pytest:i(l),pyperf:i(u),asv:a.some(e=>c.includes(e)),asvElsewhere:a.filter(e=>!c.includes(e)),...o!==void 0&&{install:o}}}function f(e){return e.has(`pyproject.toml`)||e.has(`setup.py`)?`-e .`:e.has(`requirements.txt`)?`-r requirements.txt`:void 0}function p(e){return/^[\p{L}_./][\p{L}\p{N}_./ -]*$/u.test(e)&&!/^(?:true|false|null|~)$|^\.+(?:inf|nan)?$| $/i.test(e)?e:JSON.stringify(e)}const m=e=>`# Performance budgets: what may not get slower, and by how much it may.
#
#   pacegate check                  every mistake in this file, with its line
#   pacegate run --base ${e.padEnd(12)} measure this checkout against where it left ${e}, side by side, and judge
#
# Every key is described in Pacegate's docs/budgets.md.
version: 1
`,h=`      # Promises to users hold whatever the baseline did:
      # - p95 < 300 ms
      # - peak_memory < baseline + 10%
`,g=`  example:                                # an example: replace it by a benchmark of your own
    timeit: sorted(range(10_000), key=str)
    budgets:
      - time < baseline + 5%
${h}
  # A function of yours: the harness warms it up, finds how often to call it, and starts fresh processes.
  # search:
  #   question: How long does one search take?
  #   callable: benchmarks/search.py:search     # a file and a function in it
  #   dataset: { name: products, path: data/products.jsonl, reviewed: DATE }
  #   traffic: 3M/day                           # calls in production: puts a change in CPU hours and money
  #   budgets:
  #     - time < baseline + 5%
`;function _(e,{install:t,today:n,base:r}){let i=t===void 0?``:`
measure:
  # Each side gets an environment of its own, so that each side runs its own code.
  setup: python3 -m venv .venv && .venv/bin/python -m pip install --quiet ${t}
  python: .venv/bin/python
`,a=`
# gate:
#   enforce_from: ${v(n)}              # a pilot: the same reports, but nothing fails before that day
`,o=e.length===0?g.replace(`DATE`,n):e.map(({name:e,key:t,value:n},r)=>`  ${p(e)}:
    ${t}: ${p(n)}
    budgets:
      - time < baseline + 5%                # fails when a call gets more than 5 % slower, beyond doubt
${r===0?h:``}`).join(`
`);return`${m(r)}${i}${a}\nbenchmarks:\n${o}`}function v(e){let t=/* @__PURE__ */ new Date(`${e}T00:00:00Z`);return t.setUTCDate(t.getUTCDate()+14),t.toISOString().slice(0,10)}function y(e){return`# Measures pull requests against their base, and comments when something got slower.
name: Performance budgets

on:
  pull_request:
  push:
    branches: [${JSON.stringify(e)}]

permissions:
  contents: read
  pull-requests: write # for the comment; on a fork's pull request the report is in the job summary

concurrency:
  group: pacegate-\${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}

jobs:
  pacegate:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          fetch-depth: 0 # the base commit is measured too
          persist-credentials: false
      - uses: actions/setup-python@e797f83bcb11b83ae66e0230d6156d7c80228e7c # v6.0.0
        with:
          python-version: "3.x"
      - uses: OWNER/pacegate@v1
        with:
          budgets: budgets.yml
`}function b(e,{today:t,defaultBranch:n}){let r=d(e),i=x(r),a=[{path:`budgets.yml`,text:_(i,{install:T(r),today:t,base:n})},{path:`.github/workflows/pacegate.yml`,text:y(n)}],o=new Set(e.paths),s=a.filter(({path:e})=>!o.has(e)),c=a.filter(({path:e})=>o.has(e)).map(({path:e})=>`${e} is there already and stays as it is.`),l=i.length===0&&!o.has(`budgets.yml`)?[`budgets.yml holds an example: replace it by a benchmark of your own.`]:[];return{files:s,messages:[...E(r),...l,...c,...O(e,r)]}}function x({pytest:e,pyperf:t,asv:n}){let r=(e,t)=>t.map(n=>({name:S(n,t),key:e,value:w(n)}));return C([...e.length>6?[{name:`benchmarks`,key:`pytest`,value:e.map(w).join(` `)}]:r(`pytest`,e),...r(`pyperf`,t),...n?[{name:`asv`,key:`asv`,value:`.*`}]:[]])}function S(e,t){let n=e=>(e.split(`/`).at(-1)??e).replace(/\.py$/,``);return(t.filter(t=>n(t)===n(e)).length>1?e.replace(/\.py$/,``).replaceAll(`/`,`-`):n(e)).replace(/[^\p{L}\p{N}_.-]/gu,`_`).slice(0,100)}function C(e){let t=/* @__PURE__ */ new Map;return e.map(e=>{let n=(t.get(e.name)??0)+1;return t.set(e.name,n),n===1?e:{...e,name:`${e.name}-${e.key}-${n}`}})}function w(e){return/^[\w./-]+$/.test(e)?e:`'${e.replaceAll(`'`,`'\\''`)}'`}function T({install:e,pytest:t,pyperf:n,asv:r}){let i=[e,...t.length>0?[`pytest`,`pytest-benchmark`]:[],...n.length>0?[`pyperf`]:[],...r?[`asv`]:[]].filter(e=>e!==void 0);return i.length===0?void 0:i.join(` `)}function E({pytest:e,pyperf:t,asv:n,asvElsewhere:r}){let i=[...D(e,`file with pytest-benchmark tests`,`files with pytest-benchmark tests`),...D(t,`pyperf script`,`pyperf scripts`),...n?[`Found asv.conf.json: benchmarks of airspeed velocity.`]:[],...r.map(e=>`Found ${e}: to gate asv's benchmarks, put a budget file beside it and write \`asv: .*\`.`)];return i.length>0?i:[`Found no benchmarks of pytest-benchmark, pyperf or asv.`]}function D(e,t,n){if(e.length===0)return[];let r=e.slice(0,3).join(`, `)+(e.length>3?` and ${e.length-3} more`:``);return[`Found ${e.length} ${e.length===1?t:n}: ${r}.`]}function O({readText:e},t){let n=(e(`.gitignore`)??``).split(`
`).map(e=>e.trim().replace(/^\/|\/$/g,``)),r=[...[`.pacegate`,`.pacegate/out`].some(e=>n.includes(e))?[]:[`.pacegate/`],...T(t)===void 0||n.includes(`.venv`)?[]:[`.venv/`]];return r.length===0?[]:[`Add ${r.join(` and `)} to .gitignore.`]}const k=/* @__PURE__ */ new Set([`node_modules`,`site-packages`,`__pycache__`,`venv`,`env`,`build`,`dist`,`target`]);async function A({directory:t,today:n=/* @__PURE__ */ new Date,write:r=I}){let i=j(t),a=e=>N(s(t,e)),o=b({paths:i,readText:a},{today:n.toISOString().slice(0,10),defaultBranch:P(a)}),c=o.files.map(({path:n,text:i})=>{try{return r(s(t,n),i),`Wrote ${n}.`}catch(t){if(F(t)===`EEXIST`)return`${n} is there already and stays as it is.`;throw new e(`${n} cannot be written (${F(t)??String(t)})`,{cause:t})}}),l=o.files.length===0?[]:["Next: read them, replace OWNER by the owner of the action, and try `pacegate check`."];return[...o.messages,...c,...l]}function j(e){let t=[],n=[``];for(let r=n.shift();r!==void 0;r=n.shift())for(let i of M(s(e,r))){let e=r===``?i.name:`${r}/${i.name}`,a=i.name.startsWith(`.`)&&i.name!==`.github`;if(i.isDirectory()&&!a&&!k.has(i.name))n.push(e);else if(i.isFile()&&t.push(e)>=2e4)return t}return t}function M(e){try{return r(e,{withFileTypes:!0}).sort((e,t)=>e.name<t.name?-1:1)}catch{return[]}}function N(e){try{return i(e).size<=1048576?n(e,`utf8`):void 0}catch{return}}function P(e){let t=e(`.git/refs/remotes/origin/HEAD`)??e(`.git/HEAD`)??``;return/^ref: refs\/(?:remotes\/origin|heads)\/(\S+)\s*$/.exec(t)?.[1]??`main`}function F(e){return e instanceof Error&&`code`in e?String(e.code):void 0}function I(e,n){t(o(e),{recursive:!0}),a(e,n,{flag:`wx`})}const L={usage:`pacegate init`,summary:`Write a first budgets.yml and workflow for the benchmarks found here. Overwrites nothing.`,options:{},positionals:[0,0],async run(e,t){for(let e of await A({directory:t.cwd()}))t.stdout.write(`${e}\n`);return 0}};export{L as init};