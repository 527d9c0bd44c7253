import { truncateMiddle } from "../../../text/truncate.ts";
import { squeeze } from "../merging/wording.ts";
import type { ItemKind } from "../reading/memory-labels.ts";
import { makeSection, type Section } from "../reading/outline.ts";
import type { Source } from "../reading/pieces.ts";
import type { HandbookBlock, HandbookTask, Statement } from "./handbook.ts";
import { type Naming, TASK_GROUP } from "./task-numbers.ts";

/** The sections of a block that hold statements, in their order. */
export const STATEMENT_SECTIONS: readonly (readonly [ItemKind, string])[] = [
  ["preferences", "User preferences"],
  ["knowledge", "Reusable knowledge"],
  ["failures", "Failures and how to do differently"],
];

const SCOPE_MAX_BYTES = 400;
const TITLE_MAX_BYTES = 160;

/** What a handbook without any block says, since an empty file would look like a mistake. */
const NOTHING = "Nothing is remembered yet.";

/** How much of the statements there is room for. */
export interface Share {
  /** Statements that a task is the first to make. */
  readonly perTask: number;
  /** Bytes of each. */
  readonly maxBytes: number;
}

/** `MEMORY.md` as an outline. */
export function renderHandbook(blocks: readonly HandbookBlock[], naming: Naming, share: Share): Section {
  const sections = blocks.map((block) => renderBlock(block, naming, share));
  return makeSection(0, "", blocks.length === 0 ? [[NOTHING]] : [], sections);
}

function renderBlock(block: HandbookBlock, { keyOf, numberOf }: Naming, share: Share): Section {
  const said = sharedStatements(block, share);
  const tasks = block.tasks
    .map((task) => ({ task, number: numberOf(block, task.key) }))
    .toSorted((a, b) => a.number - b.number)
    .map(({ task, number }) => renderTask(task, number));
  const statements = STATEMENT_SECTIONS.map(([kind, title]) =>
    makeSection(
      2,
      title,
      said
        .filter((statement) => statement.kind === kind)
        .map((statement) => renderStatement(statement, (key) => numberOf(block, key), share.maxBytes)),
    ),
  );
  const section = makeSection(1, `${TASK_GROUP} ${oneLine(block.name)}`, fieldLines(block), [...tasks, ...statements]);
  return { ...section, key: keyOf(block) };
}

/** The statements of a block that its share has room for. */
export function sharedStatements(block: HandbookBlock, share: Share): Statement[] {
  const made = new Map<string, number>();
  return block.statements.filter(({ tasks: [first = ""] }) => {
    made.set(first, (made.get(first) ?? 0) + 1);
    return (made.get(first) ?? 0) <= share.perTask;
  });
}

function fieldLines(block: HandbookBlock): string[][] {
  const scope = truncateMiddle(oneLine(block.scope === "" ? `work in ${block.name}` : block.scope), SCOPE_MAX_BYTES);
  const cwd = block.cwds.length === 0 ? "any" : block.cwds.map(oneLine).join(", ");
  const rule = block.fromExtension
    ? "wherever its text says that it applies"
    : "as it stands in these folders; check against the checkout elsewhere";
  return [[`scope: ${scope}`], [`applies_to: cwd=${cwd}; reuse_rule=${rule}`]];
}

function renderTask(task: HandbookTask, number: number): Section {
  const outcome = task.outcome === undefined ? "" : `, ${oneLine(task.outcome)}`;
  return makeSection(
    2,
    `Task ${number}: ${truncateMiddle(oneLine(task.title), TITLE_MAX_BYTES)}${outcome}`,
    [],
    [
      makeSection(
        3,
        "rollout_summary_files",
        task.sources.map((source) => [renderSource(source)]),
      ),
      makeSection(3, "keywords", task.keywords.length === 0 ? [] : [[`- ${task.keywords.map(oneLine).join(", ")}`]]),
    ],
  );
}

function renderSource(source: Source): string {
  const facts = [
    source.threadId === undefined ? undefined : `thread_id=${source.threadId}`,
    source.updatedAt === undefined ? undefined : `updated_at=${source.updatedAt}`,
    source.outcome === undefined ? undefined : oneLine(source.outcome),
  ].filter((fact) => fact !== undefined);
  return `- ${source.path}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`;
}

function renderStatement(statement: Statement, numberOf: (taskKey: string) => number, maxBytes: number): string[] {
  const labels = statement.tasks
    .map(numberOf)
    .toSorted((a, b) => a - b)
    .map((number) => `[Task ${number}]`);
  return withLabels(boundedLines(statement.lines, maxBytes), labels);
}

/** A statement as a bullet with labels at the end of its first line. */
export function withLabels(lines: readonly string[], labels: readonly string[]): string[] {
  const [first = "", ...rest] = lines;
  return [[`- ${first}`, ...labels].join(" "), ...rest];
}

/** The lines of a statement within a bound: the first is cut in the middle, then whole lines are left out. */
export function boundedLines(lines: readonly string[], maxBytes: number): string[] {
  const [first = "", ...rest] = lines;
  const kept = [truncateMiddle(squeeze(first), maxBytes)];
  let left = maxBytes - Buffer.byteLength(kept[0] ?? "");
  for (const line of rest) {
    left -= Buffer.byteLength(line) + 1;
    if (left < 0) return closeFence([...kept, "  …"]);
    kept.push(line);
  }
  return closeFence(kept);
}

/** A code block whose end was cut off must not swallow what follows the statement. */
function closeFence(lines: readonly string[]): string[] {
  const fences = lines.filter((line) => /^\s*(?:```|~~~)/.test(line));
  return fences.length % 2 === 0 ? [...lines] : [...lines, `  ${(fences[0] ?? "```").trim().slice(0, 3)}`];
}

function oneLine(text: string): string {
  return squeeze(text.replaceAll(/\p{Cc}/gu, " "));
}
