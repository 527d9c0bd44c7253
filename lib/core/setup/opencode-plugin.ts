import { indentedText } from "./indented-text.ts";
import type { OwnCommand } from "./own-command.ts";

/**
 * A plugin for OpenCode and its forks, which have no hooks that run a program: it puts the text into the system prompt,
 * which no transcript keeps, so that every request needs it again, the same one for a whole session; a helper's session
 * has none. Whatever fails leaves the session as it would be without it.
 */
export function renderOpencodePlugin(agent: "opencode" | "kilo", { command, args }: OwnCommand): string {
  const [program, words] = [JSON.stringify(command), JSON.stringify(args)];
  return indentedText(`
  // Gives sessions their memory and keeps it up to date. Printed by \`memories hook ${agent}\`.
  import { spawnSync } from "node:child_process";

  const PROGRAM = ${program};
  const WORDS = ${words};

  function memories(words, input) {
    const options = { input: JSON.stringify(input), encoding: "utf8", timeout: 10000 };
    const { status, stdout } = spawnSync(PROGRAM, [...WORDS, ...words], options);
    return status === 0 ? (stdout ?? "") : "";
  }

  function textFor(id, cwd) {
    try {
      const input = { session_id: id, source: "startup", cwd };
      return JSON.parse(memories(["instructions", "--for-hook", "${agent}"], input)).additionalContext ?? "";
    } catch {
      return "";
    }
  }

  export const Memories = async ({ directory }) => {
    const texts = new Map();
    return {
      event: async ({ event }) => {
        const session = event.properties?.info;
        if (event.type !== "session.created" || !session?.id) return;
        if (session.parentID) texts.set(session.id, "");
        else memories(["run", "--hook", "--detach"], { session_id: session.id, source: "startup", cwd: directory });
      },
      "experimental.chat.system.transform": async (input, output) => {
        const id = input?.sessionID ?? "";
        if (!texts.has(id)) texts.set(id, textFor(id, directory));
        if (texts.get(id) !== "") output.system.push(texts.get(id));
      },
    };
  };
`);
}
