import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** `bun run bench [NAME…]`: measures beside a peer or the physical limit, and keeps the results in fixtures/bench/. */
const TOP = join(import.meta.dirname, "..");
const FOLDER = join(TOP, "test/bench");
const known = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".ts"))
  .map((name) => name.slice(0, -".ts".length));
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !known.includes(name));
if (unknown !== undefined) {
  process.stderr.write(`bench: no benchmark is called ${unknown}; there are ${known.join(", ")}\n`);
  process.exit(2);
}
for (const name of asked.length > 0 ? asked : known) {
  process.stdout.write(`\n# ${name}\n`);
  const bench: { run?: () => Promise<object> } = await import(join(FOLDER, `${name}.ts`));
  if (bench.run === undefined) continue;
  const result = await bench.run();
  mkdirSync(join(TOP, "fixtures/bench"), { recursive: true });
  writeFileSync(join(TOP, "fixtures/bench", `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
}
