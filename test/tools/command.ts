import { execFile } from 'node:child_process';

/** Runs a program to its end and returns what it printed; rejects with the tail of it where the status is not 0. */
export function output(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      [...args],
      { env: { ...process.env, ...env }, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        const tail = `${stdout}\n${stderr}`.trim().slice(-2000);
        reject(new Error(`${program} ${args.join(' ')} failed: ${tail || error.message}`));
      },
    ).stdin?.end();
  });
}
