import { SUMMARY_FILE } from "../../consolidate/paths.ts";
import { readLines } from "./text-lines.ts";
import type { UnsourcedLine } from "./word-sources.ts";

/** A text with an accepted line at the end of its section; a section or block that is there no more is made. */
export function insertLine(text: string, { file, block, section, text: said }: UnsourcedLine): string {
  const lines = text.split("\n");
  const title = section === "" ? "User preferences" : section;
  const within = readLines(text).filter((line) => line.block === block && line.headings.at(-1) === title);
  const last = within.at(-1);
  const bullet = `- ${said}`;
  if (last !== undefined) return lines.toSpliced(last.to, 0, bullet).join("\n");
  const start = block === "" ? -1 : lines.findIndex((line) => /^# /.test(line) && line.slice(2).trim() === block);
  const heading = lines.findIndex(
    (line, at) => at > start && /^#{2,6} /.test(line) && line.replace(/^#+ /, "").trim() === title,
  );
  const end = start < 0 ? -1 : lines.findIndex((line, at) => at > start && /^# /.test(line));
  const isInBlock = heading >= 0 && (end < 0 || heading < end) && (block === "" || start >= 0);
  if (isInBlock) return lines.toSpliced(heading + 1, 0, "", bullet).join("\n");
  const made = [`## ${title}`, "", bullet, ""];
  if (start >= 0 && end >= 0) return lines.toSpliced(end, 0, ...made).join("\n");
  const head = start >= 0 || file === SUMMARY_FILE ? [] : [`# ${block || "Accepted by hand"}`, ""];
  return `${text.trimEnd()}\n\n${[...head, ...made].join("\n")}`;
}
