import { existsSync } from "node:fs";
import type { AgentDriver } from "./agents/agent-driver.ts";
import { checkAgent } from "./agents/check-agent.ts";
import { claudeCode } from "./agents/claude-code.ts";
import { copilot } from "./agents/copilot.ts";
import { geminiCli } from "./agents/gemini-cli.ts";
import { opencode } from "./agents/opencode.ts";
import { pi } from "./agents/pi.ts";
import { qwenCode } from "./agents/qwen-code.ts";
import { checkCodex } from "./codex/check-codex.ts";
import { type InstalledClient, installClient } from "./install-client.ts";
import { undoOnSignals } from "./left-overs.ts";
import { OWN_BINARY, runOwn } from "./own-binary.ts";
import { Report } from "./report.ts";

/** A client that can be asked for by name. */
interface KnownClient {
  readonly name: string;
  readonly packageName: string;
  readonly bin: string;
  check(report: Report, client: InstalledClient, newest: "newest" | "older"): Promise<void>;
}

const agent = (driver: AgentDriver, packageName: string, bin: string): KnownClient => {
  return { name: driver.name, packageName, bin, check: (report, client) => checkAgent(report, driver, client) };
};

const CLIENTS: readonly KnownClient[] = [
  { name: "codex", packageName: "@openai/codex", bin: "codex", check: checkCodex },
  agent(pi, "@earendil-works/pi-coding-agent", "pi"),
  agent(claudeCode, "@anthropic-ai/claude-code", "claude"),
  agent(copilot, "@github/copilot", "copilot"),
  agent(geminiCli, "@google/gemini-cli", "gemini"),
  agent(qwenCode, "@qwen-code/qwen-code", "qwen"),
  agent(opencode, "opencode-ai", "opencode"),
];
/** Before August 2026 Codex wrote the old form only; 0.150 writes either. */
const OLDER_CODEX = ["codex@0.150.0", "codex@0.130.0"] as const;
/** The newest Codex and an older one of the old form alone, and the two of the others that take least time. */
const DEFAULT = ["codex", OLDER_CODEX[1], "pi", "claude-code"];
const ALL = [...CLIENTS.map(({ name }) => name), ...OLDER_CODEX];
const USAGE = 2;

/** Drives the clients that were asked for; 0 when all checks passed, or a person's registry cannot be reached. */
export async function runCompat(asked: readonly string[], write: (line: string) => void): Promise<number> {
  const names = asked.length === 0 ? DEFAULT : asked.flatMap((name) => (name === "all" ? ALL : [name]));
  const known = names.map((name) => [name, clientCalled(name)] as const);
  const unknown = known.find(([, client]) => client === undefined);
  if (unknown !== undefined) {
    write(
      `compat: no client is called ${unknown[0]}; there are ${CLIENTS.map(({ name }) => name).join(", ")} (each with @VERSION), all`,
    );
    return USAGE;
  }
  if (!existsSync(OWN_BINARY)) {
    write("compat: there is no dist/memories; `npm run build` makes it");
    return USAGE;
  }
  undoOnSignals();
  const report = new Report(write);
  report.say(`memories ${runOwn("/", ["--version"]).stdout.trim()}`);
  for (const [name, client] of known) if (client !== undefined) await checkClient(report, name, client);
  report.say(`${report.passed} passed, ${report.failed} failed`);
  return report.failed === 0 ? 0 : 1;
}

function clientCalled(name: string): KnownClient | undefined {
  return CLIENTS.find((client) => client.name === name.replace(/@.*$/, ""));
}

async function checkClient(report: Report, name: string, client: KnownClient): Promise<void> {
  const version = /@(.+)$/.exec(name)?.[1] ?? "latest";
  const installed = installClient(client.packageName, version, client.bin);
  if ("reason" in installed) {
    const isSkip = installed.reason === "unreachable" && process.env.CI !== "true";
    if (isSkip) report.say(`SKIPPED ${name}: the registry cannot be reached: ${installed.detail}`);
    else report.check(`${name}: installed from the registry`, [installed.detail]);
    return;
  }
  const began = Date.now();
  report.say(`== ${name}: ${client.packageName} ${installed.version}`);
  await client.check(report, installed, version === "latest" ? "newest" : "older");
  report.say(`== ${name}: ${Math.round((Date.now() - began) / 1_000)} s`);
}
