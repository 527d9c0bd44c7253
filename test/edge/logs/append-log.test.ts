import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  appendLog,
  forgetInLogs,
  LOG_MAX_BYTES,
  LOGS_KEPT,
  lastLogLines,
  logFile,
} from "../../../lib/edge/logs/append-log.ts";

const home = mkdtempSync(join(tmpdir(), "memories-logs-"));
afterEach(() => rmSync(join(home, "logs"), { recursive: true, force: true }));

test("a full log moves aside, the oldest is dropped, and all are private", () => {
  const path = logFile(home);
  const line = `${"x".repeat(LOG_MAX_BYTES / 4)}\n`;
  for (let i = 0; i < 4 * (LOGS_KEPT + 3); i++) appendLog(path, line);
  const names = readdirSync(join(home, "logs")).toSorted();
  expect(names).toEqual(["run.log", ...Array.from({ length: LOGS_KEPT }, (_, age) => `run.log.${age + 1}`)]);
  for (const name of names) {
    const stat = statSync(join(home, "logs", name));
    expect(stat.size).toBeLessThanOrEqual(LOG_MAX_BYTES);
    expect(stat.mode & 0o777).toBe(0o600);
  }
});

test("a log that something else filled is cut to its end before it moves aside", () => {
  appendLog(logFile(home), "first\n");
  writeFileSync(logFile(home), `${"old line\n".repeat(2_000_000)}last\n`);
  appendLog(logFile(home), "next\n");
  expect(readFileSync(logFile(home), "utf8")).toBe("next\n");
  const aside = `${logFile(home)}.1`;
  expect(statSync(aside).size).toBeLessThanOrEqual(LOG_MAX_BYTES);
  expect(readFileSync(aside, "utf8")).toEndWith("old line\nlast\n");
});

test("the newest lines are read back in order, and none when there is no log", () => {
  expect(lastLogLines(logFile(home), 2)).toEqual([]);
  for (const word of ["one", "two", "three"]) appendLog(logFile(home), `${word}\n`);
  expect(lastLogLines(logFile(home), 2)).toEqual(["two", "three"]);
});

test("forgetting removes the lines that give something away, and only those", () => {
  for (const word of ["keep", "secret", "keep too"]) appendLog(logFile(home), `${word}\n`);
  expect(forgetInLogs(home, (line) => line.includes("secret"))).toBe(1);
  expect(readFileSync(logFile(home), "utf8")).toBe("keep\nkeep too\n");
});
