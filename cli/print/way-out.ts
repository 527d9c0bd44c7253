import type { Stage1Decision } from "../../lib/core/jobs/decide-stage1.ts";
import { rfc3339 } from "../../lib/core/text/time.ts";
import type { ExplainReport } from "../../lib/flow/status/explain.ts";

/** Why a session stands where it stands, as one sentence with the command that would change it (spec 9, rule 16). */
export function wayOut({ thread_id: id, decision, job, selection, rules }: ExplainReport): string {
  const by = job?.until === undefined ? "" : ` until ${rfc3339(job.until)}`;
  const why = job?.why ?? "";
  const take = `memories extract --thread ${id}`;
  const ways: Readonly<Record<Stage1Decision, string>> = {
    other_machine: elsewhere(rules),
    missing: `Its transcript is gone; a memory of it stays: memories show ${id}`,
    excluded: `It is left out, since it was named as the calling session: ${take}`,
    forgotten: `It was forgotten; to remember it again: memories forget ${id} --undo`,
    archived: "It is archived in its agent; take it out of the archive there",
    source_not_allowed: `No person typed it, or not in a source that is taken: ${take} --source SOURCE`,
    cwd_denied: "Its folder is denied; take it out of deny_cwd: memories edit memories.toml",
    memory_mode_unknown: 'Only Codex\'s database could say that it may be remembered; codex_state = "ignore" takes it',
    memory_disabled: "Its person opted out of memories for it, in its agent",
    memory_polluted: "It used web search or MCP tools; disable_on_external_context = false takes such sessions",
    provider_not_allowed: `Its model provider is not among those that are taken: ${take} --provider PROVIDER`,
    no_user_message: "No person said anything in it: there is nothing to remember",
    too_old: `It is too old to be taken by itself: ${take}`,
    too_recent: `It may still go on; now all the same: ${take}`,
    beyond_scan_limit: `Too many newer sessions stand before it: ${take}`,
    up_to_date:
      selection.rank !== null
        ? `It is remembered${selection.selected ? "" : ", though not selected"}; to make its memory anew: ${take} --again all`
        : `It was done, and nothing of it was worth a memory; once more: ${take}`,
    running: `It is being worked on${by} (${why}); to free it: memories jobs release ${id}`,
    retry_exhausted: `It failed as often as it is tried (${job?.lastError ?? "unknown"}): memories jobs retry ${id}`,
    retry_backoff: `It waits${by} after a failure (${job?.lastError ?? "unknown"}); now: ${take}`,
    at_capacity: "Other runs hold all there is to hold; when they are done: memories extract",
    over_limit: `It waits behind others; now: ${take}`,
    claim: "It comes next: memories extract",
  };
  return ways[decision];
}

/** A copy of a home on the same machine is not another machine's. */
function elsewhere(rules: ExplainReport["rules"]): string {
  const { value, threshold } = rules.find(({ name }) => name === "other_machine") ?? {};
  const [[machine = "MACHINE", home] = [], [here] = []] = [value, threshold].map((names) =>
    Array.isArray(names) ? names.map(String) : [],
  );
  return machine === here
    ? `It is read from another home of this machine, ${home}, which has it still`
    : `It belongs to another machine; if that is no more: memories threads --take-over ${machine}`;
}
