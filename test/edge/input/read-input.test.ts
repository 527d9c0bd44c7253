import { expect, test } from "bun:test";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemoriesError } from "../../../lib/core/errors.ts";
import { checkInputs, readInput } from "../../../lib/edge/input/read-input.ts";

const PRINT = join(import.meta.dirname, "print-input.ts");
const RUN = `${process.execPath} ${PRINT}`;

/** Runs a shell line in which `$RUN` prints its standard input. */
function shell(line: string): string {
  return spawnSync("bash", ["-c", line.replaceAll("$RUN", RUN)], { encoding: "utf8" }).stdout;
}

async function readWhole(name: string): Promise<string> {
  const parts: string[] = [];
  for await (const chunk of readInput(name)) parts.push(chunk.toString("latin1"));
  return parts.join("");
}

function folder(use: (dir: string) => Promise<void> | void) {
  return async () => {
    const dir = mkdtempSync(join(tmpdir(), "memories-input-"));
    try {
      await use(dir);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  };
}

test("a pipe is read to its end, also when it pauses", () => {
  expect(shell("(printf a; sleep 0.2; printf b) | $RUN")).toBe("[a][b]over");
});

test("files, an empty device and a closed descriptor are standard input too", () => {
  expect(shell("printf abc > /tmp/$$.in; $RUN < /tmp/$$.in; rm /tmp/$$.in")).toBe("[abc]over");
  expect(shell("$RUN < /dev/null")).toBe("over");
  expect(shell("$RUN <&-")).toBe("over");
});

test("a folder is refused", () => {
  expect(shell("$RUN < /")).toContain("cannot read standard input");
});

test("a socket, as editors give their children, is read as it comes", async () => {
  const child = spawn(process.execPath, [PRINT], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.write("first");
  let seen = "";
  for await (const chunk of child.stdout) {
    seen += String(chunk);
    if (seen === "[first]") child.stdin.end("second");
  }
  expect(seen).toBe("[first][second]over");
});

test("a descriptor that somebody made non-blocking is read all the same", () => {
  const perl = "perl -e 'use Fcntl; fcntl(STDIN, F_SETFL, O_NONBLOCK); exec @ARGV' $RUN";
  expect(shell(`(sleep 0.3; printf a; sleep 0.2; printf b) | ${perl}`)).toBe("[a][b]over");
});

test("a run that is stopped does not wait for an input that never comes", async () => {
  const child = spawn("bash", ["-c", `exec ${RUN} < <(printf a; sleep 60)`], { stdio: ["ignore", "pipe", "inherit"] });
  const seen: string[] = [];
  for await (const chunk of child.stdout) {
    seen.push(String(chunk));
    if (seen.join("") === "[a]") child.kill("SIGTERM");
  }
  expect(seen.join("")).toBe("[a]stopped by SIGTERM");
});

test(
  "a large file is read whole, and a chunk is only valid until the next",
  folder(async (dir) => {
    const bytes = Buffer.alloc(1_000_003, "0123456789");
    writeFileSync(join(dir, "large"), bytes);
    expect(await readWhole(join(dir, "large"))).toBe(bytes.toString());
  }),
);

test(
  "inputs that cannot be read are refused before the first is",
  folder((dir) => {
    writeFileSync(join(dir, "there"), "");
    mkdirSync(join(dir, "folder"));
    checkInputs([join(dir, "there"), "-"]);
    expect(() => checkInputs([join(dir, "there"), join(dir, "absent")])).toThrow(MemoriesError);
    expect(() => checkInputs([join(dir, "folder")])).toThrow("it is a folder");
  }),
);
