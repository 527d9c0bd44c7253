import { afterAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { binary, programFolder, sandbox, TOP } from "../helpers/cli.ts";
import { consoleBlocks, parseTranscript, renderStep, type Step } from "../helpers/transcript.ts";

const README = join(TOP, "README.md");
/** More than a person reads before the first try. */
const MOST_LINES = 150;

const place = sandbox();
afterAll(() => place.dispose());
const bin = programFolder(place.dir, [binary()]);
const text = readFileSync(README, "utf8");
const blocks = consoleBlocks(text);

/** Runs a step as the person of the README would, who lives in `/home/dev`. */
function run({ command }: Step): Step {
  const { stdout, stderr, status } = spawnSync("sh", ["-c", command], {
    cwd: place.dir,
    env: { ...place.env, PATH: `${bin}:${place.env.PATH}` },
    encoding: "utf8",
  });
  const shown = (printed: string) => printed.replaceAll(place.dir, "/home/dev");
  return { command, stdout: shown(stdout), stderr: shown(stderr), exit: status ?? -1 };
}

const ran = blocks.map((block) => parseTranscript(block).map((step) => ({ step, result: run(step) })));
if (process.env.UPDATE_GOLDEN === "1") {
  const fresh = ran.map((steps) => steps.map(({ result }) => renderStep(result)).join("\n"));
  writeFileSync(
    README,
    blocks.reduce((whole, block, at) => whole.replace(block, () => fresh[at] ?? block), text),
  );
}

test("the README has transcripts to replay, and is short", () => {
  expect(ran.flat().length).toBeGreaterThan(2);
  expect(text.split("\n").length).toBeLessThanOrEqual(MOST_LINES);
});

for (const [index, { step, result }] of ran.flat().entries()) {
  test(`README step ${index + 1} prints what it says: ${step.command.split("\n")[0]}`, () => {
    expect(result).toEqual(step);
  });
}
