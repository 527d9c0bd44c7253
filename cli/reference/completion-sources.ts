import { AGENT_NAMES } from "../../lib/core/agents/agent-name.ts";
import { STAGE1_DECISIONS } from "../../lib/core/jobs/decide-stage1.ts";
import { knownModels } from "../../lib/core/model/known-models.ts";
import type { Command } from "../command.ts";
import type { OptionRow } from "../options/option.ts";
import { rowOf } from "../options/settings.ts";
import { REPORTS } from "./json-schemas.ts";

/** What a shell may offer in a place: words that are always the same, and functions of the script that ask the program. */
export interface Offer {
  readonly words: readonly string[];
  readonly asked: readonly AskedList[];
}

/** Lists that are asked for when they are needed, each by a command line whose output is one of them a line. */
export const ASKED = {
  ids: "memories threads --all --quiet --format tsv --no-headers 2>/dev/null | cut -f1",
  runs: "memories log --quiet --format tsv --no-headers 2>/dev/null | cut -f8",
  models: "memories cost --by model --quiet --format tsv --no-headers 2>/dev/null | cut -f1",
} as const;
export type AskedList = keyof typeof ASKED;

const NOTHING: Offer = { words: [], asked: [] };
const SESSIONS: Offer = { words: [], asked: ["ids"] };
const MODELS: Offer = { words: [...knownModels(), "offline", "replay:"], asked: ["models"] };

const BY_FLAG: ReadonlyMap<string, Offer> = new Map([
  [flagOf("thread"), SESSIONS],
  [flagOf("excludeThread"), SESSIONS],
  [flagOf("model"), MODELS],
  [flagOf("extractModel"), MODELS],
  [flagOf("consolidationModel"), MODELS],
  [flagOf("decision"), { words: STAGE1_DECISIONS, asked: [] }],
  [flagOf("again"), { words: ["offline", "outdated", "all", ...knownModels()], asked: ["models"] }],
  [flagOf("from"), { words: AGENT_NAMES, asked: [] }],
]);

/** What may stand behind an option that takes a value; undefined where nothing is known of it. */
export function offerForOption(row: OptionRow): Offer | undefined {
  if (row.kind.type === "choice") return { words: row.kind.values, asked: [] };
  // Two options of this name are told apart by their kinds alone: who consolidates, and whose sessions.
  if (row === rowOf("agent")) return { words: ["model", "offline", "replay:", "command"], asked: [] };
  return row.flag === undefined ? undefined : BY_FLAG.get(`--${row.flag}`);
}

/** What the arguments of a command may be, beside files. */
export function offerForArguments({ name, args = "" }: Command): Offer {
  const alternatives = /^[<[]([a-z|-]+)[>\]]/.exec(args)?.[1]?.split("|") ?? [];
  if (/THREAD/.test(args))
    return { words: [...alternatives, ...(/global/.test(args) ? ["global"] : [])], asked: ["ids"] };
  if (/RUN/.test(args)) return { words: [], asked: ["runs"] };
  if (/AGENT/.test(args)) return { words: AGENT_NAMES, asked: [] };
  if (name === "schema") return { words: Object.keys(REPORTS), asked: [] };
  return alternatives.length > 0 ? { words: alternatives, asked: [] } : NOTHING;
}

function flagOf(name: Parameters<typeof rowOf>[0]): string {
  return `--${rowOf(name).flag}`;
}
