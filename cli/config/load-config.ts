import { join } from "node:path";
import type { AgentName } from "../../lib/core/agents/agent-name.ts";
import { MemoriesError } from "../../lib/core/errors.ts";
import type { Paths } from "../../lib/flow/world.ts";
import type { Options } from "../options/settings.ts";
import { agentHomesOf } from "./agent-homes.ts";
import { agentTables } from "./agent-tables.ts";
import { type Config, resolveConfig } from "./config.ts";
import { CONFIG_FILE, type ConfigFile, readConfigFile } from "./config-files.ts";
import type { Environment } from "./environment.ts";
import { codexHomeOf, homeOf, placesOf, realFolder, withPaths } from "./places.ts";

/** What flags, environment and both files come to. */
export interface LoadedConfig {
  readonly config: Config;
  readonly paths: Paths;
}

/** Reads both files and resolves everything. Throws `bad_config` or `bad_option`; reads, never writes. */
export async function loadConfig(options: Options, env: Environment): Promise<LoadedConfig> {
  const home = homeOf(options, env);
  const own = await readConfigFile(join(home, CONFIG_FILE));
  const named = own === undefined ? new Map<AgentName, string>() : agentTables(own);
  const codexKey = own?.table.codex_home ?? named.get("codex");
  const codexHome = realFolder(codexHomeOf(options, env, typeof codexKey === "string" ? codexKey : undefined, home));
  const { file: reference, warning } = await readReferenceFile(join(codexHome, "config.toml"));
  const resolved = resolveConfig({ options, env, own, reference });
  const config = { ...resolved, values: withPaths(resolved.values, home, env) };
  const warnings = warning === undefined ? config.warnings : [warning, ...config.warnings];
  return {
    config: { ...config, warnings },
    paths: placesOf(
      config,
      { home, codexHome, agentHomes: agentHomesOf(named, home, env), sqliteHome: reference?.others.sqlite_home },
      env,
    ),
  };
}

/** The reference's file is not ours to judge: one that cannot be read is told and passed over. */
async function readReferenceFile(path: string): Promise<{ file?: ConfigFile | undefined; warning?: string }> {
  try {
    return { file: await readConfigFile(path) };
  } catch (thrown) {
    if (!(thrown instanceof MemoriesError)) throw thrown;
    return { warning: `${thrown.message}; ignored` };
  }
}
