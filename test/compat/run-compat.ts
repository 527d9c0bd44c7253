import { existsSync } from "node:fs";
import { checkCodex } from "./codex/check-codex.ts";
import { installClient } from "./install-client.ts";
import { OWN_BINARY, runOwn } from "./own-binary.ts";
import { Report } from "./report.ts";

/** A client that can be asked for by name. */
interface KnownClient {
  readonly name: string;
  readonly packageName: string;
  readonly bin: string;
  check(report: Report, client: import("./install-client.ts").InstalledClient, newest: "newest" | "older"): Promise<void>;
}

const CLIENTS: readonly KnownClient[] = [
  { name: "codex", packageName: "@openai/codex", bin: "codex", check: checkCodex },
];
const DEFAULT = ["codex"];
const ALL = ["codex", "codex@0.130.0", "codex@0.150.0"];
const USAGE = 2;

/** Drives the clients that were asked for; 0 when all checks passed, or a person's registry cannot be reached. */
export async function runCompat(asked: readonly string[], write: (line: string) => void): Promise<number> {
  const names = asked.length === 0 ? DEFAULT : asked.flatMap((name) => (name === "all" ? ALL : [name]));
  const known = names.map((name) => [name, clientCalled(name)] as const);
  const unknown = known.find(([, client]) => client === undefined);
  if (unknown !== undefined) {
    write(`compat: no client is called ${unknown[0]}; there are ${CLIENTS.map(({ name }) => name).join(", ")}, all`);
    return USAGE;
  }
  if (!existsSync(OWN_BINARY)) {
    write("compat: there is no dist/memories; `npm run build` makes it");
    return USAGE;
  }
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
