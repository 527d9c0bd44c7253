import { heapStats } from "bun:jsc";
import { expect, test } from "bun:test";
import { findSecrets } from "../../../lib/core/redact/redact.ts";

const TEXTS = 40;
const BYTES = 400_000;

/** A text of its own, in which names stand that no other one has. */
function textOf(number: number): string {
  const line = (at: number) =>
    `SERVICE_${number}_${at}_TOKEN=\${FROM_ELSEWHERE} the password of ${number}x${at} is asked for\n`;
  const lines = Array.from({ length: 20 }, (_, at) => line(at)).join("");
  return lines.padEnd(BYTES, `filling of text ${number}\n`);
}

test("the names that were judged do not keep the texts in memory in which they stood", () => {
  const held = () => {
    Bun.gc(true);
    return heapStats().extraMemorySize;
  };
  findSecrets(textOf(TEXTS));
  const before = held();
  for (let number = 0; number < TEXTS; number += 1) findSecrets(textOf(number));
  expect((held() - before) / (TEXTS * BYTES)).toBeLessThan(0.2);
});
