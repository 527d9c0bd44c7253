import { appendFileSync, existsSync, lstatSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { snapshot } from "../../helpers/snapshot.ts";
import { changes } from "../changes.ts";
import type { InstalledClient } from "../install-client.ts";
import { OWN_BINARY, reportOf, runOwn } from "../own-binary.ts";
import type { Report } from "../report.ts";
import { CodexHome } from "./codex-home.ts";
import { LiveSessions } from "./live-sessions.ts";
import type { Answers, Session } from "./plan.ts";
import { ScriptedModel } from "./scripted-model.ts";

/** Words that only the summary, and only the memory book, hold. */
const IN_SUMMARY = "Releases go out on Tuesdays (summary-7731)";
const IN_BOOK = "run the smoke test before a release (book-4410)";
const PROJECTS = { site: { files: { "index.html": "<!doctype html><title>Docs</title>\n" } } };

interface Log {
  readonly runs: readonly unknown[];
}

/** Our hooks, our MCP server and the link, as the real client calls and reads them. */
export async function checkWiring(report: Report, client: InstalledClient): Promise<void> {
  const label = `codex ${client.version}`;
  const model = new ScriptedModel();
  await model.start();
  const home = new CodexHome(client, () => model.port);
  const sessions = new LiveSessions(home, model, {});
  try {
    home.makeProjects(PROJECTS);
    writeMemory(home);
    home.configure({ projects: PROJECTS, sessions: [] }, model.port);
    await report.attempt(`${label}: hooks and MCP`, () => hooksAndServer(report, label, home, model, sessions));
    await sessions.stop();
    await report.attempt(`${label}: link`, () => link(report, label, home, model, sessions));
  } finally {
    await sessions.stop();
    await model.stop();
    home.remove();
  }
}

function writeMemory(home: CodexHome): void {
  const summary = `v1\n\n## User preferences\n\n- ${IN_SUMMARY}\n\n## What's in Memory\n\n- site: MEMORY.md\n`;
  home.write(".memories/memories/memory_summary.md", summary);
  home.write(".memories/memories/MEMORY.md", `# Task Group: site\n\n## Task 1: releases\n- ${IN_BOOK}\n`);
}

async function hooksAndServer(
  report: Report,
  label: string,
  home: CodexHome,
  model: ScriptedModel,
  sessions: LiveSessions,
): Promise<void> {
  const command = (args: string) => ({ type: "command", command: `'${OWN_BINARY}' ${args}` });
  const hooks = [command("instructions --for-hook"), command("run --hook --offline")];
  home.write(".codex/hooks.json", JSON.stringify({ hooks: { SessionStart: [{ hooks }] } }));
  const snippet = runOwn(home.dir, ["mcp", "--print-config", "codex"]);
  appendFileSync(join(home.codexHome, "config.toml"), `\n${snippet.stdout}`);
  await trustHooks(sessions, home);

  const search: Answers = [
    [{ mcp: ["memories", "search", { query: "smoke test" }] }],
    [{ mcp: ["memories", "read", { path: "MEMORY.md" }] }],
    ["Run the smoke test."],
  ];
  const first = await live(sessions, { name: "first", project: "site", steps: [{ user: "Release.", model: search }] });
  report.check(`${label}: the start hook's text reaches the model once`, once(IN_SUMMARY, model, 0));
  report.check(`${label}: the model is given what the MCP tool found`, holds(IN_BOOK, model, -1));
  const runs = runCount(home);
  report.check(`${label}: the start hook of a person's session runs`, runs === 1 ? [] : [`${runs} runs, expected 1`]);

  await live(sessions, { thread: "first", steps: [{ do: "restart" }, { do: "resume" }, { user: "And now?" }] });
  report.check(`${label}: a resumed session is not given the text again`, once(IN_SUMMARY, model, -1));
  const before = runCount(home);
  await live(sessions, { name: "quiet", project: "site", start: { ephemeral: true }, steps: [{ user: "Hush." }] });
  await live(sessions, { name: "exec", project: "site", via: "exec", args: TRUSTED, steps: [{ user: "By itself." }] });
  const after = runCount(home) - before;
  report.check(`${label}: ephemeral and \`codex exec\` sessions start no run`, after === 0 ? [] : [`${after} runs`]);

  const scanned = runOwn(home.dir, ["usage", "scan", home.codexHome, "--json"]);
  const { reads } = reportOf<{ reads: { by_thread: Record<string, unknown> } }>(scanned);
  const counted = Object.keys(reads.by_thread).join();
  const isRight = counted === first.id;
  report.check(`${label}: a read through our MCP server counts`, isRight ? [] : [`counted: ${counted || "nothing"}`]);
}

/** `codex exec` has nobody to ask whether it may run a hook. */
const TRUSTED = ["--dangerously-bypass-hook-trust"];

async function link(
  report: Report,
  label: string,
  home: CodexHome,
  model: ScriptedModel,
  sessions: LiveSessions,
): Promise<void> {
  rmSync(join(home.codexHome, "hooks.json"), { force: true });
  const memories = { "features.memories": true, "memories.generate_memories": false, "memories.version": "v1" };
  home.configure({ projects: PROJECTS, sessions: [] }, model.port, memories);
  const linked = runOwn(home.dir, ["link", "codex"]);
  const at = join(home.codexHome, "memories");
  const root = join(home.dir, ".memories/memories");
  const isLink = existsSync(at) && lstatSync(at).isSymbolicLink() && realpathSync(at) === realpathSync(root);
  const said = `exit ${linked.exit}, ${at} is ${isLink ? "" : "not "}the link: ${linked.stderr.slice(0, 300)}`;
  report.check(`${label}: \`link codex\` makes the link`, linked.exit === 0 && isLink ? [] : [said]);
  if (!isLink) return;
  const before = snapshot(root);
  await live(sessions, { name: "linked", project: "site", steps: [{ user: "Release again." }] });
  report.check(`${label}: a linked client gives the model our summary`, holds(IN_SUMMARY, model, -1));
  await sessions.stop();
  report.check(`${label}: a linked client writes nothing into our folder`, changes(before, snapshot(root)));
  const removed = runOwn(home.dir, ["link", "codex", "--remove"]);
  const isGone = removed.exit === 0 && !existsSync(at);
  report.check(
    `${label}: \`link codex --remove\` undoes it`,
    isGone ? [] : [`exit ${removed.exit}: ${removed.stderr}`],
  );
}

/** Says a person's yes to the hooks, which the client asks for once. */
async function trustHooks(sessions: LiveSessions, home: CodexHome): Promise<void> {
  const server = await sessions.server();
  const { data } = await server.request("hooks/list", { cwds: [home.dir] });
  const hooks: { key: string; currentHash: string }[] = data[0].hooks;
  const trusted = hooks.map(({ key, currentHash }) => [key, { trusted_hash: currentHash, enabled: true }]);
  const edits = [{ keyPath: "hooks.state", value: Object.fromEntries(trusted), mergeStrategy: "upsert" }];
  await server.request("config/batchWrite", { edits, reloadUserConfig: true });
}

function live(sessions: LiveSessions, session: Session) {
  return sessions.liveOne(session);
}

function runCount(home: CodexHome): number {
  const { exit, stdout } = runOwn(home.dir, ["log", "--json"]);
  return exit === 0 ? (JSON.parse(stdout) as Log).runs.length : 0;
}

function once(words: string, model: ScriptedModel, at: number): string[] {
  const times = JSON.stringify(model.requests.at(at) ?? {}).split(words).length - 1;
  return times === 1 ? [] : [`${times} times in the request: ${words}`];
}

function holds(words: string, model: ScriptedModel, at: number): string[] {
  const request = JSON.stringify(model.requests.at(at) ?? {});
  return request.includes(words) ? [] : [`not in the request: ${words}; its end: ${request.slice(-300)}`];
}
