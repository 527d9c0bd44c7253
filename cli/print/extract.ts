import type { ExtractReport } from "../../lib/flow/extract/report.ts";
import { columnsOf, renderTable } from "./table.ts";

/** The report of an extraction for people: what became of each session, then the sums. */
export function renderExtract(report: ExtractReport): string {
  if (report.claimed === 0) {
    return report.stopped === null ? "no session to extract" : `no session extracted: ${report.stopped}`;
  }
  const rows = report.jobs.map(({ thread_id, outcome, duration_ms, rollout_slug, error }) => [
    thread_id,
    outcome,
    `${(duration_ms / 1_000).toFixed(1)} s`,
    error ?? rollout_slug ?? "",
  ]);
  const { total_tokens, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens } = report.usage;
  const tokens =
    total_tokens === 0
      ? []
      : [
          `${total_tokens} tokens: ${input_tokens} in (${cached_input_tokens} cached), ${output_tokens} out (${reasoning_tokens} reasoning)`,
        ];
  return [
    renderTable({ columns: columnsOf("thread", "outcome", "time", "memory"), rows }),
    "",
    `${report.status}: ${sums(report)}`,
    ...tokens,
  ].join("\n");
}

function sums(report: ExtractReport): string {
  const counts: [number, string][] = [
    [report.claimed, "claimed"],
    [report.succeeded, "remembered"],
    [report.succeeded_no_output, "with nothing to remember"],
    [report.failed, "failed"],
    [report.released, "given back"],
    [report.lost_lease, "taken over by another process"],
  ];
  return counts
    .filter(([count], i) => i === 0 || count > 0)
    .map(([count, what]) => `${count} ${what}`)
    .join(", ");
}
