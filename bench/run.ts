/**
 * `npm run bench [NAME…]`: the figures that the project promises, each as a ratio in one run where it is one. Prints a
 * line each and fails (exit 1) where one is missed. Run it on a machine that does nothing else; where a figure needs an
 * unloaded one and this one's own speed varied, it is void.
 */
import { action } from './action.ts';
import { compare } from './compare.ts';
import { type Figure, holds, renderFigure } from './figure.ts';
import { flameGraph } from './flame.ts';
import { history } from './history.ts';
import { interval } from './interval.ts';
import { memory } from './memory.ts';
import { merge } from './merge.ts';
import { outage } from './outage.ts';
import { page } from './page.ts';
import { push } from './push.ts';
import { render } from './render.ts';
import { start } from './start.ts';
import { suite } from './suite.ts';
import { verdict } from './verdict.ts';

const BENCHES: Readonly<Record<string, () => Promise<Figure[]>>> = {
  start,
  verdict,
  interval,
  memory,
  compare,
  merge,
  render,
  page,
  flame: flameGraph,
  action,
  outage,
  push,
  suite,
  history,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(`There is no figure ${unknown.join(', ')}. Write any of ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}
let missed = 0;
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const figure of await bench()) {
    console.log(renderFigure(figure));
    if (!holds(figure) && figure.void === undefined) missed++;
  }
}
process.exitCode = missed > 0 ? 1 : 0;
