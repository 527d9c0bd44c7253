import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { inAttestationScope } from "../../../lib/core/model/attestation-scope.ts";
import { ATTESTATION_MAX_BYTES, readAttestation } from "../../../lib/core/model/attestation-value.ts";

const SCOPE = "https://chatgpt.com/backend-api/codex/";

describe("the attestation's scope", () => {
  const inside = [
    "https://chatgpt.com/backend-api/codex",
    "https://chatgpt.com/backend-api/codex/",
    "https://chatgpt.com/backend-api/codex/responses",
    "https://chatgpt.com:443/backend-api/codex/responses?stream=false",
    "https://CHATGPT.com/backend-api/./codex/responses",
    "HTTPS://chatgpt.com/backend-api/codex/a/b/c#part",
  ];
  test.each(inside)("holds %s", (url) => expect(inAttestationScope(url, [SCOPE])).toBe(true));

  const outside = [
    "http://chatgpt.com/backend-api/codex/responses",
    "https://chatgpt.com:8443/backend-api/codex/responses",
    "https://chatgpt.com.evil.example/backend-api/codex/responses",
    "https://evil-chatgpt.com/backend-api/codex/responses",
    "https://api.chatgpt.com/backend-api/codex/responses",
    "https://chatgpt.com./backend-api/codex/responses",
    "https://chatgpt.com@evil.example/backend-api/codex/responses",
    "https://user@chatgpt.com/backend-api/codex/responses",
    "https://@chatgpt.com/backend-api/codex/responses",
    "https://user:pass@chatgpt.com/backend-api/codex/responses",
    "https://chatgpt.com/backend-api/codexx",
    "https://chatgpt.com/backend-api/codex-evil/responses",
    "https://chatgpt.com/backend-api/Codex/responses",
    "https://chatgpt.com//backend-api/codex/responses",
    "https://chatgpt.com/other/../backend-api/codex/responses",
    "https://chatgpt.com/backend-api/codex/../../evil",
    "https://chatgpt.com/backend-api/codex/%2e%2e/evil",
    "https://chatgpt.com/backend-api/codex/.%2E/evil",
    "https://chatgpt.com/backend-api/codex%2fresponses",
    "https://chatgpt.com/backend-api/codex/a%2Fb",
    "https://chatgpt.com/backend-api/codex/..%5cevil",
    "https://chatgpt.com\\backend-api\\codex\\responses",
    "https://chatgpt.com/backend-api",
    "https://chatgpt.com/",
    "file:///backend-api/codex/",
    "not a url",
    "",
  ];
  test.each(outside)("leaves %s out", (url) => expect(inAttestationScope(url, [SCOPE])).toBe(false));

  test("is the union of its entries, and an entry that is no URL holds nothing", () => {
    const url = "http://127.0.0.1:8080/v1/responses";
    expect(inAttestationScope(url, [SCOPE, "nonsense", "http://127.0.0.1:8080/v1"])).toBe(true);
    expect(inAttestationScope(url, ["", "nonsense", "/v1"])).toBe(false);
    expect(inAttestationScope(url, [])).toBe(false);
  });

  test("never holds another host, whatever follows it", () => {
    const other = fc.webUrl({ withQueryParameters: true, withFragments: true });
    fc.assert(fc.property(other, (url) => new URL(url).host === "chatgpt.com" || !inAttestationScope(url, [SCOPE])));
  });
});

describe("the attestation's value", () => {
  const read = (text: string) => readAttestation(new TextEncoder().encode(text));

  test.each([
    ["v1.abc", "v1.abc"],
    ["v1.abc\n", "v1.abc"],
    ["v1.abc\r\n", "v1.abc"],
    ["x".repeat(ATTESTATION_MAX_BYTES), "x".repeat(ATTESTATION_MAX_BYTES)],
  ])("is %j read as one line", (printed, value) => expect(read(printed)).toBe(value));

  test.each([
    "",
    "\n",
    "a\nb",
    "a\nb\n",
    "a\n\n",
    "two words",
    "a\tb",
    "ä",
    "\u0000",
    "a\rb",
    "x".repeat(ATTESTATION_MAX_BYTES + 1),
  ])("is not %j", (printed) => expect(read(printed)).toBeUndefined());
});
