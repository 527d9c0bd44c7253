import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a model says or does: one output item of an answer. A bare string is the closing message of a turn. */
export type Item =
  | string
  | { readonly say: string; readonly phase?: string }
  | { readonly think: string }
  /** A shell command; in code mode `show` says what the script prints of it (default `all`). */
  | { readonly run: string; readonly show?: "all" | "output" | "nothing" }
  /** The text of a code-mode `exec` call. */
  | { readonly js: string }
  | { readonly patch: string }
  | { readonly mcp: readonly [server: string, tool: string, args?: object] }
  | { readonly ask: readonly object[] }
  | { readonly search: string }
  | { readonly call: string; readonly args?: object; readonly namespace?: string };

/** One list of items for each request that a turn makes. */
export type Answers = readonly (readonly Item[])[];

export interface InputPart {
  readonly type: "text" | "image" | "skill";
  readonly text?: string;
  readonly url?: string;
  readonly name?: string;
  readonly path?: string;
}

export interface Step {
  /** What the person types. */
  readonly user?: string | readonly InputPart[];
  readonly label?: string;
  readonly model?: Answers;
  /** What the person answers to the agent's questions, by question. */
  readonly answers?: Readonly<Record<string, readonly string[]>>;
  /** What the person does instead of typing. */
  readonly do?: string;
  readonly value?: string;
  readonly before?: string;
  readonly of?: string;
  readonly summary?: string;
  readonly config?: object;
  readonly ms?: number;
  readonly checkpoint?: boolean;
}

/** What only the plan's author knows: the decision, and sentences to look for in the evidence. */
export interface Expected {
  /** `null`: the session is not listed at all. */
  readonly decision: string | null;
  readonly has?: readonly string[];
  readonly hasnot?: readonly string[];
  readonly once?: readonly string[];
  readonly nothuman?: readonly string[];
  readonly title?: string;
  readonly memory_read?: boolean;
  readonly external?: boolean;
  readonly offline?: { readonly failing?: readonly string[] };
}

export interface Session {
  readonly name?: string;
  readonly project?: string;
  readonly start?: Readonly<Record<string, unknown>>;
  readonly fork?: { readonly of: string; readonly before?: string; readonly through?: string };
  /** More steps of an earlier session. */
  readonly thread?: string;
  readonly via?: "exec";
  readonly args?: readonly string[];
  readonly steps?: readonly Step[];
  readonly expect?: Expected;
}

export interface Project {
  readonly branch?: string;
  readonly git?: boolean;
  /** Text, or `[lines, template, endings]` of a big file. */
  readonly files?: Readonly<Record<string, string | BigFile>>;
}

export type BigFile = readonly [lines: number, template: string, endings?: Readonly<Record<string, string>>];

export interface Plan {
  readonly projects?: Readonly<Record<string, Project>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly mcp?: string;
  readonly skills?: Readonly<Record<string, string>>;
  /** Sessions whose files the client compresses at the end: a name, or a name and how many of its files. */
  readonly compress?: readonly (string | readonly [name: string, files: number])[];
  readonly sessions: readonly Session[];
}

const PLANS = join(import.meta.dirname, "../../../fixtures/compat");

/** A plan of `fixtures/compat`; where it says `/home/dev` it means the person's home. */
export function readPlan(name: string, home: string): Plan {
  return JSON.parse(readFileSync(join(PLANS, `${name}.json`), "utf8").replaceAll("/home/dev/", `${home}/`));
}
