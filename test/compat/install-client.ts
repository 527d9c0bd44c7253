import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";

/** A client as the registry has it, in a folder of its own. */
export interface InstalledClient {
  readonly program: string;
  readonly version: string;
  /** The folder whose programs (a Node that is new enough) must come first in the client's `PATH`. */
  readonly nodeFolder: string;
}

/** Why there is no client: the registry cannot be reached, or the client cannot be installed from it. */
export interface InstallFailure {
  readonly reason: "unreachable" | "uninstallable";
  readonly detail: string;
}

/** The newest of the clients want Node 22 or later. */
const NODE_MAJOR = 24;
const REGISTRY_TIMEOUT_MS = 60_000;
const INSTALL_TIMEOUT_MS = 400_000;
/** One more try after a second, where npm's own two tries take over a minute to say that nobody answers. */
const NPM_SETTINGS = {
  npm_config_update_notifier: "false",
  npm_config_fetch_retries: "1",
  npm_config_fetch_retry_mintimeout: "1000",
};
/** The first lines of an npm failure say what it was, the rest where in npm. */
const LINES_SAID = 4;
const AWAY = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|network|socket hang up/i;

/** Where clients are kept between runs: never inside the repository. */
export function clientsFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "memories-compat");
}

/**
 * Installs `name@version` (`latest` for the newest) from the registry that npm is set up for, unless it is there already.
 * The version is asked for first and then installed exactly: npm would otherwise take an older one that suits its own Node.
 */
export function installClient(packageName: string, version: string, bin: string): InstalledClient | InstallFailure {
  const node = nodeFolder();
  if (typeof node !== "string") return node;
  const asked = npm(node, REGISTRY_TIMEOUT_MS, ["view", `${packageName}@${version}`, "version", "--json"], undefined);
  if (typeof asked !== "string") return asked;
  const exact: unknown = JSON.parse(asked || "null");
  if (typeof exact !== "string")
    return { reason: "uninstallable", detail: `the registry has no ${packageName}@${version}` };
  const folder = install(node, `${packageName}@${exact}`);
  if (typeof folder !== "string") return folder;
  const program = join(folder, "node_modules/.bin", bin);
  if (!existsSync(program)) return { reason: "uninstallable", detail: `${packageName}@${exact} brings no ${bin}` };
  return { program, version: exact, nodeFolder: node };
}

/** A folder with a `node` that is new enough: this machine's own, or one from the registry. */
function nodeFolder(): string | InstallFailure {
  const own = spawnSync("node", ["-p", "process.versions.node.split('.')[0] + ' ' + process.execPath"], {
    encoding: "utf8",
  });
  if (own.status !== 0) return { reason: "uninstallable", detail: "the clients need Node and npm, which are not here" };
  const [major, path = ""] = own.stdout.trim().split(" ");
  if (Number(major) >= NODE_MAJOR) return dirname(path);
  const folder = install(dirname(path), `node@${NODE_MAJOR}`);
  return typeof folder === "string" ? join(folder, "node_modules/node/bin") : folder;
}

/** The folder that holds exactly this package; it appears whole or not at all. */
function install(node: string, spec: string): string | InstallFailure {
  const folder = join(clientsFolder(), spec.replaceAll("/", "+"));
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  writeFileSync(join(draft, "package.json"), '{"private":true}\n');
  try {
    const done = npm(node, INSTALL_TIMEOUT_MS, ["install", "--no-audit", "--no-fund", "--loglevel=error", spec], draft);
    if (typeof done !== "string") return done;
    renameSync(draft, folder);
    return folder;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** What npm printed, or why it did not do it. */
function npm(node: string, timeout: number, args: readonly string[], cwd: string | undefined): string | InstallFailure {
  const ran = spawnSync("npm", [...args], {
    cwd,
    encoding: "utf8",
    timeout,
    env: { ...process.env, ...NPM_SETTINGS, PATH: `${node}${delimiter}${process.env.PATH}` },
  });
  if (ran.status === 0) return ran.stdout;
  const said = ran.error?.message ?? ran.stderr;
  const lines = said.split("\n").map((line) => line.replace("npm error ", "").trim());
  const detail = `npm ${args.join(" ")}: ${lines
    .filter((line) => line !== "")
    .slice(0, LINES_SAID)
    .join("; ")}`;
  return { reason: AWAY.test(said) ? "unreachable" : "uninstallable", detail };
}
