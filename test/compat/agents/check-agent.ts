import { join } from "node:path";
import type { InstalledClient } from "../install-client.ts";
import { runOwn } from "../own-binary.ts";
import { PersonHome } from "../person-home.ts";
import type { Report } from "../report.ts";
import type { AgentDriver } from "./agent-driver.ts";
import { AgentModel } from "./agent-model.ts";
import { compareAgent } from "./compare-agent.ts";
import { IN_BOOK, PROJECT, PROJECT_FILES } from "./conversation.ts";
import { type LivedSession, liveHeadless, liveTyped } from "./drive-agent.ts";

/** Drives a client through a person's and a script's session, and compares what lies on the disk with what was said. */
export async function checkAgent(report: Report, driver: AgentDriver, client: InstalledClient): Promise<void> {
  const label = `${driver.name} ${client.version}`;
  const model = new AgentModel((asked) => driver.aside?.(asked));
  await model.start();
  const home = new PersonHome(client, () => model.port, driver.environment(model.port));
  try {
    for (const [path, text] of Object.entries(PROJECT_FILES)) home.write(join(PROJECT, path), text);
    home.commitAll(PROJECT, "main");
    home.write(".memories/memories/memory_summary.md", "v1\n\n## What's in Memory\n\n- site: MEMORY.md\n");
    home.write(".memories/memories/MEMORY.md", `# Task Group: site\n\n## Task 1: releases\n- ${IN_BOOK}\n`);
    driver.prepare(home, join(home.dir, PROJECT), model.port);
    const headless = await report.attempt(`${label}: a script's session`, () => liveHeadless(driver, home, model));
    const typed = await report.attempt(`${label}: a person's session`, () => liveTyped(driver, home, model));
    const found = model.asked.some(({ messages }) => messages.some((text) => text.includes(IN_BOOK)));
    if (typed !== undefined)
      report.check(`${label}: the model is given what our MCP tool found`, found ? [] : ["it is in no request"]);
    const lived = [headless, typed].filter((session): session is LivedSession => session !== undefined);
    if (!readsOtherAgents()) report.say(`  --   ${label}: driven, not compared: this memories has no --from`);
    else if (lived.length > 0)
      await report.attempt(`${label}: what lies on the disk`, async () =>
        compareAgent(report, label, driver, home, lived),
      );
    if (model.refused.size > 0) report.say(`  --   ${label}: refused on loopback: ${[...model.refused].join(", ")}`);
  } finally {
    await model.stop();
    home.remove();
  }
}

/** Whether the binary at hand takes the sessions of other agents than Codex at all. */
function readsOtherAgents(): boolean {
  return /^ *--from\b/m.test(runOwn("/", ["extract", "--help"]).stdout);
}
