import { expect, test } from "bun:test";
import fc from "fast-check";
import { MemoriesError } from "../../../lib/core/errors.ts";
import { checkArguments } from "../../../lib/core/memory-read/check-arguments.ts";
import { listInput, noteInput, readInput, searchInput } from "../../../lib/core/memory-read/tool-shapes.ts";

test("each wrong, missing and unknown argument is named", () => {
  const message = (given: unknown) => {
    try {
      checkArguments(readInput, given);
      return "";
    } catch (thrown) {
      return thrown instanceof MemoriesError ? thrown.message : "not an expected failure";
    }
  };
  expect(message({ path: 7, line_offset: 0, extra: 1 })).toMatch(/path.*line_offset.*extra/);
  expect(message({})).toContain("path");
  expect(message({ path: null })).toContain("path");
});

test("no arguments are the empty ones", () => {
  expect(checkArguments(listInput, undefined)).toEqual({});
});

test("whatever is given is either taken as it is or refused as an expected failure", () => {
  const key = fc.constantFrom(
    "path",
    "cursor",
    "max_results",
    "query",
    "queries",
    "title",
    "note",
    "line_offset",
    "__proto__",
  );
  const given = fc.oneof(fc.dictionary(key, fc.anything()), fc.anything());
  fc.assert(
    fc.property(given, fc.constantFrom(listInput, readInput, searchInput, noteInput), (value, shape) => {
      try {
        expect(checkArguments<object>(shape, value)).toEqual((value ?? {}) as object);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(MemoriesError);
      }
    }),
    { numRuns: 1_000 },
  );
});
