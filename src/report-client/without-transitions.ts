/**
 * In place of d3-transition, which d3-flame-graph calls for each frame even where nothing moves: changes are there at once, and
 * thousands of timers are not.
 */
import { selection } from 'd3-selection';

const itself = function <Self>(this: Self): Self {
  return this;
};
Object.assign(selection.prototype, { transition: itself, duration: itself, delay: itself, ease: itself });
