import { expect, test } from "bun:test";
import fc from "fast-check";
import { EMPTY_METADATA } from "../../../lib/core/agents/codex/metadata.ts";
import { parseSessionMeta } from "../../../lib/core/agents/codex/session-meta.ts";
import { mayHoldSecret, metadataRedactor } from "../../../lib/core/index/redact-metadata.ts";
import { redactText } from "../../../lib/core/redact/redact.ts";

const clean = metadataRedactor(redactText);

test("no rule finds a secret in what is passed over as plain words", () => {
  const words = [
    "password",
    "token",
    "secret",
    "Bearer",
    "AKIA",
    "sk-",
    "api_key",
    "the",
    "key",
    "is",
    "äöü",
    "git",
    "-p",
    "cf",
    "docker",
  ];
  const letters = fc.stringMatching(/^[A-Za-z./_-]{1,15}$/);
  const text = fc.array(fc.oneof(fc.constantFrom(...words), letters), { maxLength: 12 }).map((all) => all.join(" "));
  fc.assert(
    fc.property(text, (plain) => {
      if (!mayHoldSecret(plain)) expect(redactText(plain)).toBe(plain);
    }),
    { numRuns: 2_000 },
  );
});

test("every text of a first line is cleaned, ids and times stay", () => {
  const secret = `sk-${"a1B2c3D4e5F6".repeat(3)}`;
  const id = "01a20398-7e1f-7012-9863-1485d0a4dbe5";
  const meta = parseSessionMeta({
    id,
    source: { subagent: secret },
    cwd: `/w/${secret}`,
    git: { branch: secret, repository_url: `https://example.invalid/${secret}`, commit_hash: "a".repeat(40) },
    agent_role: secret,
    agent_nickname: secret,
    model_provider: secret,
    cli_version: secret,
    history_mode: secret,
  });
  const state = clean({ ...EMPTY_METADATA, meta, turnCwd: secret, title: secret, firstUserMessage: `hello ${secret}` });
  expect(JSON.stringify(state)).not.toContain("a1B2");
  expect(state.meta).toMatchObject({ id, gitSha: "a".repeat(40), cwd: "/w/[REDACTED_SECRET]" });
});

test("cleaning twice is cleaning once, and texts are at most 2,000 characters long", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 3_000, size: "max" }), (text) => {
      const once = clean({ ...EMPTY_METADATA, title: text, firstUserMessage: text });
      expect([...(once.title ?? "")].length).toBeLessThanOrEqual(2_000);
      expect(clean(once)).toEqual(once);
    }),
    { numRuns: 30 },
  );
});
