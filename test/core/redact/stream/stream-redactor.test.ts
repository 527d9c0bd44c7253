import { expect, test } from "bun:test";
import { redactText } from "../../../../lib/core/redact/redact.ts";
import { BLOCK_LENGTH } from "../../../../lib/core/redact/stream/block-scanner.ts";
import { Locator } from "../../../../lib/core/redact/stream/locator.ts";
import {
  ByteRedactor,
  renderPartBytes,
  renderParts,
  StreamRedactor,
} from "../../../../lib/core/redact/stream/stream-redactor.ts";
import { Draw } from "../corpus/draw.ts";

const MARKER = "[REDACTED_SECRET]";

/** Feeds the text in chunks; what came out before the end, and all of it. */
function streamed(text: string, chunk = 50_000): { early: string; all: string } {
  const stream = new StreamRedactor();
  let early = "";
  for (let at = 0; at < text.length; at += chunk) early += renderParts(stream.push(text.slice(at, at + chunk)));
  return { early, all: early + renderParts(stream.end()) };
}

test("text flows while it comes: what is certain is handed on before the end", () => {
  const text = "nothing to hide here\n".repeat(50_000);
  const { early, all } = streamed(text);
  expect(all).toBe(text);
  expect(early.length).toBeGreaterThan(text.length - 2 * BLOCK_LENGTH);
});

test("a secret across the border of two blocks goes whole", () => {
  for (let shift = -30; shift <= 30; shift += 3) {
    const filler = "x ".repeat((BLOCK_LENGTH + shift) / 2);
    for (const [before, secret, after] of [
      ["", "ghp_aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5", " z"],
      ['password: "', "hunter2-hunter2", '" z'],
      ["Authorization: Bearer ", "abcdefgh12345678", "\n"],
    ]) {
      expect(streamed(filler + before + secret + after).all).toBe(filler + before + MARKER + after);
    }
  }
});

test("secrets longer than any block are followed to their end, and nothing of them gets out", () => {
  const draw = new Draw(5);
  const endless = draw.text("ABCDEFGHabcdefgh0123456789", 1_000).repeat(500);
  const lines = `${(endless.match(/.{1,64}/g) ?? []).join("\n")}\n`;
  for (const [before, secret, after] of [
    ['token: "', endless, '", next: 1'],
    ["token=", endless, " next"],
    ["Bearer ", endless, "\nnext"],
    ["use ghp_", endless, " next"],
    ["", `-----BEGIN PRIVATE KEY-----\n${lines}-----END PRIVATE KEY-----`, "\nnext"],
  ] as const) {
    const expected = before.replace(/ghp_$/, "") + MARKER + after;
    expect(streamed(before + secret + after).all).toBe(expected);
    expect(redactText(before + secret + after)).toBe(expected);
  }
});

test("an endless key block is cut off where its lines end, and withheld until then", () => {
  const key = `-----BEGIN PRIVATE KEY-----\n${"MIIEpAIBAAKCAQEA1234567890abcdefghijklmnopqrstuvwxyzABCDEFGHIJKL\n".repeat(10_000)}`;
  const { early, all } = streamed(`a\n${key}\nThen the text goes on.\n`);
  expect(early).toBe("a\n");
  expect(all).toBe(`a\n${MARKER}\n\nThen the text goes on.\n`);
});

test("a chunk that ends inside a character is no matter to the byte form", () => {
  const bytes = Buffer.from("é password=hunter2hunter2 é\n");
  const stream = new ByteRedactor();
  const clean = [...bytes].map((byte) => Buffer.from(renderPartBytes(stream.push(Uint8Array.of(byte)))));
  expect(Buffer.concat([...clean, renderPartBytes(stream.end())]).toString()).toBe(`é password=${MARKER} é\n`);
});

test("places count lines by line feeds and columns by characters, across blocks and behind key blocks", () => {
  const key =
    "-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEA1234567890abcdefghijklmnopqrstuvwxyz\n-----END PRIVATE KEY-----";
  const filler = "ünïcödé 😀 line\n".repeat(20_000);
  const text = `${filler}ä😀 password=hunter2hunter2\n${key}\n\xff token=a8s7d6f5a8s7`;
  const stream = new StreamRedactor({ locator: new Locator() });
  const latin1 = Buffer.concat([Buffer.from(text.slice(0, -20)), Buffer.from([0xff]), Buffer.from(text.slice(-19))]);
  const places = [...stream.push(latin1.toString("latin1")), ...stream.end()].flatMap((piece) =>
    "finding" in piece ? [[piece.finding.kind, piece.finding.position?.line, piece.finding.position?.column]] : [],
  );
  expect(places).toEqual([
    ["password", 20_001, 13],
    ["private_key", 20_002, 1],
    ["token", 20_005, 9],
  ]);
});
