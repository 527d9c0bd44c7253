import type { Command } from "../command.ts";
import { COMMANDS } from "../commands/index.ts";
import type { Options } from "../options/settings.ts";

/** What a command line that cannot be read most likely asked for. */
export interface LooseRequest {
  readonly command: Command | undefined;
  readonly options: Options;
}

/** Looks for what decides where and how its error is told; guesses nothing else. */
export async function looseRequest(typed: readonly string[]): Promise<LooseRequest> {
  const end = typed.indexOf("--");
  const words = end === -1 ? typed : typed.slice(0, end);
  const has = (flag: string): true | undefined => words.includes(flag) || undefined;
  const given = (flag: string): string | undefined => {
    const at = words.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
    return words[at]?.startsWith(`${flag}=`)
      ? words[at]?.slice(flag.length + 1)
      : at === -1
        ? undefined
        : words[at + 1];
  };
  const home = given("--home");
  const rollouts = given("--rollouts");
  const format = (["json", "ndjson", "tsv"] as const).find((name) => name === given("--format"));
  const logFormat = (["text", "json"] as const).find((name) => name === given("--log-format"));
  return {
    command: await COMMANDS.find(({ name }) => words.includes(name))?.load(),
    options: {
      json: has("--json"),
      verbose: has("--verbose") ?? has("-v"),
      hook: has("--hook"),
      ...(words.includes("instructions") &&
        words.some((word) => /^--for-hook(=|$)/.test(word)) && { forHook: "auto" as const }),
      strip: has("--strip"),
      ...(home && { home }),
      ...(rollouts && { rollouts }),
      ...(format && { format }),
      ...(logFormat && { logFormat }),
    },
  };
}
