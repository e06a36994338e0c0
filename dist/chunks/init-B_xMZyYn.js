import{t as e}from"./errors-DlSm1IEP.js";import{t}from"./asv-config-DbDVuW54.js";import{mkdirSync as n,readFileSync as r,readdirSync as i,statSync as a,writeFileSync as o}from"node:fs";import{dirname as s,join as c}from"node:path";const l=[`asv.conf.json`,`asv.conf.jsonc`],u=/\bpyperf\.Runner\(|^[ \t]*from[ \t]+pyperf[ \t]+import\b.*\bRunner\b/m,d=/^(?:[ \t]*@|pytestmark[^=#\n]*=[^#]*?)(?:pytest\.)?mark\.(?:codspeed_)?benchmark\b/m,f=/^(?:\.?pytest\.(?:ini|toml)|pyproject\.toml|setup\.cfg|tox\.ini)$/;function p({paths:e,readText:t}){let n=[...e].sort((e,t)=>e<t?-1:1),r=n.filter(e=>e.endsWith(`.py`)),i=`(?:${[`test`,...h(n,t)].join(`|`)})\\w*`,a=RegExp(`^[ \\t]*(?:async[ \\t]+)?def[ \\t]+${i}[ \\t]*\\([^)]*\\bbenchmark\\b`,`m`),o=RegExp(`^[ \\t]*(?:async[ \\t]+)?def[ \\t]+${i}[ \\t]*\\(`,`m`),s=r.map(e=>({path:e,text:t(e)??``})),c=e=>s.filter(({text:t})=>e(t)).map(({path:e})=>e);return{pytest:c(e=>a.test(e)),marked:c(e=>d.test(e)&&o.test(e)&&!a.test(e)),pyperf:c(e=>u.test(e)).filter(e=>!/(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/.test(e)),...m(n.filter(e=>l.includes(e.split(`/`).at(-1)??``)))}}function m(e){let t=e=>e.split(`/`).length-1,n=Math.min(...e.map(t)),r=e.filter(e=>t(e)===n),i=r.length===1&&n<=3?r:[];return{asv:i,asvElsewhere:e.filter(e=>!i.includes(e))}}function h(e,t){let n=e.filter(e=>f.test(e.split(`/`).at(-1)??``)).flatMap(e=>{let[,n=``]=/^python_functions\s*=\s*(\[[^\]]*\]|.*(?:\n[ \t]+\S.*)*)/m.exec(t(e)??``)??[];return[...n.matchAll(/[A-Za-z_]\w*/g)].map(([e])=>e)});return[...new Set(n)]}function g(e){return(/^\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)/.exec(e)?.[1])?.toLowerCase().replace(/[-_.]+/g,`-`)}function _(e){return e.split(/\r?\n/).map(e=>e.replace(/(?:^|\s)#.*$/,``).trim()).filter(e=>g(e)!==void 0)}function v(e,t){return e.some(e=>{let n=g(e);return n===t||t===`pytest`&&n?.startsWith(`pytest-`)===!0})}function y(e,t){return e.some(e=>{let n=g(e)??``;return n===t||t===`pytest`&&[`pytest-benchmark`,`pytest-codspeed`].includes(n)})}function ee(e){let t=e.toLowerCase().split(/[^a-z]+/),n=te.findIndex(e=>t.some(t=>e.test(t)));return n<0?void 0:n}const te=[/^(?:bench(?:es|mark|marks|marking)?|perf(?:ormance)?|asv|codspeed|pyperf)$/,/^(?:tests?|testing|pytest)$/,/^dev(?:el|elop|elopment)?$/];function b(e){return/^[\w./:@%+,=-]+$/.test(e)?e:`'${e.replaceAll(`'`,`'\\''`)}'`}function ne({pytest:e,marked:t,pyperf:n,asv:r},i){let a=re([...e,...t].sort()).map(e=>ie(e,i)),o=r.map(()=>({name:`asv`,key:`asv`,value:`.*`})),s=16-a.length-o.length,c=n.slice(0,s).map(e=>({name:S(e,n),key:`pyperf`,value:b(e)})),l=se([...a.map(({path:e,...t})=>({...t,name:S(e,a.map(e=>e.path))})),...c,...o]),u=Math.floor(480/l.length/10)*10;return{entries:l,leftOut:n.slice(s),...l.length>0&&u<300&&{maxTime:ce(u)}}}function re(e){if(e.length<=6)return e.map(e=>[e]);let t=Math.max(...e.map(e=>e.split(`/`).length-1));for(let n=t;n>0;n--){let t=/* @__PURE__ */ new Map;for(let r of e){let e=r.split(`/`).slice(0,-1).slice(0,n).join(`/`);t.set(e,[...t.get(e)??[],r])}if(t.size<=6)return[...t.values()]}return[[...e]]}function ie(e,t){let[n=``]=e;if(e.length===1)return{name:``,key:`pytest`,value:b(n),path:n};let r=oe(e);return{name:``,key:`pytest`,value:ae(r,e,t)?b(r):e.map(b).join(` `),path:r||`benchmarks`}}function ae(e,t,n){if(e===``)return!1;let r=n.filter(t=>t.startsWith(`${e}/`)&&x.test(t)),i=e.split(`/`).some(e=>ee(e)===0);return t.every(e=>x.test(e))&&(i||r.length===t.length)}const x=/(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/;function oe(e){let t=e.map(e=>e.split(`/`).slice(0,-1)),[n=[]]=t,r=n.findIndex((e,n)=>t.some(t=>t[n]!==e));return n.slice(0,r<0?n.length:r).join(`/`)}function S(e,t){let n=e=>(e.split(`/`).at(-1)??e).replace(/\.py$/,``);return(t.filter(t=>n(t)===n(e)).length>1?e.replace(/\.py$/,``).replaceAll(`/`,`-`):n(e)).replace(/[^\p{L}\p{N}_.-]/gu,`_`).slice(0,100)}function se(e){let t=/* @__PURE__ */ new Map;return e.map(e=>{let n=(t.get(e.name)??0)+1;return t.set(e.name,n),n===1?e:{...e,name:`${e.name}-${e.key}-${n}`}})}function ce(e){return e%60==0?`${e/60} min`:`${e} s`}
/*!
* Copyright (c) Squirrel Chat et al., All rights reserved.
* SPDX-License-Identifier: BSD-3-Clause
*
* Redistribution and use in source and binary forms, with or without
* modification, are permitted provided that the following conditions are met:
*
* 1. Redistributions of source code must retain the above copyright notice, this
*    list of conditions and the following disclaimer.
* 2. Redistributions in binary form must reproduce the above copyright notice,
*    this list of conditions and the following disclaimer in the
*    documentation and/or other materials provided with the distribution.
* 3. Neither the name of the copyright holder nor the names of its contributors
*    may be used to endorse or promote products derived from this software without
*    specific prior written permission.
*
* THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
* ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
* WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
* DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
* FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
* DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
* SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
* CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
* OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
* OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
*/
function le(e,t){let n=e.slice(0,t).split(/\r?\n/);return[n.length,n.pop().length+1]}function ue(e,t,n){let r=e.split(/\r?\n/),i=``,a=(Math.log10(t+1)|0)+1;for(let e=t-1;e<=t+1;e++){let o=r[e-1];o&&(i+=e.toString().padEnd(a,` `),i+=`:  `,i+=o,i+=`
`,e===t&&(i+=` `.repeat(a+n+2),i+=`^
`))}return i}var C=class e extends Error{line;column;codeblock;constructor(e,t){let[n,r]=le(t.toml,t.ptr),i=ue(t.toml,n,r);super(`Invalid TOML document: ${e}\n\n${i}`,t),this.line=n,this.column=r,this.codeblock=i}static x(t,n,r){throw new e(t,{toml:n.s,ptr:r??n.p})}};
/*!
* Copyright (c) Squirrel Chat et al., All rights reserved.
* SPDX-License-Identifier: BSD-3-Clause
*
* Redistribution and use in source and binary forms, with or without
* modification, are permitted provided that the following conditions are met:
*
* 1. Redistributions of source code must retain the above copyright notice, this
*    list of conditions and the following disclaimer.
* 2. Redistributions in binary form must reproduce the above copyright notice,
*    this list of conditions and the following disclaimer in the
*    documentation and/or other materials provided with the distribution.
* 3. Neither the name of the copyright holder nor the names of its contributors
*    may be used to endorse or promote products derived from this software without
*    specific prior written permission.
*
* THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
* ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
* WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
* DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
* FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
* DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
* SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
* CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
* OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
* OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
*/
function w(e){let t=e.p,n=e.s.charCodeAt(e.p++),r=n,i=n===39,a=n===e.s.charCodeAt(e.p)&&n===e.s.charCodeAt(e.p+1);a&&((n=e.s.charCodeAt(e.p+=2))===10?e.p++:n===13&&e.s.charCodeAt(e.p+1)===10&&(e.p+=2));let o=``,s=e.p,c=0;for(;e.p<e.s.length;e.p++)if(n=e.s.charCodeAt(e.p),a&&(n===10||n===13&&e.s.charCodeAt(e.p+1)===10))c&&=3;else if(n<32&&n!==9||n===127)C.x(`control characters are not allowed in strings`,e);else if((!c||c===3)&&n===r&&(!a||e.s.charCodeAt(e.p+1)===r&&e.s.charCodeAt(e.p+2)===r)){if(a&&(e.s.charCodeAt(e.p+3)===r&&e.p++,e.s.charCodeAt(e.p+3)===r&&e.p++),!c){let t=e.s.slice(s,e.p);o=o?o+t:t}return e.p+=a?3:1,o}else if(!c)!i&&n===92&&(o+=e.s.slice(s,s=e.p),c=1);else if(c===1){if(n===120||n===117||n===85){let t=e.p++-1,r=0,i=n===120?2:n===117?4:8;for(let t=0;t<i;t++,e.p++){let t=e.s.charCodeAt(e.p),n=t>=48&&t<=57?t-48:t>=65&&t<=70?t-65+10:t>=97&&t<=102?t-97+10:-1;n<0&&C.x(`invalid non-hex character in unicode escape`,e),r=r<<4|n}(r<0||r>1114111||r>=55296&&r<=57343)&&C.x(`invalid unicode escape`,e,t),o+=String.fromCodePoint(r),s=e.p--,c=0}else a&&(n===32||n===9)?c=2:(n===98?o+=`\b`:n===116?o+=`	`:n===110?o+=`
`:n===102?o+=`\f`:n===114?o+=`\r`:n===101?o+=`\x1B`:n===34?o+=`"`:n===92?o+=`\\`:C.x(`unrecognised escape sequence`,e),s=e.p+1,c=0)}else n!==32&&n!==9&&(c===2&&C.x(`invalid escape: only line-ending whitespace may be escaped`,e,s),c=+(!i&&n===92),s=e.p);C.x(`unfinished string`,e,t)}
/*!
* Copyright (c) Squirrel Chat et al., All rights reserved.
* SPDX-License-Identifier: BSD-3-Clause
*
* Redistribution and use in source and binary forms, with or without
* modification, are permitted provided that the following conditions are met:
*
* 1. Redistributions of source code must retain the above copyright notice, this
*    list of conditions and the following disclaimer.
* 2. Redistributions in binary form must reproduce the above copyright notice,
*    this list of conditions and the following disclaimer in the
*    documentation and/or other materials provided with the distribution.
* 3. Neither the name of the copyright holder nor the names of its contributors
*    may be used to endorse or promote products derived from this software without
*    specific prior written permission.
*
* THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
* ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
* WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
* DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
* FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
* DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
* SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
* CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
* OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
* OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
*/
let de=/^(\d{4}-\d{2}-\d{2})?[Tt ]?(?:(\d{2}):\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|z|[-+]\d{2}:\d{2})?$/i;var fe=class e extends Date{#e=!1;#t=!1;#n=null;constructor(e,t,n){let r=!0,i=!0,a=`Z`,o;if(typeof e==`string`){if(t)prep:{if(t<3){if(+e.slice(11,13)>23){e=``;break prep}t===2?(a=null,e+=`Z`):(o=e.charCodeAt(e.length-1))!==90&&o!==122&&(a=e.slice(e.length-6)),n&&(e=e.slice(0,10)+`T`+e.slice(11))}else t===4&&(e=+e.slice(0,2)>23?``:`0000-01-01T${e}Z`);r=t!==4,i=t!==3}else{let t=e.match(de);t?(t[1]||(r=!1,e=`0000-01-01T${e}`),i=!!t[2],i&&e[10]===` `&&(e=e.replace(` `,`T`)),t[2]&&+t[2]>23?e=``:(a=t[3]||null,!a&&i&&(e+=`Z`))):e=``}}super(e),isNaN(this.getTime())||(this.#e=r,this.#t=i,this.#n=a)}isDateTime(){return this.#e&&this.#t}isLocal(){return!this.#e||!this.#t||!this.#n}isDate(){return this.#e&&!this.#t}isTime(){return this.#t&&!this.#e}isValid(){return this.#e||this.#t}toISOString(){let e=super.toISOString();if(this.isDate())return e.slice(0,10);if(this.isTime())return e.slice(11,23);if(this.#n===null)return e.slice(0,-1);if(this.#n===`Z`||this.#n===`z`)return e;let t=this.#n.slice(1,3)*60+ +this.#n.slice(4,6);return t=this.#n[0]===`-`?t:-t,(/* @__PURE__ */ new Date(this.getTime()-t*6e4)).toISOString().slice(0,-1)+this.#n}static wrapAsOffsetDateTime(t,n=`Z`){let r=new e(t);return r.#n=n,r}static wrapAsLocalDateTime(t){let n=new e(t);return n.#n=null,n}static wrapAsLocalDate(t){let n=new e(t);return n.#t=!1,n.#n=null,n}static wrapAsLocalTime(t){let n=new e(t);return n.#e=!1,n.#n=null,n}};
/*!
* Copyright (c) Squirrel Chat et al., All rights reserved.
* SPDX-License-Identifier: BSD-3-Clause
*
* Redistribution and use in source and binary forms, with or without
* modification, are permitted provided that the following conditions are met:
*
* 1. Redistributions of source code must retain the above copyright notice, this
*    list of conditions and the following disclaimer.
* 2. Redistributions in binary form must reproduce the above copyright notice,
*    this list of conditions and the following disclaimer in the
*    documentation and/or other materials provided with the distribution.
* 3. Neither the name of the copyright holder nor the names of its contributors
*    may be used to endorse or promote products derived from this software without
*    specific prior written permission.
*
* THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
* ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
* WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
* DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
* FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
* DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
* SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
* CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
* OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
* OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
*/
function T(e,t=10){return t===16?e>47&&e<58||e>64&&e<71||e>96&&e<103:e>47&&e<48+t}function E(e,t){return e===32||e===9||e===10||e===13||t&&(e===t||e===44)||e===35}function D(e,t){let n=e.p,r=e.s.charCodeAt(e.p);if(r===91||r===123){e.d--||C.x(`document contains excessively nested structures. aborting.`,e);let t=r===91?_e(e):ge(e);return e.d++,t}return r===34||r===39?w(e):r===116?((e.s.charCodeAt(++e.p)!==114||e.s.charCodeAt(++e.p)!==117||e.s.charCodeAt(++e.p)!==101)&&C.x(`invalid value`,e,n),e.p++,!0):r===102?((e.s.charCodeAt(++e.p)!==97||e.s.charCodeAt(++e.p)!==108||e.s.charCodeAt(++e.p)!==115||e.s.charCodeAt(++e.p)!==101)&&C.x(`invalid value`,e,n),e.p++,!1):r===43||r===45?O(e,e.p,e.s.charCodeAt(++e.p),44-r,t):e.s.charCodeAt(e.p+4)===45&&e.s.charCodeAt(e.p+7)===45?pe(e,r,t):e.s.charCodeAt(e.p+2)===58?me(e,r,t):O(e,e.p,r,0,t)}function O(e,t,n,r,i){let a=n,o=0,s=!1;if(a===105)return(e.s.charCodeAt(++e.p)!==110||e.s.charCodeAt(++e.p)!==102)&&C.x(`invalid value`,e,t),e.p++,(r||1)/0;if(a===110)return(e.s.charCodeAt(++e.p)!==97||e.s.charCodeAt(++e.p)!==110)&&C.x(`invalid value`,e,t),e.p++,NaN;if(a===48){if(++e.p>=e.s.length||E(a=e.s.charCodeAt(e.p),i))return e.bi===!0?0n:0;if(!r){if(a===120)return k(e,t,16,i);if(a===98)return k(e,t,2,i);if(a===111)return k(e,t,8,i)}a===46?o=2:a===101||a===69?o=4:C.x(`illegal leading zero`,e,t)}else T(a)||C.x(`invalid value`,e,t);for(;++e.p<e.s.length&&(a=e.s.charCodeAt(e.p),!E(a,i));)o||=1,a===95?(o&1||C.x(`illegal underscore`,e),o+=11,s=!0):o===1&&a===46?o=2:(o===1||o===3)&&(a===101||a===69)?o=4:o===4&&(a===43||a===45)?o=6:T(a)?o>9?o-=11:o&1||o++:C.x(`illegal character in numeric literal`,e);if(!o){let t=(n-48)*(r||1);return e.bi===!0?BigInt(t):t}o&1||C.x(`unfinished numeric value`,e,t);let c=e.s.slice(t,e.p);return s&&(c=c.replaceAll(`_`,``)),o>1?parseFloat(c):A(e,c,10,t)}function k(e,t,n,r){let i,a=1;for(;++e.p<e.s.length&&(i=e.s.charCodeAt(e.p),!E(i,r));)i===95?(a&1&&C.x(`illegal underscore`,e),a=3):T(i,n)?a&1&&a--:C.x(`illegal character in numeric literal`,e);a&1&&C.x(`unfinished numeric value`,e);let o=e.s.slice(t+2,e.p);return a&&(o=o.replaceAll(`_`,``)),A(e,o,n,t)}function A(e,t,n,r){if(e.bi!==!0)int:{let i=parseInt(t,n);if(!Number.isSafeInteger(i)){if(e.bi)break int;C.x(`integer value cannot be represented losslessly`,e,r)}return i}return BigInt(n===10?t:(n===2?`0b`:n===8?`0o`:`0x`)+t)}function pe(e,t,n){let r=e.p++,i;if(!T(t)||!T(e.s.charCodeAt(e.p++))||!T(e.s.charCodeAt(e.p++))||!T(e.s.charCodeAt(e.p++)))return O(e,e.p=r,t,0,n);if(e.p+=5,T(e.s.charCodeAt(e.p++))||C.x(`invalid date-time: date part is malformed`,e,r),e.p>=e.s.length||((t=e.s.charCodeAt(e.p))!==32||(i=!0,!T(e.s.charCodeAt(e.p+1))))&&t!==84&&t!==116)return j(e,e.s.slice(r,e.p),3,!1,r);if(e.s.charCodeAt(e.p+=3)!==58&&C.x(`invalid date-time: time part is malformed`,e,r),e.s.charCodeAt(e.p+=3)===58&&(e.p+=3),e.s.charCodeAt(e.p)===46)for(;T(e.s.charCodeAt(++e.p)););if(t=e.s.charCodeAt(e.p)){if(t===90||t===122)return j(e,e.s.slice(r,++e.p),1,i,r,`[+00:00]`);if(t===43||t===45)return j(e,e.s.slice(r,e.p+=6),1,i,r,!e.ld&&`[`+e.s.slice(e.p-6,e.p)+`]`)}return j(e,e.s.slice(r,e.p),2,i,r)}function me(e,t,n){let r=e.p;if(!T(t)||!T(e.s.charCodeAt(++e.p)))return O(e,--e.p,t,0,n);if(e.s.charCodeAt(e.p+=4)===58&&(e.p+=3),e.s.charCodeAt(e.p)===46)for(;T(e.s.charCodeAt(++e.p)););return j(e,e.s.slice(r,e.p),4,!1,r)}function j(e,t,n,r,i,a){if(e.ld){let a=new fe(t,n,r);return a.isValid()||C.x(`invalid date`,e,i),a}try{switch(a&&(t+=a),n){case 1:return Temporal.ZonedDateTime.from(t);case 2:return Temporal.PlainDateTime.from(t);case 3:return Temporal.PlainDate.from(t);case 4:return Temporal.PlainTime.from(t)}}catch(t){C.x(t instanceof Error?t.message:``+t,e,i)}}
/*!
* Copyright (c) Squirrel Chat et al., All rights reserved.
* SPDX-License-Identifier: BSD-3-Clause
*
* Redistribution and use in source and binary forms, with or without
* modification, are permitted provided that the following conditions are met:
*
* 1. Redistributions of source code must retain the above copyright notice, this
*    list of conditions and the following disclaimer.
* 2. Redistributions in binary form must reproduce the above copyright notice,
*    this list of conditions and the following disclaimer in the
*    documentation and/or other materials provided with the distribution.
* 3. Neither the name of the copyright holder nor the names of its contributors
*    may be used to endorse or promote products derived from this software without
*    specific prior written permission.
*
* THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
* ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
* WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
* DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
* FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
* DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
* SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
* CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
* OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
* OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
*/
function he(e){for(;e.p<e.s.length;e.p++){let t=e.s.charCodeAt(e.p);if(t===10)break;if(t===13&&e.s.charCodeAt(e.p+1)===10){e.p++;break}(t<32&&t!==9||t===127)&&C.x(`control characters are not allowed in comments`,e)}}function M(e,t,n){let r;for(;e.p<e.s.length;){for(;e.p<e.s.length&&((r=e.s.charCodeAt(e.p))===32||r===9||!t&&(r===10||r===13&&e.s.charCodeAt(e.p+1)===10));)e.p++;if(n||r!==35)break;he(e)}}
/*!
* Copyright (c) Squirrel Chat et al., All rights reserved.
* SPDX-License-Identifier: BSD-3-Clause
*
* Redistribution and use in source and binary forms, with or without
* modification, are permitted provided that the following conditions are met:
*
* 1. Redistributions of source code must retain the above copyright notice, this
*    list of conditions and the following disclaimer.
* 2. Redistributions in binary form must reproduce the above copyright notice,
*    this list of conditions and the following disclaimer in the
*    documentation and/or other materials provided with the distribution.
* 3. Neither the name of the copyright holder nor the names of its contributors
*    may be used to endorse or promote products derived from this software without
*    specific prior written permission.
*
* THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
* ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
* WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
* DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
* FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
* DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
* SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
* CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
* OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
* OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
*/
function N(e,t=61){let n,r=0,i=[],a,o=e.s.charCodeAt(n=e.p);do if(o===t)return r||C.x(`unexpected end of key`,e),r===1&&i.push(e.s.slice(a,e.p)),e.p++,i;else o===46?(r||C.x(`illegal empty bare key`,e),r===1&&i.push(e.s.slice(a,e.p)),r=0):!r&&(o===34||o===39)?(o===e.s.charCodeAt(e.p+1)&&o===e.s.charCodeAt(e.p+2)&&C.x(`illegal quoted key: multiline strings are not allowed`,e),i.push(w(e)),r=2,e.p--):o===32||o===9?r===1&&(i.push(e.s.slice(a,e.p)),r=2):r===2||o<48&&o!==45||o>57&&o<65||o>90&&o<97&&o!==95||o>122?C.x(`illegal character in key`,e):r||(r=1,a=e.p);while(o=e.s.charCodeAt(++e.p));C.x(`incomplete key-value: cannot find end of key`,e,n)}function ge(e){let t=e.p++,n=Object.create(null),r=/* @__PURE__ */ new Set,i;for(;e.p<e.s.length;){if(M(e),(i=e.s.charCodeAt(e.p))===125)return e.p++,n;let t,a=n,o=!1,s=e.p,c=N(e);for(let n=0;n<c.length;n++){n&&(a=o?a[t]:a[t]=Object.create(null)),t=c[n],(o=Object.hasOwn(a,t))&&(typeof a[t]!=`object`||r.has(a[t]))&&C.x(`trying to redefine an already defined value`,e,s);let i=t===`__proto__`;if(e.uk&&(i||t===`constructor`)){a=e.uk!==1&&C.x(`document contains an unsafe property`,e,s);break}!o&&i&&Object.defineProperty(a,t,{enumerable:!0,configurable:!0,writable:!0})}o&&C.x(`trying to redefine an already defined value`,e,s),M(e,!0,!0);let l=D(e,125);if(a&&typeof(a[t]=l)==`object`&&r.add(l),M(e),(i=e.s.charCodeAt(e.p++))===125)return n;i!==44&&C.x(`expected comma or end of structure`,e,e.p-1)}C.x(`unfinished table`,e,t)}function _e(e){let t=e.p++,n=[],r;for(;e.p<e.s.length;){if(M(e),(r=e.s.charCodeAt(e.p))===93)return e.p++,n;if(n.push(D(e,93)),M(e),(r=e.s.charCodeAt(e.p++))===93)return n;r!==44&&C.x(`expected comma or end of structure`,e,e.p-1)}C.x(`unfinished array`,e,t)}
/*!
* Copyright (c) Squirrel Chat et al., All rights reserved.
* SPDX-License-Identifier: BSD-3-Clause
*
* Redistribution and use in source and binary forms, with or without
* modification, are permitted provided that the following conditions are met:
*
* 1. Redistributions of source code must retain the above copyright notice, this
*    list of conditions and the following disclaimer.
* 2. Redistributions in binary form must reproduce the above copyright notice,
*    this list of conditions and the following disclaimer in the
*    documentation and/or other materials provided with the distribution.
* 3. Neither the name of the copyright holder nor the names of its contributors
*    may be used to endorse or promote products derived from this software without
*    specific prior written permission.
*
* THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
* ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
* WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
* DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
* FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
* DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
* SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
* CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
* OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
* OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
*/
function P(e,t,n,r,i){let a=n,o=r,s,c=!1,l;for(let n=0;n<t.length;n++){if(n){if(a=c?a[s]:a[s]=Object.create(null),o=(l=o[s]).c,i===0&&(l.t===1||l.t===2))return null;if(l.t===2){let e=a.length-1;a=a[e],o=o[e].c}}if(s=t[n],(c=Object.hasOwn(a,s))&&o[s]?.t===0&&o[s]?.d)return null;if(!c){let r=s===`__proto__`;if(e.uk&&(r||s===`constructor`))return!1;r&&(Object.defineProperty(a,s,{enumerable:!0,configurable:!0,writable:!0}),Object.defineProperty(o,s,{enumerable:!0,configurable:!0,writable:!0})),o[s]={t:n<t.length-1&&i===2?3:i,d:!1,i:0,c:Object.create(null)}}}if(l=o[s],l.t!==i&&(i!==1||l.t!==3)||(i===2&&(l.d||(l.d=!0,a[s]=[]),a[s].push(a=Object.create(null)),l.c[l.i++]=l={t:1,d:!1,i:0,c:Object.create(null)}),l.d))return null;if(l.d=!0,i===1)a=c?a[s]:a[s]=Object.create(null);else if(i===0&&c)return null;return[s,a,l.c]}function F(e,t,n){(t===null||e.uk===2)&&C.x(t===null?`trying to redefine an already defined table or value`:`document contains an unsafe property`,e,n)}function ve(e,t={}){let n={s:e,p:0,d:t.maxDepth??1e3,bi:t.integersAsBigInt??!1,ld:t.useLegacyDate??!0,uk:t.unsafeKeyBehaviour===`throw`?2:+(t.unsafeKeyBehaviour===`drop`)},r=Object.create(null),i=Object.create(null),a,o=!1,s=r,c=i;for(e.charCodeAt(0)===65279&&n.p++,M(n);n.p<e.length;){if(e.charCodeAt(n.p)===91){let t=e.charCodeAt(++n.p)===91;a=n.p+=+t,o=!1;let l=N(n,93);t&&(e.charCodeAt(n.p)!==93&&C.x(`expected end of table array declaration`,n),n.p++);let u=P(n,l,r,i,t?2:1);u?(c=u[2],s=u[1]):(F(n,u,a),o=!0)}else{a=n.p;let e=P(n,N(n),s,c,0);!e&&!o&&F(n,e,a),M(n,!0,!0);let t=D(n,void 0);e&&!o&&(e[1][e[0]]=t)}M(n,!0),n.p<e.length&&(a=e.charCodeAt(n.p))!==10&&(a!==13||e.charCodeAt(n.p+1)!==10)&&C.x(`each key-value declaration must be followed by an end-of-line`,n),M(n)}return r}
/*!
* Copyright (c) Squirrel Chat et al., All rights reserved.
* SPDX-License-Identifier: BSD-3-Clause
*
* Redistribution and use in source and binary forms, with or without
* modification, are permitted provided that the following conditions are met:
*
* 1. Redistributions of source code must retain the above copyright notice, this
*    list of conditions and the following disclaimer.
* 2. Redistributions in binary form must reproduce the above copyright notice,
*    this list of conditions and the following disclaimer in the
*    documentation and/or other materials provided with the distribution.
* 3. Neither the name of the copyright holder nor the names of its contributors
*    may be used to endorse or promote products derived from this software without
*    specific prior written permission.
*
* THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
* ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
* WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
* DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
* FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
* DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
* SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
* CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
* OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
* OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
*/
``.isWellFormed;
/*!
* Copyright (c) Squirrel Chat et al., All rights reserved.
* SPDX-License-Identifier: BSD-3-Clause
*
* Redistribution and use in source and binary forms, with or without
* modification, are permitted provided that the following conditions are met:
*
* 1. Redistributions of source code must retain the above copyright notice, this
*    list of conditions and the following disclaimer.
* 2. Redistributions in binary form must reproduce the above copyright notice,
*    this list of conditions and the following disclaimer in the
*    documentation and/or other materials provided with the distribution.
* 3. Neither the name of the copyright holder nor the names of its contributors
*    may be used to endorse or promote products derived from this software without
*    specific prior written permission.
*
* THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
* ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
* WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
* DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
* FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
* DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
* SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
* CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
* OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
* OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
*/
function I(e){try{return ve(e)}catch(e){if(e instanceof C)return{};throw e}}function L(e,...t){let n=e;for(let e of t)n=B(n)?n[e]:void 0;return B(n)?n:{}}function R(e,t){let n=e[t];return typeof n==`string`?n:void 0}function z(e){return Array.isArray(e)?e.filter(e=>typeof e==`string`):[]}function B(e){return typeof e==`object`&&!Array.isArray(e)}function ye(e){let t=I(e),n=L(t,`project`),r=L(t,`tool`,`poetry`),i=R(L(t,`build-system`),`build-backend`),a=z(n.dynamic);return{name:R(n,`name`)??R(r,`name`),requiresPython:R(n,`requires-python`)??Te(L(r,`dependencies`).python),dependencies:[...z(n.dependencies),...V(L(r,`dependencies`))],extras:Se(L(n,`optional-dependencies`),L(r,`extras`),R(n,`name`)),groups:Ce(L(t,`dependency-groups`)),poetryGroups:we(r),backend:i,isPackage:xe(t,i,a),onlyCopies:be.test(i??``)&&r.build===void 0&&L(t,`tool`,`hatch`,`build`).hooks===void 0,hasExtensions:L(t,`tool`,`setuptools`)[`ext-modules`]!==void 0}}const be=/^(?:hatchling|flit_core|poetry\.core|uv_build|pdm\.backend)\b/;function xe(e,t,n){return L(e,`tool`,`uv`).package===!1||L(e,`tool`,`poetry`)[`package-mode`]===!1?!1:t!==void 0&&(B(e.project)||n.length>0)||t!==void 0&&R(L(e,`tool`,`poetry`),`name`)!==void 0||B(e[`build-system`])&&B(e.project)?!0:void 0}function Se(e,t,n){let r=new Map([...Object.entries(t),...Object.entries(e)].map(([e,t])=>[e,z(t)])),i=/^\s*([\w.-]+)\s*\[([^\]]+)\]\s*$/,a=(e,t)=>(r.get(e)??[]).flatMap(r=>{let[,o,s=``]=i.exec(r)??[];return o===void 0||o!==n||t.includes(e)?[r]:s.split(`,`).flatMap(n=>a(n.trim(),[...t,e]))});return new Map([...r.keys()].map(e=>[e,a(e,[])]))}function Ce(e){let t=(n,r)=>(Array.isArray(n)?n:[]).flatMap(n=>{if(typeof n==`string`)return[n];let i=B(n)?R(n,`include-group`):void 0;return i===void 0||r.includes(i)?[]:t(e[i],[...r,i])});return new Map(Object.keys(e).map(n=>[n,t(e[n],[n])]))}function we(e){let t=new Map(Object.keys(L(e,`group`)).map(t=>[t,V(L(e,`group`,t,`dependencies`))])),n=V(L(e,`dev-dependencies`));return n.length>0&&t.set(`dev`,[...t.get(`dev`)??[],...n]),t}function V(e){return Object.keys(e).filter(e=>e!==`python`)}function Te(e){if(typeof e!=`string`)return;let[,t,n=`3`,r=`0`]=/^([\^~])\s*(\d+)(?:\.(\d+))?/.exec(e.trim())??[];return t===`^`?`>=${n}.${r},<${Number(n)+1}`:t===`~`?`>=${n}.${r},<${n}.${Number(r)+1}`:/^[<>=!]/.test(e.trim())&&!e.includes(`||`)?e.trim():void 0}function Ee(e,t){let n=Oe(e),r=(e,t)=>n.get(e)?.get(t),i=r(`metadata`,`name`)??H(t,/\bname\s*=\s*["']([\w.-]+)["']/),a=[...n.get(`options.extras_require`)??[]].map(([e,t])=>[e,_(t)]);return{name:i,requiresPython:r(`options`,`python_requires`)??H(t,/\bpython_requires\s*=\s*["']([^"']+)["']/),dependencies:_(r(`options`,`install_requires`)??``),extras:new Map([...De(t??``),...a]),isProject:t!==void 0||r(`metadata`,`name`)!==void 0,hasScript:t!==void 0}}function De(e){let[,t=``]=/\bextras_require\s*=\s*\{([^}]*)\}/.exec(e)??[];return[...t.matchAll(/["']([\w.-]+)["']\s*:\s*\[([^\]]*)\]/g)].map(([,e=``,t=``])=>[e,[...t.matchAll(/["']([^"']+)["']/g)].map(([,e=``])=>e)])}function Oe(e){let t=/* @__PURE__ */ new Map,n=/* @__PURE__ */ new Map,r=``;for(let i of e.split(/\r?\n/)){let[,e]=/^\[([^\]]+)\]/.exec(i)??[],[,a,o=``]=/^([\w.-]+)\s*[=:]\s*(.*)$/.exec(i)??[];e===void 0?a===void 0?/^\s+\S/.test(i)&&n.has(r)&&n.set(r,`${n.get(r)}\n${i.trim()}`):(r=a,n.set(r,o.trim())):(n=/* @__PURE__ */ new Map,t.set(e.trim(),n))}return t}function H(e,t){return t.exec(e??``)?.[1]}function ke(e){let{package:t}=I(e),n=/* @__PURE__ */ new Map;for(let e of Array.isArray(t)?t:[]){if(!B(e)||![`editable`,`virtual`,`directory`].some(t=>t in L(e,`source`)))continue;let t=g(R(e,`name`)??``);if(t===void 0)continue;let r=(...t)=>Object.keys(L(e,...t)).flatMap(e=>g(e)??[]);n.set(t,{groups:/* @__PURE__ */ new Set([...r(`metadata`,`requires-dev`),...r(`dev-dependencies`)]),extras:new Set(r(`optional-dependencies`))})}return n}const Ae=[[`uv.lock`,`uv`],[`poetry.lock`,`poetry`]];function je({paths:e,readText:t}){let n=new Set(e);return[...new Set(e.flatMap(e=>/^(?:(.*)\/)?(?:pyproject\.toml|setup\.py|setup\.cfg)$/.exec(e)?.slice(1)??[]))].map(e=>e??``).sort((e,t)=>e<t?-1:1).map(r=>{let i=e=>{let i=U(r,e);return n.has(i)?t(i):void 0},a=Ae.find(([e])=>n.has(U(r,e)))?.[1],o=ye(i(`pyproject.toml`)??``),s=Ee(i(`setup.cfg`)??``,i(`setup.py`)),c=U(r,`src/`),l=Me(r,o,s,{lock:a,hasSource:e.some(e=>e.startsWith(c)&&e.endsWith(`.py`))}),u=(a===`uv`?ke(i(`uv.lock`)??``):void 0)?.get(g(l.name??``)??``);return{...l,...u!==void 0&&{locked:u}}})}function Me(e,t,n,{lock:r,hasSource:i}){let a=t.name??n.name,o=t.requiresPython??n.requiresPython,s=/^setuptools\b/.test(t.backend??`setuptools`);return{directory:e,...a!==void 0&&{name:a},...o!==void 0&&{requiresPython:o},dependencies:[...t.dependencies,...n.dependencies],extras:new Map([...n.extras,...t.extras]),groups:t.groups,poetryGroups:t.poetryGroups,isPackage:t.isPackage??(n.isProject||t.name!==void 0&&i),mayCompile:!(t.onlyCopies||s&&!n.hasScript&&!t.hasExtensions),editable:t.backend!==`mesonpy`,leavesEggInfo:s,...r!==void 0&&{lock:r}}}function U(e,t){return e===``?t:`${e}/${t}`}function W(e,t){return t===``||e===t||e.startsWith(`${t}/`)}const G=`.pacegate/venv/bin/python`;function Ne(e,t){let n=e.projects.flatMap(({project:e,wanted:{extras:t,groups:n,files:r,loose:i,requirements:a}})=>{let o=`${e.directory===``?`.`:`./${e.directory}`}${t.length>0?`[${t.join(`,`)}]`:``}`,s=[...e.dependencies,...a.filter(()=>t.length>0)];return[...e.isPackage?[`${e.editable?`-e `:``}${b(o)}`]:s.map(b),...n.map(t=>e.directory===``?`--group ${t}`:`--group ${b(`${U(e.directory,`pyproject.toml`)}:${t}`)}`),...r.map(e=>`-r ${b(e)}`),...i.map(b)]}),r=[.../* @__PURE__ */ new Set([...n,...e.files.map(e=>`-r ${b(e)}`),...e.more.map(b)])].join(` `),i=e.requiresPython!==void 0&&t?` --python ${b(e.requiresPython)}`:``,a=e.projects.some(({wanted:{groups:e}})=>e.length>0);return`set -e
rm -rf .pacegate/venv
if command -v uv > /dev/null; then
  uv venv --quiet${i} .pacegate/venv
  uv pip install --quiet --python ${G} ${[...K(e),r].join(` `)}
else
  python3 -m venv .pacegate/venv
${a?`  ${G} -m pip install --quiet 'pip>=25.1'\n`:``}  ${G} -m pip install --quiet ${r}
fi
`}function K({projects:e}){return e.filter(({project:e})=>e.isPackage&&e.mayCompile).map(({project:{name:e}})=>{let t=e===void 0?void 0:g(e);return t===void 0?`--refresh`:`--reinstall-package ${t}`})}function Pe(e){let t=e.projects.find(({project:e})=>e.lock!==void 0)?.project;if(t?.lock===void 0||t!==e.projects[0]?.project||q(e).length>0)return;let n=[...e.projects.flatMap(({wanted:e})=>e.files).concat(e.files).map(e=>`-r ${b(e)}`),...e.more.map(b)],r=t.directory;return`set -e\n${Fe[t.lock](e,r,n.join(` `))}`}function q({projects:e}){return e.flatMap(({project:{locked:e},wanted:t})=>{if(e===void 0)return[];let n=e=>t=>!e.has(g(t)??t);return[...t.groups.filter(n(e.groups)).map(e=>`group ${e}`),...t.extras.filter(n(e.extras)).map(e=>`extra ${e}`)]})}const Fe={uv:(e,t,n)=>{let{extras:r,groups:i}=Y(e),a=[...t===``?[]:[`--project ${b(t)}`],...e.projects.length>1?[`--all-packages`]:[],...i.includes(`dev`)?[]:[`--no-default-groups`],...i.map(e=>`--group ${e}`),...r.map(e=>`--extra ${e}`),...K(e)],o=n===``?``:`uv pip install --quiet --python ${G} ${n}\n`;return`${J(`uv`)}UV_PROJECT_ENVIRONMENT=$PWD/.pacegate/venv uv sync --quiet --frozen ${a.join(` `)}\n${o}`},poetry:(e,t,n)=>{let{extras:r,groups:i}=Y(e),a=[...t===``?[]:[`--directory ${b(t)}`],`--only ${[`main`,...i].join(`,`)}`,...r.map(e=>`--extras ${e}`)];return`${J(`poetry`)}${Ie}VIRTUAL_ENV=$PWD/.pacegate/venv poetry install --quiet --no-interaction ${a.join(` `)}\n${Le(n)}`}},Ie=`rm -rf .pacegate/venv
python3 -m venv .pacegate/venv
`;function Le(e){return e===``?``:`${G} -m pip install --quiet ${e}\n`}function J(e){return`if ! command -v ${e} > /dev/null; then
  python3 -m venv .pacegate/${e}
  .pacegate/${e}/bin/python -m pip install --quiet ${e}
  PATH=$PWD/.pacegate/${e}/bin:$PATH
fi
`}function Y({projects:e}){let t=t=>[...new Set(e.flatMap(({wanted:e})=>e[t]))];return{extras:t(`extras`),groups:t(`groups`)}}function Re({paths:e,readText:t},{pytest:n,marked:r,pyperf:i,asv:a,asvElsewhere:o},s){let c=[...X(n,"file with the `benchmark` fixture","files with the `benchmark` fixture"),...X(r,`file with tests marked as benchmarks`,`files with tests marked as benchmarks`),...X(i,`pyperf script`,`pyperf scripts`),...a.map(e=>`Found ${e}: benchmarks of airspeed velocity.`),...o.map(e=>`Found ${e}: to gate asv's benchmarks, put a budget file beside it and write \`asv: .*\`.`)];return[...c.length>0?c:[`Found no benchmarks of pytest, pyperf or asv.`],...ze(s.needs),...Be(s.needs),...He(e),...s.asv.flatMap(({several:e})=>e.length>0?[`asv.conf.json has several values of ${e.join(`, `)}: one of each is measured.`]:[]),...X(s.chosen.leftOut,`script too many for ten minutes`,`scripts too many for ten minutes`).map(e=>`${e} Add those that matter.`),...Ue(t,s.needs)]}function ze({projects:e}){let t=e.flatMap(({project:e,wanted:t})=>[...e.directory===``?[]:[e.directory],...t.groups.map(e=>`group ${e}`),...t.extras.map(e=>`extra ${e}`),...t.files]);return t.length===0?[]:[`The set-up installs the project with ${t.join(`, `)}.`]}function Be(e){let t=q(e);return t.length===0?[]:[`uv.lock is older than pyproject.toml and lacks ${t.join(`, `)}: the set-up installs the newest versions that the project allows. To have what is locked, run \`uv lock\`, and \`pacegate init\` again without budgets.yml.`]}const Ve=[`pdm.lock`,`Pipfile.lock`,`pylock.toml`,`environment.yml`];function He(e){return e.filter(e=>Ve.includes(e)).map(e=>`${e} is not read: the set-up installs the newest versions that the project allows.`)}function X(e,t,n){if(e.length===0)return[];let r=e.slice(0,3).join(`, `)+(e.length>3?` and ${e.length-3} more`:``);return[`Found ${e.length} ${e.length===1?t:n}: ${r}.`]}function Ue(e,{projects:t}){let n=t.some(({project:e})=>e.isPackage&&e.leavesEggInfo),r=/egg-info|^\*\.egg|^\*\s*$/m.test(e(`.gitignore`)??``);return n&&!r?[`Add *.egg-info/ to .gitignore: setuptools makes one.`]:[]}function We({paths:e},t){return e.includes(`.python-version`)?`python-version-file: .python-version`:`python-version: ${JSON.stringify(t&&Ge(t)||`3.x`)}`}function Ge(e){return e.split(`,`).map(e=>e.trim()).flatMap(e=>{let[,t=``,n=``,r]=/^(>=|<=|<|>|~=|===?)\s*(\d+)(?:\.(\d+))?[\d.*]*$/.exec(e)??[];if(n===``)return[];let i=r===void 0?n:`${n}.${r}`;return t===`~=`?[`>=${i} <${Number(n)+1}`]:t.startsWith(`==`)?[i]:[`${t}${i}`]}).join(` `)}function Ke(e,t,n){let r=[...Z(`groups`,e.groups),...Z(e.lock===`poetry`?`groups`:`loose`,e.poetryGroups),...Z(`extras`,e.extras),...Z(`files`,new Map([...t].map(([e,t])=>[e,_(t)])))].sort((e,t)=>e.nearness-t.nearness||qe(e.name)-qe(t.name)),i=r.filter(e=>e.nearness===0),a=e=>t=>n.some(n=>e(t.requirements,n)),o=i.some(a(v))?void 0:r.find(a(y))??r.find(a(v)),s=i.length===0?r.find(e=>e.nearness===1):void 0,c=o??s,l=c===void 0||i.includes(c)?i:[...i,c],u=e=>l.filter(t=>t.kind===e).map(e=>e.name);return{extras:u(`extras`),groups:u(`groups`),files:u(`files`),loose:l.filter(e=>e.kind===`loose`).flatMap(e=>e.requirements),requirements:l.flatMap(e=>e.requirements)}}function qe(e){return e.split(/[^A-Za-z]+/).length}function Z(e,t){return[...t].flatMap(([t,n])=>{let r=ee(t);return r===void 0||!/^[\w./-]+$/.test(t)?[]:[{kind:e,name:t,requirements:n,nearness:r}]})}function Je(e){return/(?:^|\/)(?:[\w.-]*requirements[\w.-]*|requirements\/[\w.-]+)\.txt$/.test(e)}function Ye({directory:e,extras:t,dependencies:n},r,{brought:i,repository:a}){if(t.size===0)return[];let o=new Set(a.paths),s=[...new Set(r.flatMap(Q))].flatMap(t=>Xe(t).map(t=>U(e,t))).filter(e=>o.has(e)).flatMap(e=>Q(a.readText(e)??``)),c=new Set([...r.flatMap(Q),...s].map(e=>g(e.replace(/\..*/,``)))),l=new Set([...n,...i].map(g)),u=[...t].sort(([,e],[,t])=>e.length-t.length),d=[...c].flatMap(e=>e===void 0||l.has(e)?[]:u.find(([,t])=>t.some(t=>g(t)===e))?.[0]??[]);return[...new Set(d)].filter(e=>/^[\w.-]+$/.test(e)).sort()}function Q(e){return[...e.matchAll(/^(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\w+)|import[ \t]+([\w., \t]+))/gm)].flatMap(([,e,t,n=``])=>e===void 0?n.split(`,`).map(e=>e.trim().replace(/[ \t].*/,``)):[e,`${e}.${t}`])}function Xe(e){let t=e.replaceAll(`.`,`/`);return[``,`src/`].flatMap(e=>[`${e}${t}.py`,`${e}${t}/__init__.py`])}function Ze(e,t,n){let r=[...t.pytest,...t.marked,...t.pyperf,...t.asv],i=[...t.pytest.length+t.marked.length>0?[`pytest`]:[],...t.pyperf.length>0?[`pyperf`]:[]],a=r.length===0?[]:Qe(e,r),o=tt(e,a,r),s=r.map(t=>e.readText(t)??``),c=a.map(t=>{let n=Ke(t,new Map([...o].filter(([e])=>et(e,a)===t)),i),r=Ye(t,s,{brought:n.requirements,repository:e}),c=r.flatMap(e=>t.extras.get(e)??[]);return{project:t,wanted:{...n,extras:[.../* @__PURE__ */ new Set([...n.extras,...r])],requirements:[...n.requirements,...c]}}}),l=new Map([...o].filter(([e])=>et(e,a)===void 0)),u=Ke({extras:/* @__PURE__ */ new Map,groups:/* @__PURE__ */ new Map,poetryGroups:/* @__PURE__ */ new Map},l,i),d=a.some(e=>e.isPackage||e.dependencies.length>0)||r.length===0,f=e.paths.includes(`requirements.txt`)&&!d?[`requirements.txt`]:[],p=new Set(a.flatMap(e=>e.dependencies.map(g))),m=n.flatMap(e=>e.requirements).filter(e=>!p.has(g(e))),h=[...c.flatMap(({project:e,wanted:t})=>[e.name??``,...e.dependencies,...t.requirements]),...u.requirements,...f.flatMap(t=>_(e.readText(t)??``)),...m],y=[...new Set(a.flatMap(e=>e.requiresPython??[]))].join(`,`);return{projects:c,files:[...f,...u.files],more:[.../* @__PURE__ */ new Set([...m,...i.filter(e=>!v(h,e))])],...y!==``&&{requiresPython:y}}}function Qe(e,t){let n=je(e),r=t.map(t=>e.readText(t)??``),i=new Set(n.filter(e=>t.some(t=>W(t,e.directory))||e.isPackage&&r.some(t=>$e(t,e.name))));for(let e of i){let t=new Set([e.dependencies,...e.groups.values()].flat().map(g));for(let e of n)e.isPackage&&e.name!==void 0&&t.has(g(e.name))&&i.add(e)}return n.filter(e=>i.has(e))}function $e(e,t){if(t===void 0||!/^[\w.-]+$/.test(t))return!1;let n=t.replace(/[-_.]+/g,`[._]`);return RegExp(`^[ \\t]*(?:from|import)[ \\t]+${n}\\b`,`mi`).test(e)}function et(e,t){return t.findLast(t=>W(e,t.directory))}function tt({paths:e,readText:t},n,r){let i=/* @__PURE__ */ new Set([``,...n.map(e=>e.directory),...r.map(nt)]),a=e.filter(e=>Je(e)&&i.has(nt(e).replace(/(?:^|\/)requirements$/,``)));return new Map(a.sort().map(e=>[e,t(e)??``]))}function nt(e){return e.split(`/`).slice(0,-1).join(`/`)}function rt(e){return/^[\p{L}_./][\p{L}\p{N}_./ -]*$/u.test(e)&&!/^(?:true|false|null|~)$|^\.+(?:inf|nan)?$| $/i.test(e)?e:JSON.stringify(e)}const it=e=>`# Performance budgets: what may not get slower, and by how much it may.
#
#   pacegate check                  every mistake in this file, with its line
#   pacegate run --base ${e.padEnd(12)} measure this checkout against where it left ${e}, side by side, and judge
#
# Every key is described in Pacegate's docs/budgets.md.
version: 1
`,$=`      # Promises to users hold whatever the baseline did:
      # - p95 < 300 ms
      # - peak_memory < baseline + 10%
`,at=`  example:                                # an example: replace it by a benchmark of your own
    timeit: sorted(range(10_000), key=str)
    budgets:
      - time < baseline + 5%
${$}
  # A function of yours: the harness warms it up, finds how often to call it, and starts fresh processes.
  # search:
  #   question: How long does one search take?
  #   callable: benchmarks/search.py:search     # a file and a function in it
  #   dataset: { name: products, path: data/products.jsonl, reviewed: DATE }
  #   traffic: 3M/day                           # calls in production: puts a change in CPU hours and money
  #   budgets:
  #     - time < baseline + 5%
`;function ot(e,{measure:t,today:n,base:r}){let i=`
gate:
  # A pilot: the same reports, but nothing fails before that day. It is a success if until then nothing that did not get
  # slower was called so, and few budgets stayed undecided. Reports from three days before it on count both, propose
  # budgets, and have the one line that enforces. To enforce at once: \`mode: enforce\` in place of it.
  enforce_from: ${ct(n)}
# baseline:
#   store: branch                         # a history that stays, in a branch of this repository (needs contents: write)
`,a=e.length===0?at.replace(`DATE`,n):e.map(({name:e,key:t,value:n},r)=>`  ${rt(e)}:
    ${t}: ${rt(n)}
    budgets:
      - time < baseline + 5%                # fails when a call gets more than 5 % slower, beyond doubt
${r===0?$:``}`).join(`
`);return`${it(r)}${st(t)}${i}\nbenchmarks:\n${a}`}function st({setUp:e,maxTime:t,totalTime:n,env:r}){let i=[...e===void 0?[]:[`  # Each side gets an environment of its own, so that each side runs its own code, with the same versions of the rest.`,`  python: ${G}`,`  setup: |`,...e.trimEnd().split(`
`).map(e=>`    ${e}`)],...t===void 0?[]:[`  max_time: ${t.padEnd(22)}# of each benchmark, so that all fit ten minutes`],...n===void 0?[]:[`  total_time: ${n.padEnd(20)}# of the whole run, set-up and all; what is open then stays open`],...Object.keys(r).length===0?[]:[`  env:`,...Object.entries(r).map(([e,t])=>`    ${e}: ${JSON.stringify(t)}`)]];return i.length===0?``:`\nmeasure:\n${i.join(`
`)}\n`}function ct(e){let t=/* @__PURE__ */ new Date(`${e}T00:00:00Z`);return t.setUTCDate(t.getUTCDate()+14),t.toISOString().slice(0,10)}function lt(e,t){return`# Measures pull requests against their base, and comments when something got slower.
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
          ${t}
      - uses: OWNER/pacegate@v1
        with:
          budgets: budgets.yml
`}function ut(e,{today:n,defaultBranch:r}){let i=p(e),a=ne(i,e.paths),o=i.asv.map(n=>t(e.readText(n)??``)),s=Ze(e,i,o),c=new Set(e.paths),l=[{path:`budgets.yml`,text:ot(a.entries,{measure:dt(s,a,o,c),today:n,base:r})},{path:`.github/workflows/pacegate.yml`,text:lt(r,We(e,s.requiresPython))}],u=a.entries.length===0&&!c.has(`budgets.yml`)?[`budgets.yml holds an example: replace it by a benchmark of your own.`]:[];return{files:l.filter(({path:e})=>!c.has(e)),messages:[...Re(e,i,{chosen:a,needs:s,asv:o}),...u,...l.filter(({path:e})=>c.has(e)).map(({path:e})=>`${e} is there already and stays as it is.`)]}}function dt(e,{entries:t,maxTime:n},r,i){let a=e.projects.some(({project:e})=>e.isPackage&&e.mayCompile);return{setUp:e.projects.length===0&&e.files.length===0&&e.more.length===0?void 0:Pe(e)??Ne(e,!i.has(`.python-version`)),maxTime:n,totalTime:t.length===0?void 0:a?`20 min`:`10 min`,env:Object.assign({},...r.map(e=>e.env))}}const ft=/* @__PURE__ */ new Set([`node_modules`,`site-packages`,`__pycache__`,`venv`,`env`,`build`,`dist`,`target`,`vendor`,`_vendor`,`third_party`]);async function pt({directory:t,today:n=/* @__PURE__ */ new Date,write:r=yt}){let i=mt(t),a=e=>gt(c(t,e)),o=ut({paths:i,readText:a},{today:n.toISOString().slice(0,10),defaultBranch:_t(a)}),s=o.files.map(({path:n,text:i})=>{try{return r(c(t,n),i),`Wrote ${n}.`}catch(t){if(vt(t)===`EEXIST`)return`${n} is there already and stays as it is.`;throw new e(`${n} cannot be written (${vt(t)??String(t)})`,{cause:t})}}),l=o.files.length===0?[]:["Next: read them, replace OWNER by the owner of the action, and try `pacegate check`."];return[...o.messages,...s,...l]}function mt(e){let t=[],n=[``];for(let r=n.shift();r!==void 0;r=n.shift())for(let i of ht(c(e,r))){let e=r===``?i.name:`${r}/${i.name}`,a=i.name.startsWith(`.`)&&i.name!==`.github`;if(i.isDirectory()&&!a&&!ft.has(i.name))n.push(e);else if(i.isFile()&&t.push(e)>=2e4)return t}return t}function ht(e){try{return i(e,{withFileTypes:!0}).sort((e,t)=>e.name<t.name?-1:1)}catch{return[]}}function gt(e){try{return a(e).size<=1048576?r(e,`utf8`):void 0}catch{return}}function _t(e){let t=e(`.git/refs/remotes/origin/HEAD`)??e(`.git/HEAD`)??``;return/^ref: refs\/(?:remotes\/origin|heads)\/(\S+)\s*$/.exec(t)?.[1]??`main`}function vt(e){return e instanceof Error&&`code`in e?String(e.code):void 0}function yt(e,t){n(s(e),{recursive:!0}),o(e,t,{flag:`wx`})}const bt={usage:`pacegate init`,summary:`Write a first budgets.yml and workflow for the benchmarks found here. Overwrites nothing.`,options:{},positionals:[0,0],async run(e,t){for(let e of await pt({directory:t.cwd()}))t.stdout.write(`${e}\n`);return 0}};export{bt as init};