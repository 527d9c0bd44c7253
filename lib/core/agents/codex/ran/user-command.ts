import type { Ran } from "../../../evidence/ran.ts";
import type { JsonObject } from "../../../text/json.ts";
import { partTexts } from "../evidence/content-parts.ts";

const COMMAND =
  /^\s*<user_shell_command>\s*<command>\n?([\s\S]*?)\n?<\/command>\s*<result>\n?([\s\S]*?)\n?<\/result>\s*<\/user_shell_command>\s*$/;
const EXIT_CODE = /^Exit code: (-?\d+)$/m;

/** The command that a person ran with `!`, as the harness tells its model of it; undefined for any other message. */
export function userCommand(payload: JsonObject): Ran | undefined {
  for (const text of partTexts(payload.content)) {
    const [, command, result = ""] = COMMAND.exec(text) ?? [];
    if (command === undefined) continue;
    const code = EXIT_CODE.exec(result.slice(0, 200))?.[1];
    const output = result.replace(/^[\s\S]*?^Output:\n/m, "");
    return { kind: "command", command, ...(code !== undefined && { exitCode: Number(code) }), output, by: "user" };
  }
  return undefined;
}
