import { expect, test } from "bun:test";
import fc from "fast-check";
import { withoutCredentials } from "../../../lib/core/text/git-url.ts";

const CASES: readonly (readonly [string, string])[] = [
  ["https://example.invalid/acme/alpha.git", "https://example.invalid/acme/alpha.git"],
  ["https://user:pass@example.invalid/a.git", "https://example.invalid/a.git"],
  ["https://ghp_token@example.invalid:8443/a.git", "https://example.invalid:8443/a.git"],
  ["https://u:p@ss@example.invalid/a.git", "https://example.invalid/a.git"],
  ["https://u:p/ss@example.invalid/a.git", "https://example.invalid/a.git"],
  ["https://example.invalid/a@v2/b.git", "https://example.invalid/a@v2/b.git"],
  ["https://example.invalid:443/a@v2.git", "https://example.invalid:443/a@v2.git"],
  ["https://example.invalid/a.git?access_token=abc#x", "https://example.invalid/a.git"],
  ["HTTPS://u:p@EXAMPLE.invalid/a", "HTTPS://EXAMPLE.invalid/a"],
  ["ssh://git@example.invalid:22/a.git", "ssh://git@example.invalid:22/a.git"],
  ["ssh://git:pass@example.invalid/a.git", "ssh://git@example.invalid/a.git"],
  ["git@example.invalid:acme/a.git", "git@example.invalid:acme/a.git"],
  ["user:pass@example.invalid:acme/a.git", "example.invalid:acme/a.git"],
  ["git:pass@example.invalid:acme/a.git", "git@example.invalid:acme/a.git"],
  ["team7@git.example:team.git", "git.example:team.git"],
  ["u:p@ss@example.invalid:a.git", "example.invalid:a.git"],
  ["ssh://team7@example.invalid/a.git", "ssh://example.invalid/a.git"],
  ["./a@b.git", "./a@b.git"],
  ["/srv/git/a.git", "/srv/git/a.git"],
  ["  https://u:p@example.invalid/a  ", "https://example.invalid/a"],
];

test.each(CASES)("%s is stored as %s", (url, clean) => {
  expect(withoutCredentials(url)).toBe(clean);
});

test("no password survives, and cleaning twice changes nothing", () => {
  const secret = fc.stringMatching(/^S[A-Za-z0-9@:!$%+_-]{6,20}S$/);
  fc.assert(
    fc.property(fc.constantFrom("https", "http", "ssh", "git+ssh"), secret, (scheme, password) => {
      const clean = withoutCredentials(`${scheme}://user:${password}@example.invalid/acme/a.git`);
      expect(clean).not.toContain(password);
      expect(clean.endsWith("example.invalid/acme/a.git")).toBe(true);
      expect(withoutCredentials(clean)).toBe(clean);
    }),
  );
});
