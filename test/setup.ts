/**
 * Property tests draw the same inputs in every run, so that a red check is about the change and not about the draw. `FUZZ=1 npx
 * vitest run …` draws new ones.
 */
import fc from 'fast-check';

if (!process.env.FUZZ) fc.configureGlobal({ seed: 20_261_122 });
