import { spawnSync } from "node:child_process";

/** Everything that is checked without running the product: types, lint and format, unused code, stale docs. */
const CHECKS: readonly (readonly [string, ...string[]])[] = [
  ["tsc", "--noEmit"],
  ["biome", "check", "--error-on-warnings"],
  ["knip-bun", "--no-progress"],
  // Once more as if there were no tests: what only they use is unused.
  ["knip-bun", "--no-progress", "--production"],
  ["bun", "scripts/docs.ts", "--check"],
];

let failed = 0;
for (const [program, ...args] of CHECKS) {
  const line = [program, ...args].join(" ");
  const { status } = spawnSync(program, args, { stdio: "inherit" });
  process.stdout.write(`${status === 0 ? "ok" : "FAILED"}  ${line}\n`);
  if (status !== 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);
