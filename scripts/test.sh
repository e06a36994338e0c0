#!/usr/bin/env bash
# Everything that must hold before a change lands: format, lint, types, a fresh dist, and all tests.
# Ends with one plain line, `N passed, N failed`, from vitest's own counts.
set -uo pipefail
cd "$(dirname "$0")/.."

failed_steps=0
step() {
  echo "▸ $*"
  "$@" || { echo "✗ $*"; failed_steps=$((failed_steps + 1)); }
}

step node_modules/.bin/biome check .
step node_modules/.bin/tsc --noEmit
step node_modules/.bin/tsc --noEmit -p src/report-client
step node scripts/build.ts --check
step node scripts/schema.ts --check
step node test/tools/prepare.ts

results=$(mktemp)
trap 'rm -f "$results"' EXIT
node_modules/.bin/vitest run --reporter=default --reporter=json --outputFile.json="$results" "$@"
vitest_status=$?

# A run that was cut short, or executed no test, must not look like a pass.
node -e '
  const [file, steps, status] = process.argv.slice(1);
  let r = {};
  try { r = JSON.parse(require("node:fs").readFileSync(file, "utf8")); } catch {}
  const passed = r.numPassedTests ?? 0;
  const skipped = (r.numPendingTests ?? 0) + (r.numTodoTests ?? 0);
  let failed = (r.numFailedTests ?? 0) + Number(steps);
  if (failed === 0 && (Number(status) !== 0 || passed === 0)) failed = 1;
  console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`);
  process.exit(failed ? 1 : 0);
' "$results" "$failed_steps" "$vitest_status"
