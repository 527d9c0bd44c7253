import { indentedText } from "./indented-text.ts";
import type { OwnCommand } from "./own-command.ts";

/**
 * An extension for pi, which has no hooks that run a program: it adds the text to the system prompt of every run, which
 * no transcript keeps, the same one for a whole session. Whatever fails leaves the session as it would be without it.
 */
export function renderPiExtension({ command, args }: OwnCommand): string {
  const [program, words] = [JSON.stringify(command), JSON.stringify(args)];
  return indentedText(`
  // Gives sessions their memory and keeps it up to date. Printed by \`memories hook pi\`.
  import { spawnSync } from "node:child_process";

  const PROGRAM = ${program};
  const WORDS: string[] = ${words};

  function memories(words: string[], input: object): string {
    const options = { input: JSON.stringify(input), encoding: "utf8" as const, timeout: 10000 };
    const { status, stdout } = spawnSync(PROGRAM, [...WORDS, ...words], options);
    return status === 0 ? (stdout ?? "") : "";
  }

  export default function (pi: any) {
    let text = "";
    pi.on("session_start", async (event: any, ctx: any) => {
      if (event.reason === "reload") return;
      const about = {
        session_id: ctx.sessionManager.getSessionId(),
        transcript_path: ctx.sessionManager.getSessionFile() ?? null,
        cwd: ctx.cwd,
      };
      try {
        const answer = memories(["instructions", "--for-hook", "pi"], { ...about, source: "startup" });
        text = answer === "" ? "" : JSON.parse(answer).additionalContext;
      } catch {
        text = "";
      }
      memories(["run", "--hook", "--detach"], { ...about, source: event.reason });
    });
    pi.on("before_agent_start", async (event: any) => {
      if (text !== "") return { systemPrompt: event.systemPrompt + "\\n\\n" + text };
    });
  }
`);
}
