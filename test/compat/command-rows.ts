import type { EvidenceRow } from "./evidence-rows.ts";

/** What was run in a session, with the exit code where its output showed it. */
export interface ShownCommand {
  readonly command: string;
  readonly exit: number | undefined;
}

/** The forms in which clients show an exit code beside the output. */
const EXIT_FORMS = [/exited with code (\d+)/, /"exit_code":\s*(\d+)/, /exit code:? (\d+)/i];

/** What is wrong with the `tool` rows: each command stands in one, in order, and the next row holds its exit code. */
export function commandProblems(rows: readonly EvidenceRow[], commands: readonly ShownCommand[]): string[] {
  const tools = rows.filter(({ tier }) => tier === "tool");
  let from = 0;
  return commands.flatMap(({ command, exit }) => {
    const escaped = JSON.stringify(command).slice(1, -1);
    const at = tools.findIndex(({ text }, i) => i >= from && (text.includes(command) || text.includes(escaped)));
    if (at === -1) return [`ran, and not in a tool row: ${command}`];
    from = at + 1;
    if (exit === undefined) return [];
    const after = tools[at + 1]?.text ?? "";
    const shown = EXIT_FORMS.flatMap((form) => form.exec(after)?.[1] ?? []);
    if (shown.includes(String(exit))) return [];
    return [`ended with ${exit}, and the row after it does not say so: ${command} → ${after.slice(0, 200)}`];
  });
}
