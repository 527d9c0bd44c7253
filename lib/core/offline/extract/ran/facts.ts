import { speaksToAgents } from "../../../signals/speaks-to-agents.ts";
import { isCheck } from "./checks.ts";
import type { CommandRun } from "./command-run.ts";
import { codeSpan } from "./command-text.ts";
import { writesFiles } from "./references.ts";

/** Facts of a task, at most. */
const FACTS_MAX = 8;
const VERSION_MAX_CHARS = 60;

/** What the runs of a task prove: checks that hold after the last change, versions, ports. `cwd`: the session's folder. */
export function factsOf(runs: readonly CommandRun[], cwd: string): string[] {
  const changed = runs.findLastIndex(({ segments }) => writesFiles(segments));
  const checks = runs.slice(Math.max(0, changed)).filter((run) => run.ended === "ok" && isCheck(run.segment));
  const held = checks.map(({ segment, lastLine, cwd: folder }) => {
    const where = folder === undefined || folder === cwd ? "" : ` in ${codeSpan(folder)}`;
    const printed = lastLine === "" ? "" : `, printing ${codeSpan(lastLine)}`;
    return `${codeSpan(segment.text)} ran without an error${where}${printed} (run in this session)`;
  });
  const ports = runs.flatMap(({ port, segment }) =>
    port === undefined ? [] : [`${codeSpan(segment.text)} serves on port ${port} (printed in this session)`],
  );
  return [...new Set([...held, ...ports, ...runs.flatMap(versionOf)])].slice(0, FACTS_MAX);
}

/** `node --version` and what it printed. */
function versionOf(run: CommandRun): string[] {
  const { segments, ended, lastLine } = run;
  const asks = segments.filter(({ text }) => /(?:^|\s)(?:--version|-V|version|-v)$/.test(text));
  const [only] = asks;
  if (ended !== "ok" || only === undefined || asks.length !== 1 || segments.length > 1) return [];
  const isVersion = /\d+\.\d+/.test(lastLine) && lastLine.length <= VERSION_MAX_CHARS && !speaksToAgents(lastLine);
  return isVersion ? [`${codeSpan(only.text)} printed ${codeSpan(lastLine)} (run in this session)`] : [];
}
