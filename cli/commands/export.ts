import { resolve } from "node:path";
import { MemoriesError } from "../../lib/core/errors.ts";
import type { ExportReport } from "../../lib/flow/export/export-v2.ts";
import type { Command } from "../command.ts";
import { expandTilde } from "../config/places.ts";
import { count } from "../print/count.ts";

export const exportCommand: Command = {
  name: "export",
  summary: "Write the memory into a folder in another program's layout",
  args: "<DIR>",
  options: ["layout"],
  reports: "on what it did",
  examples: ["memories export memories-v2 --layout v2"],
  async run({ world, args: [folder = ""], options, env }) {
    if (options.layout === undefined) {
      throw new MemoriesError("bad_option", "export needs --layout", { hint: "give --layout v2" });
    }
    if (folder === "") throw new MemoriesError("bad_option", "export needs the name of a folder");
    const { exportV2 } = await import("../../lib/flow/export/export-v2.ts");
    const report = exportV2(await world(), resolve(expandTilde(folder, env)));
    return { exit: 0, json: report, text: sentences(report) };
  },
};

function sentences({ status, folder, written, removed, left_out_lines }: ExportReport): string {
  const done =
    status === "unchanged"
      ? `${folder} is as it is to be`
      : `wrote ${count(written, "file")} to ${folder}${removed.length === 0 ? "" : `, removed ${removed.length}`}`;
  const left = count(left_out_lines, "line");
  return left_out_lines === 0 ? done : `${done}\n${left} of memory_summary.md had no room; rollout_summaries/ has all`;
}
