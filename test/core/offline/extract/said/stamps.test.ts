import { expect, test } from "bun:test";
import { stampsIn } from "../../../../../lib/core/offline/extract/said/stamps.ts";

const heads = (text: string) => stampsIn(text.split("\n")).heads;

test.each([
  ["a dash", "jules — Today at 14:02\nnever on Fridays"],
  ["a dot", "Mirko • gestern 18:03\nnur noch pnpm"],
  ["a bracket", "Lena Schulz, [21.11.26 09:14]\nimmer fragen"],
  ["two blanks and a Chinese time", "王小明  上午 10:32\n以后一律用 pnpm"],
  ["what they did, and an age", "anna.kim commented 2 hours ago\nalways narrow it"],
  ["what they did, in German", "Jana Groß kommentierte vor 3 Stunden\nimmer loggen"],
  ["what they asked for, and a file", "@dkaro requested changes on src/db.rs\nalways close it"],
  ["an age in Japanese", "佐藤 — 3 時間前\n必ず書いて"],
])("somebody's words begin below their name with %s", (_, text) => expect(heads(text)).toEqual([0]));

test("two names with a time behind them are a chat, one is not", () => {
  expect(heads("田中 太郎 10:32\n必ず書いて\n\n佐藤 10:40\n了解")).toEqual([0, 3]);
  expect(heads("Deploy 10:30\nnever later")).toEqual([]);
});

test.each([
  "(last edited by M. Ortiz, 3 Mar 2026)",
  "Dernière modification : 3 mars 2026",
  "answered Mar 3, 2014 at 10:12",
])("%j tells that a text was copied", (line) => expect(stampsIn(["look", "", line]).edited).toEqual([2]));

test.each([
  "Deploy at 10:30\nplease",
  "I pushed it 2 hours ago\nnever mind",
  "From 2026 on use tabs\nalways",
  "a.ts\nb.ts",
])("%j has nobody else's head", (text) => expect(stampsIn(text.split("\n"))).toEqual({ heads: [], edited: [] }));
