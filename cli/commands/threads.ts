import { MemoriesError } from "../../lib/core/errors.ts";
import { STAGE1_DECISIONS } from "../../lib/core/jobs/decide-stage1.ts";
import { takeOverMachine } from "../../lib/flow/index/take-over.ts";
import { threads } from "../../lib/flow/status/threads.ts";
import type { Command } from "../command.ts";
import { cwdPattern } from "../config/cwd-pattern.ts";
import { nearestName } from "../options/nearest.ts";
import { DECISION_SETTINGS } from "../options/settings.ts";
import { count } from "../print/count.ts";
import { threadsTable } from "../print/threads.ts";

export const threadsCommand: Command = {
  name: "threads",
  list: "threads",
  summary: "List the sessions, and what a run would do with each",
  options: [
    "all",
    "listFormat",
    "headers",
    "noHeaders",
    "cwd",
    "agentFilter",
    "sourceFilter",
    "since",
    "before",
    "decision",
    "takeOver",
    ...DECISION_SETTINGS,
  ],
  examples: [
    "memories threads --decision claim",
    "memories threads --cwd '~/code/**' --since 2026-01-01 --json",
    "memories threads --agent claude-code --all",
    "memories threads --take-over old-laptop",
  ],
  async run({ world, options, env }) {
    const { decision, cwd, takeOver } = options;
    if (takeOver !== undefined) {
      const taken = await takeOverMachine(await world(), takeOver);
      return { exit: 0, json: taken, text: `took over ${count(taken.threads, "session")} of machine ${taken.machine}` };
    }
    if (decision !== undefined && !STAGE1_DECISIONS.some((known) => known === decision)) {
      const near = nearestName(decision, STAGE1_DECISIONS);
      throw new MemoriesError("bad_option", `--decision: ${JSON.stringify(decision)} is no decision`, {
        hint: near === undefined ? `decisions are ${STAGE1_DECISIONS.join(", ")}` : `did you mean ${near}?`,
      });
    }
    const report = await threads(await world(), {
      cwd: cwd === undefined ? undefined : cwdPattern(cwd, env, process.cwd()),
      sources: options.sourceFilter,
      since: options.since,
      before: options.before,
      decision,
      agent: options.agentFilter,
    });
    const { now } = await world();
    const show = options.all === true || decision !== undefined ? "all" : "what matters";
    return { exit: 0, json: report, table: threadsTable({ threads: report.threads, now, show }) };
  },
};
