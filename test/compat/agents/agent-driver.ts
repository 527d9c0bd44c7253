import type { PersonHome } from "../person-home.ts";
import type { Ended } from "../run-client.ts";
import type { AskedOfModel, ToolCall } from "./model-step.ts";

/** How one client is set up and spoken to. */
export interface AgentDriver {
  /** The name of the product where our program takes one. */
  readonly name: string;
  /** Its folder in the person's home, which nothing of ours may change. */
  readonly folder: string;
  /** What its sessions count as when nobody sat there; `untold` where its transcripts do not say. */
  readonly headlessSource: "exec" | "untold";
  /** Whether it shows its model the exit code of a command that failed, so that it must stand in the evidence. */
  readonly showsExit: boolean;
  environment(port: number): Readonly<Record<string, string>>;
  /** Writes its settings, with our MCP server among them. */
  prepare(home: PersonHome, project: string, port: number): void;
  /** The arguments of one headless turn; `resume` goes on with a session. */
  headless(text: string, resume: string | undefined): readonly string[];
  /** The id of the session that a headless turn was in. */
  sessionId(ended: Ended, home: PersonHome): string;
  readonly interactive: {
    readonly args: readonly string[];
    /** Words on the screen when it waits for the person. */
    readonly ready: RegExp;
    /** A question at the start that Enter answers. */
    readonly question?: RegExp;
    readonly quit: string;
  };
  /** A shell command, as its model calls it. */
  shell(command: string): ToolCall;
  /** The calls that make its model search our memory, by way of whatever it must load first. */
  searchMemory(query: string): readonly ToolCall[];
  /** The answer to what it asks beside the conversation, although with tools. */
  aside?(asked: AskedOfModel): string | undefined;
}
