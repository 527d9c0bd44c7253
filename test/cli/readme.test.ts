import { afterAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { programFolder, sandbox, TOP } from "../helpers/cli.ts";
import { consoleBlocks, parseTranscript } from "../helpers/transcript.ts";

const place = sandbox();
afterAll(() => place.dispose());
const bin = programFolder(place.dir, [process.execPath, join(TOP, "cli/main.ts")]);
const steps = consoleBlocks(readFileSync(join(TOP, "README.md"), "utf8")).flatMap(parseTranscript);

test("the README has transcripts to replay", () => {
  expect(steps.length).toBeGreaterThan(4);
});

for (const [index, step] of steps.entries()) {
  test(`README step ${index + 1} prints what it says: ${step.command.split("\n")[0]}`, () => {
    const result = spawnSync("sh", ["-c", step.command], {
      cwd: place.dir,
      env: { ...place.env, PATH: `${bin}:${place.env.PATH}` },
      encoding: "utf8",
    });
    const shown = (text: string) => text.replaceAll(place.dir, "/home/dev");
    expect({ stdout: shown(result.stdout), stderr: shown(result.stderr), exit: result.status }).toEqual({
      stdout: step.stdout,
      stderr: step.stderr,
      exit: step.exit,
    });
  });
}
