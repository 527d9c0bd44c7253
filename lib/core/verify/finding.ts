import type { Snapshot } from "../tree/tree.ts";

/** The rules, one name each; `bounds` is held to before anything is read (see `bounds.ts`), the others by the table. */
export type RuleName = "bounds" | "files" | "version" | "writable" | "kinds" | "size" | "references" | "secrets";

/** One breach of a rule. `inherited`: it was so before the agent came, who has not touched that file. */
export interface Finding {
  readonly rule: RuleName;
  readonly path: string;
  readonly message: string;
  readonly inherited: boolean;
}

/** What a rule looks at. */
export interface RuleView {
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** Paths that the agent added, changed or deleted. */
  readonly changed: ReadonlySet<string>;
}

/** What a rule found, and what is to be rewritten because of it. */
export interface RuleResult {
  readonly findings: readonly Finding[];
  readonly redactions?: readonly { readonly path: string; readonly text: string; readonly count: number }[];
}
