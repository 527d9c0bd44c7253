import { expect, test } from "bun:test";
import { summaryReferences } from "../../../lib/core/verify/summary-references.ts";

const rows: [string, string[]][] = [
  [
    "- rollout_summaries/2026-02-17T21-23-02-LN3m-weekly_report.md (success)",
    ["2026-02-17T21-23-02-LN3m-weekly_report.md"],
  ],
  ["see rollout_summaries/a.md.", ["a.md"]],
  ["**rollout_summaries/a.md**, `rollout_summaries/b.md`; [x](rollout_summaries/c.md)", ["a.md", "b.md", "c.md"]],
  ["rollout_summaries/a.md:10-12|note=[x]", ["a.md"]],
  ["./rollout_summaries/a.md and /root/rollout_summaries/a.md", ["a.md"]],
  ["rollout_summaries/a.mdx", ["a.mdx"]],
  ["rollout_summaries/a.md's lines", ["a.md"]],
  ["rollout_summaries/*.md, rollout_summaries/<stem>.md, rollout_summaries/2026-*", []],
  ["rollout_summaries/ and rollout_summaries/... and rollout_summaries/…", []],
  ["rollout_summaries/a", ["a"]],
  ["rollout_summaries/日本.md", ["日本.md"]],
];
for (const [text, names] of rows) {
  test(`${JSON.stringify(text)} names ${names.length === 0 ? "no file" : names.join(", ")}`, () => {
    expect([...summaryReferences(text)]).toEqual(names.map((name) => `rollout_summaries/${name}`));
  });
}
