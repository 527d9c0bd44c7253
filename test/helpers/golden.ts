import { expect } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const GOLDEN = join(import.meta.dirname, "../../fixtures/golden");

/**
 * The text is byte for byte what stands in `fixtures/golden/<name>`. With `UPDATE_GOLDEN=1` the file is written
 * instead; a reviewer then reads the difference.
 */
export function expectGolden(name: string, text: string): void {
  const path = join(GOLDEN, name);
  if (process.env.UPDATE_GOLDEN === "1") {
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, "utf8"));
}
