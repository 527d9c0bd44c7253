import { runCompat } from "../test/compat/run-compat.ts";

/**
 * `npm run compat [-- CLIENT…|all]`: real clients from the registry live through scripted conversations; then the
 * binary reads what they left on the disk, and what it makes of it is compared with what was said.
 */
process.exitCode = await runCompat(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
