import { expect, test } from "bun:test";
import { join } from "node:path";
import { generatedTexts, packageTexts } from "./corpus/clean-texts.ts";
import { Draw } from "./corpus/draw.ts";
import { measureFalseAlarms } from "./corpus/measure.ts";

const MEGABYTE = 1_000_000;

test("at most one false alarm per MB in generated logs, lock files, hashes, ids, settings and prose", () => {
  const { bytes, alarms } = measureFalseAlarms(generatedTexts(new Draw(31), 50_000));
  expect(bytes).toBeGreaterThan(2 * MEGABYTE);
  expect(alarms.length / (bytes / MEGABYTE), alarms.slice(0, 5).join("\n")).toBeLessThanOrEqual(1);
});

test("at most one false alarm per MB in code, types, source maps and READMEs of packages", () => {
  const root = join(import.meta.dirname, "../../../node_modules");
  const { bytes, alarms } = measureFalseAlarms(packageTexts(root, 6 * MEGABYTE));
  expect(bytes).toBeGreaterThan(2 * MEGABYTE);
  expect(alarms.length / (bytes / MEGABYTE), alarms.slice(0, 5).join("\n")).toBeLessThanOrEqual(1);
});
