import { expect, test } from "bun:test";
import { parseDatabaseUrl } from "../../../lib/edge/state/open/database-url.ts";
import { explainDriverError } from "../../../lib/edge/state/open/driver-error.ts";

const FILE = parseDatabaseUrl("file:/home/dev/.memories/memories.db");

// As the driver words them, without a code.
test.each([
  'ConnectionFailed("Unable to open connection to local database file:///home/dev/memories.db?vfs=unix: 14")',
  "No locks available (os error 37)",
  "Input/output error (os error 5)",
])("what the system refuses a local database is a failure with a remedy, and no bug: %s", (text) => {
  expect(explainDriverError(new Error(text), FILE, [])).toMatchObject({
    code: "io_failed",
    message: expect.stringContaining(text),
    hint: expect.stringContaining("permissions"),
  });
});

test("a statement that is wrong stays a bug", () => {
  const thrown = explainDriverError(new Error("near SELEC: syntax error"), FILE, []);
  expect(thrown).toBeInstanceOf(Error);
  expect(thrown).not.toHaveProperty("hint");
});
