import { expect, test } from "bun:test";
import { folderMatcher } from "../../../lib/core/text/folder-pattern.ts";

const CASES: readonly [pattern: string, folder: string, meant: boolean][] = [
  ["/w/shop", "/w/shop", true],
  ["/w/shop", "/w/shop/api", true],
  ["/w/shop", "/w/shop-old", false],
  ["/w/shop/", "/w/shop", true],
  ["/", "/anything", true],
  ["/w/*", "/w/shop", true],
  ["/w/*", "/w/shop/api", false],
  ["/w/**", "/w/shop/api", true],
  ["/w/**", "/w/.hidden/x", true],
  ["/w/sh?p", "/w/shop", true],
  ["/w/{a,b}", "/w/b", true],
  ["*", "/w", false],
];

for (const [pattern, folder, meant] of CASES) {
  test(`${pattern} ${meant ? "means" : "does not mean"} ${folder}`, () =>
    expect(folderMatcher(pattern)(folder)).toBe(meant));
}
