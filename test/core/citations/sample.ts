/** Three blocks in some ten kilobytes of an agent's text: prose, code, other tags, characters of one to four bytes. */
export function threeBlocks(): string {
  const prose = "The totals are right again: a < b, <div> stays, naïve café, 日本語のテスト, 🧠🗒️ — and `x <= y`.\n";
  const block = (n: number, ids: string) => `<oai-mem-citation>
<citation_entries>
MEMORY.md:${n}-${n + 2}|note=[what it gave: ${n} · naïve]
rollout_summaries/2026-02-17T21-23-02-LN3m-weekly_report.md:10-12|note=[format]
</citation_entries>
<${ids}>
019c6e27-e55b-73d1-87d8-4e01f1f7504${n}
</${ids}>
</oai-mem-citation>`;
  return [
    prose.repeat(30),
    block(1, "rollout_ids"),
    "\n```text\n",
    block(2, "thread_ids").replaceAll("\n", "\r\n"),
    "\n```\n</oai-mem-citation> <OAI-MEM-CITATION> <oai-mem-citation ",
    prose.repeat(30),
    block(3, "rollout_ids"),
    prose.repeat(20),
    "<oai-mem-cit",
  ].join("");
}
