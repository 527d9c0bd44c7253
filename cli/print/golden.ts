import type { GoldenCheck } from "../../lib/flow/golden/check-golden.ts";
import { count } from "./count.ts";

/** How a memory folder differs from the golden one: the diff, then the session behind each line of it. */
export function renderGolden({ golden, diff, lines }: GoldenCheck): string {
  const told = lines.map(
    ({ path, line, sign, text, thread_id }) =>
      `${sign} ${path}:${line}  ${thread_id ?? "no session"}  ${shortened(text)}`,
  );
  const sessions = new Set(lines.flatMap(({ thread_id }) => thread_id ?? []));
  const sum = `not as in ${golden}: ${count(lines, "line")} from ${count(sessions.size, "session")}`;
  return [diff.trimEnd(), "", "behind each line:", ...told, "", sum].join("\n");
}

/** Characters of a line that are enough to find it. */
const SHOWN_CHARS = 60;
const shortened = (text: string) => (text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS - 1)}…` : text);
