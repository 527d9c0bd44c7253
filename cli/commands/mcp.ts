import { resolve } from "node:path";
import { MemoriesError } from "../../lib/core/errors.ts";
import { renderMcpSnippet } from "../../lib/core/setup/mcp-snippet.ts";
import packageJson from "../../package.json" with { type: "json" };
import type { Command, CommandContext } from "../command.ts";

export const mcpCommand: Command = {
  name: "mcp",
  summary: "Serve the memory folder to an MCP client, read-only",
  options: ["allowNotes", "printConfig"],
  examples: ["memories mcp --print-config claude-code > .mcp.json", "memories mcp", "memories mcp --allow-notes"],
  streams: () => true,
  async run(context) {
    const { options, io } = context;
    if (options.printConfig !== undefined) {
      const text = renderMcpSnippet(options.printConfig, { command: "memories", args: serverArgs(context) });
      return { exit: 0, text };
    }
    if (io.stdinIsTerminal) {
      throw new MemoriesError("bad_option", "memories mcp speaks to a program, not to a terminal", {
        hint: "register it with --print-config codex|claude-code|cursor|vscode",
      });
    }
    const world = await context.world();
    const { serveMcp } = await import("../../lib/flow/read/mcp.ts");
    const notes = options.allowNotes === true ? "offered" : "hidden";
    await serveMcp(world, { version: packageJson.version, notes, write: io.write });
    return { exit: 0 };
  },
};

/** The words with which the client starts this very server, from whatever folder. */
function serverArgs({ options }: CommandContext): string[] {
  const args = ["mcp"];
  if (options.allowNotes === true) args.push("--allow-notes");
  if (options.home !== undefined) args.push("--home", resolve(options.home));
  if (options.root !== undefined) args.push("--root", resolve(options.root));
  return args;
}
