import type { RanCommand } from "./lived-thread.ts";
import type { InputPart, Step } from "./plan.ts";

/** What the app-server is given for a person's message; `~/` is the person's home. */
export function inputOf({ user = "" }: Step, home: string): object[] {
  if (typeof user === "string") return [{ type: "text", text: user, text_elements: [] }];
  return user.map((part) => (part.path === undefined ? part : { ...part, path: part.path.replace(/^~(?=\/)/, home) }));
}

const EDITOR_REQUEST = /^## My request for Codex:\s*$/m;

/** The person's own words: the text parts, of a message with an editor's context what follows its last heading. */
export function typedOf({ user = "" }: Step): string[] {
  const parts: readonly InputPart[] = typeof user === "string" ? [{ type: "text", text: user }] : user;
  const texts = parts.flatMap(({ type, text }) => (type === "text" && text !== undefined ? [text] : []));
  return texts.map((text) => text.split(EDITOR_REQUEST).at(-1)?.trim() ?? "");
}

interface CommandItem {
  readonly type?: string;
  readonly exitCode?: number | null;
  readonly source?: string;
}

/** The exit code of a command of the agent's; the client says the command itself in words of its own. */
export function exitOf(item: CommandItem): (number | undefined)[] {
  return item.type === "commandExecution" && item.source !== "userShell" ? [item.exitCode ?? undefined] : [];
}

/** The scripted commands with the exit codes that the client told of, where it ran them all. */
export function ranIn(step: Step, exits: readonly (number | undefined)[]): RanCommand[] {
  const items = (step.model ?? []).flat().filter((item) => typeof item === "object" && "run" in item);
  return items.map(({ run, show = "all" }, i) => ({
    command: run,
    exit: items.length === exits.length ? exits[i] : undefined,
    show,
  }));
}
