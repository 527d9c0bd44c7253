import type { Tier } from "./tiers.ts";

/** What a session ran, and with which end, the same for every product and whichever way its model calls tools. */
export type Ran =
  | {
      readonly kind: "command";
      readonly command: string;
      readonly cwd?: string;
      /** Undefined where the transcript does not tell. */
      readonly exitCode?: number;
      readonly output: string;
      /** Whether the agent ran it, or the person through a `!` line. */
      readonly by: "agent" | "user";
    }
  | {
      readonly kind: "mcp";
      readonly server: string;
      readonly tool: string;
      readonly arguments: unknown;
      readonly failed: boolean;
      readonly readOnly?: boolean;
    }
  | { readonly kind: "file_change"; readonly path: string; readonly change: "add" | "update" | "delete" }
  | { readonly kind: "web_search"; readonly query: string };

/** What a session consists of for the rules that read it without a model, in the order of its transcript. */
export type SessionStep =
  | { readonly kind: "row"; readonly tier: Tier; readonly text: string }
  | { readonly kind: "ran"; readonly ran: Ran };
