import { type Attack, attackBench } from "../test/attack/attack.ts";
import { badGit } from "../test/attack/git.ts";
import { limits } from "../test/attack/limits.ts";
import { strangeFiles } from "../test/attack/surroundings.ts";

/**
 * `npm run test:attack [-- --seconds N] [-- WORD…]`: tries the built program against an unlucky or hostile world. With
 * `--seconds` it tries as many cases as there is time for, spread over all of them, and says how many it left; words
 * choose the cases whose names hold one.
 */
const ATTACKS: readonly Attack[] = [limits, badGit, strangeFiles];
const typed = process.argv.slice(2);
const at = typed.indexOf("--seconds");
const seconds = at === -1 ? Number.POSITIVE_INFINITY : Number(typed[at + 1]);
if (Number.isNaN(seconds)) {
  process.stderr.write("test:attack: --seconds needs a number\n");
  process.exit(2);
}
const words = at === -1 ? typed : typed.toSpliced(at, 2);
const chosen = ATTACKS.flatMap(({ name, cases }) =>
  cases.map((one) => ({ ...one, name: `${name}: ${one.name}` })),
).filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));

/** So far apart are cases tried one after the other: a prime, so that a run cut short has seen something of each kind. */
const STRIDE = 37;
const order = chosen.map((_, n) => chosen[(n * STRIDE) % chosen.length]).filter((one) => one !== undefined);
const tried = chosen.length % STRIDE === 0 ? chosen : order;

const bench = attackBench();
const began = performance.now();
let [passed, failed, left] = [0, 0, 0];
try {
  for (const one of tried) {
    if (performance.now() - began > seconds * 1_000) {
      left += 1;
      continue;
    }
    try {
      bench.restore();
      await one.run(bench);
      passed += 1;
    } catch (thrown) {
      failed += 1;
      process.stdout.write(`FAILED: ${one.name}: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    }
  }
} finally {
  bench.dispose();
}
const rest = left === 0 ? "" : `, ${left} left for a run without --seconds`;
process.stdout.write(`attacks: ${passed} passed, ${failed} failed${rest}\n`);
process.exit(failed === 0 ? 0 : 1);
