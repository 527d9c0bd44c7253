import { isFiller, readsLikeWish, squeeze } from "../merging/wording.ts";
import { type ItemKind, readLabel } from "./memory-labels.ts";

/** A statement of a memory: its first line without a bullet, and lines that belong to it. */
export interface MemoryItem {
  readonly kind: ItemKind;
  readonly lines: readonly string[];
}
/** A task that a memory tells of. */
export interface MemoryTask {
  readonly title: string;
  readonly group: string | undefined;
  readonly outcome: string | undefined;
  readonly keywords: readonly string[];
  readonly items: readonly MemoryItem[];
}
/** A raw memory, read. */
export interface MemoryText {
  readonly description: string | undefined;
  readonly group: string | undefined;
  readonly outcome: string | undefined;
  readonly keywords: readonly string[];
  readonly tasks: readonly MemoryTask[];
}

const FRONT_MATTER = /^---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;
const FIELD = /^(description|task|task_group|task_outcome|outcome|cwd|keywords)\s*:\s*(.*)$/i;
const BULLET = /^(\s*)(?:[-*+•]|\d{1,3}[.)])\s+(.*)$/;
const FENCE = /^\s*(?:```|~~~)/;

/** Of a longer line only the beginning is read: more than a statement may take in the end. */
const LINE_MAX_CHARS = 4_000;

/** A task while its lines are read. */
interface Draft {
  title: string;
  group: string | undefined;
  outcome: string | undefined;
  keywords: string[];
  items: { kind: ItemKind; lines: string[] }[];
}

/** Reads a raw memory, also one that does not keep to the form: what cannot be placed counts as knowledge. */
export function parseMemory(raw: string): MemoryText {
  // Characters that end a line for some programs and not for others.
  const text = raw.replaceAll(/[\u0085\u2028\u2029\v\f]/g, " ");
  const front = FRONT_MATTER.exec(text);
  const fields = readFields(front?.[1] ?? "");
  const tasks = readTasks(front === null ? text : text.slice(front[0].length), fields.get("task") ?? "");
  return {
    description: fields.get("description"),
    group: fields.get("task_group"),
    outcome: fields.get("task_outcome") ?? fields.get("outcome"),
    keywords: splitList(fields.get("keywords") ?? ""),
    tasks,
  };
}

/** `key: value` lines; a list on indented lines below a key is joined with commas. */
function readFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  let last = "";
  for (const line of text.split(/\r?\n/)) {
    const field = FIELD.exec(line);
    const item = /^\s+-\s+(.*)$/.exec(line) ?? /^-\s+(.*)$/.exec(line);
    if (field !== null) {
      last = (field[1] ?? "").toLowerCase();
      setField(fields, last, field[2] ?? "");
    } else if (item !== null && last !== "") {
      setField(fields, last, [fields.get(last), item[1]].filter((part) => part !== undefined).join(", "));
    }
  }
  return fields;
}

function setField(fields: Map<string, string>, name: string, value: string): void {
  const plain = squeeze(value).replace(/^(["'])(.*)\1$/, "$2");
  if (plain !== "" && !isFiller(plain)) fields.set(name, plain);
}

function splitList(text: string): string[] {
  const parts = text.replace(/^\[(.*)\]$/, "$1").split(/[,;]/);
  return [
    ...new Set(parts.map((part) => squeeze(part).replace(/^["'`](.*)["'`]$/, "$1")).filter((part) => part !== "")),
  ];
}

function readTasks(text: string, firstTitle: string): MemoryTask[] {
  const tasks: Draft[] = [];
  let kind: ItemKind | "unsorted" | "references" = "unsorted";
  let fenced = false;
  let afterBlank = false;
  const task = (): Draft => tasks.at(-1) ?? begin(firstTitle);
  const begin = (title: string): Draft => {
    const draft: Draft = { title, group: undefined, outcome: undefined, keywords: [], items: [] };
    tasks.push(draft);
    return draft;
  };
  const add = (line: string) => {
    const text = line.trim();
    if (text === "" || kind === "references") return;
    task().items.push({
      kind: kind !== "unsorted" ? kind : readsLikeWish(text) ? "preferences" : "knowledge",
      lines: [text],
    });
  };
  for (const whole of text.split(/\r?\n/)) {
    const line = whole.slice(0, LINE_MAX_CHARS);
    const current = tasks.at(-1)?.items.at(-1);
    const continues = kind !== "references" && current !== undefined;
    if (fenced || FENCE.test(line)) {
      if (FENCE.test(line)) fenced = !fenced;
      if (continues) current.lines.push(`  ${line}`);
      continue;
    }
    if (line.trim() === "" || /^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/.test(line)) {
      afterBlank = true;
      continue;
    }
    const label = readLabel(line);
    const bullet = BULLET.exec(line);
    const field = FIELD.exec(line);
    if (label?.kind === "task") {
      begin(label.rest);
      kind = "unsorted";
    } else if (label !== undefined) {
      kind = label.kind === "other" ? "unsorted" : label.kind;
      add(label.rest);
    } else if (field !== null && bullet === null) {
      setTaskField(task(), (field[1] ?? "").toLowerCase(), squeeze(field[2] ?? ""));
    } else if (bullet !== null && (bullet[1] ?? "").length < 2) {
      add(bullet[2] ?? "");
    } else if (continues && (!afterBlank || /^\s{2}/.test(line))) {
      current.lines.push(`  ${line.trimEnd().replace(/^\s{2}/, "")}`);
    } else {
      add(line);
    }
    afterBlank = false;
  }
  return tasks.map((draft) => ({
    ...draft,
    items: draft.items.filter(({ lines }) => !isFiller(lines.length === 1 ? (lines[0] ?? "") : lines.join(" "))),
  }));
}

function setTaskField(task: Draft, name: string, value: string): void {
  if (value === "" || isFiller(value)) return;
  if (name === "task" && task.title === "") task.title = value;
  if (name === "task_group") task.group = value;
  if (name === "task_outcome" || name === "outcome") task.outcome = value;
  if (name === "keywords") task.keywords = splitList(value);
}
