import packageJson from "../../package.json" with { type: "json" };
import type { Command } from "../command.ts";
import { renderManPage } from "../reference/man-page.ts";

export const manCommand: Command = {
  name: "man",
  summary: "Print the manual page",
  options: [],
  examples: ["memories man | man -l -", "memories man > ~/.local/share/man/man1/memories.1"],
  async run({ commands }) {
    const text = renderManPage(await commands(), packageJson.version);
    return { exit: 0, json: { page: text }, text };
  },
};
