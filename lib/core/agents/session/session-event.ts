/**
 * What a record of a transcript means, in words that every product shares. A product's reader turns its records into
 * these; what becomes evidence, metadata and usage follows from them alone.
 */
export type SessionEvent =
  /** Something about the session as a whole. Of each fact the first that is recorded counts, but for the title. */
  | { readonly kind: "facts"; readonly facts: SessionFacts }
  /** The person spoke. */
  | {
      readonly kind: "said";
      readonly text: string;
      /** The record's own id: the same turn written twice, or copied by a fork, has the same. */
      readonly key?: string;
      /** How the words came in, where the record tells. */
      readonly channel?: Channel;
      /** The record repeats history that may be known by other ids: equal words are not counted again. */
      readonly repeats?: true;
    }
  /** The agent spoke. */
  | {
      readonly kind: "answer";
      readonly text: string;
      readonly phase: AnswerPhase;
      readonly messageId?: string;
      /** The text is all of the message: written again, it replaces itself. */
      readonly whole?: true;
    }
  /** The agent called a tool. */
  | {
      readonly kind: "call";
      /** Empty where what comes back is not recorded. */
      readonly callId: string;
      readonly name: string;
      readonly input: unknown;
      readonly messageId?: string;
      /** The MCP server and its tool, where the record names them apart. */
      readonly mcp?: { readonly server: string; readonly tool: string };
      /** The person asked for it past the agent, with `!`. */
      readonly byUser?: true;
    }
  /** A tool came back. */
  | {
      readonly kind: "output";
      readonly callId: string;
      readonly text: string;
      readonly end: OutputEnd;
      readonly exitCode?: number;
      /** The call only started a sub-agent in the background: its report comes later. */
      readonly launched?: true;
      /** Each of several commands of one call with its own end. */
      readonly parts?: readonly OutputPart[];
    }
  /** The person ran a command past the agent, with `!`. */
  | { readonly kind: "shell"; readonly command: string; readonly output?: string; readonly exitCode?: number }
  /** What a sub-agent reported. */
  | { readonly kind: "report"; readonly text: string }
  /** Text of the harness that the model saw in the place of the person's. */
  | { readonly kind: "context"; readonly text: string }
  /** The person stopped the agent, or took back what was said. */
  | { readonly kind: "stopped"; readonly how: "aborted" | "undone" };

/** `cli`: typed in a terminal or editor. `exec`: given to a program that runs without a person. */
export type Channel = "cli" | "exec";

/**
 * `commentary`: said while working. `open`: the next records tell whether the agent went on to call a tool. `aborted`:
 * cut off by the person.
 */
export type AnswerPhase = "final" | "commentary" | "open" | "aborted";

/** `denied`: the person did not allow it, so it never ran. `unknown`: the transcript does not tell. */
export type OutputEnd = "ok" | "failed" | "denied" | "aborted" | "unknown";

export interface OutputPart {
  readonly command: string;
  readonly output: string;
  readonly exitCode?: number;
}

/** Texts as recorded, times in milliseconds since the epoch. */
export interface SessionFacts {
  readonly nativeId?: string;
  readonly parentId?: string;
  readonly cwd?: string;
  readonly branch?: string;
  readonly gitUrl?: string;
  readonly model?: string;
  readonly provider?: string;
  readonly clientVersion?: string;
  readonly title?: string;
  readonly createdMs?: number;
  /** Of the whole session, where no single turn tells. */
  readonly channel?: Channel;
  readonly subagent?: true;
  readonly archived?: true;
  /** Answers come with what they cost: one without it was cut off. */
  readonly reportsUsage?: true;
}
