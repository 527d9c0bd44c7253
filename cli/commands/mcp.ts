import { MemoriesError } from "../../lib/core/errors.ts";
import { MCP_CLIENTS, MCP_PLACES, renderMcpSnippet } from "../../lib/core/setup/mcp-snippet.ts";
import packageJson from "../../package.json" with { type: "json" };
import { ownCommand } from "../argv/own-command.ts";
import type { Command } from "../command.ts";

export const mcpCommand: Command = {
  name: "mcp",
  summary: "Serve the memory folder to an MCP client, read-only",
  options: ["allowNotes", "printConfig"],
  examples: ["memories mcp --print-config claude-code > .mcp.json", "memories mcp", "memories mcp --allow-notes"],
  streams: () => true,
  async run(context) {
    const { options, io } = context;
    if (options.printConfig !== undefined) {
      const words = options.allowNotes === true ? ["mcp", "--allow-notes"] : ["mcp"];
      const text = renderMcpSnippet(options.printConfig, ownCommand(context, words));
      (await context.world()).log.info(`for ${MCP_PLACES[options.printConfig]}`);
      const json = { client: options.printConfig, place: MCP_PLACES[options.printConfig], content: text };
      return { exit: 0, json, text };
    }
    if (io.stdinIsTerminal) {
      throw new MemoriesError("bad_option", "memories mcp speaks to a program, not to a terminal", {
        hint: `register it with --print-config ${MCP_CLIENTS.join("|")}`,
      });
    }
    const world = await context.world();
    const { serveMcp } = await import("../../lib/flow/read/mcp.ts");
    const notes = options.allowNotes === true ? "offered" : "hidden";
    await serveMcp(world, { version: packageJson.version, notes, write: io.write });
    return { exit: 0 };
  },
};
