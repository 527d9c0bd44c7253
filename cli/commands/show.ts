import { show } from "../../lib/flow/status/show.ts";
import type { Command } from "../command.ts";

export const showCommand: Command = {
  name: "show",
  summary: "Print the memory of one session",
  args: "<THREAD>",
  options: [],
  examples: ["memories show 01a203bf-0c85"],
  async run({ world, args }) {
    const opened = await world();
    const { thread_id, cwd, memory } = await show(opened, args[0] ?? "");
    if (memory === undefined) {
      opened.log.failure(`${thread_id} has no memory; memories explain ${thread_id} says why`);
      return { exit: 1, json: { thread_id, cwd, memory: null } };
    }
    return {
      exit: 0,
      json: {
        thread_id,
        cwd,
        memory: {
          source_updated_at: memory.sourceUpdatedAt,
          generated_at: memory.generatedAt,
          rollout_slug: memory.rolloutSlug ?? null,
          usage_count: memory.usageCount ?? 0,
          last_usage: memory.lastUsage ?? null,
          selected_for_phase2: memory.selectedForPhase2,
          rollout_summary: memory.rolloutSummary,
          raw_memory: memory.rawMemory,
        },
      },
      text: `${memory.rolloutSummary.trim()}\n\n${memory.rawMemory.trim()}`,
    };
  },
};
