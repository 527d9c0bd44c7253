import { createHash } from "node:crypto";
import type { Ran } from "../evidence/ran.ts";

/** Tells a call from others: by its id, where the transcript has one, and by what it ran, which a replay repeats. */
export function hashOfCall(callId: string | undefined, tool: string, ran: Ran | string): string {
  const what = typeof ran === "string" ? ran : whatRan(ran);
  return createHash("sha256")
    .update(JSON.stringify([callId ?? "", tool, what]))
    .digest("hex");
}

function whatRan(ran: Ran): unknown {
  switch (ran.kind) {
    case "command":
      return ran.command;
    case "mcp":
      return [ran.server, ran.tool, ran.arguments];
    case "file_change":
      return ran.path;
    case "web_search":
      return ran.query;
  }
}
