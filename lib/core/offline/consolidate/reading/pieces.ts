import type { RawThread } from "../../../consolidate/raw-memories.ts";
import { folderName } from "../../../text/folder-name.ts";
import { ownCopy } from "../../../text/own-copy.ts";
import { splitWish } from "../merging/wishes.ts";
import { contentWords, readsLikeWish, squeeze } from "../merging/wording.ts";
import type { ExtensionNote } from "./extension-notes.ts";
import { type MemoryItem, type MemoryTask, parseMemory } from "./memory-text.ts";

/** Where something in the handbook comes from: a session's recap, or a file of an extension. */
export interface Source {
  readonly path: string;
  /** Of a session. */
  readonly threadId: string | undefined;
  /** RFC 3339, or a day; undefined for a file without one in its name. */
  readonly updatedAt: string | undefined;
  readonly outcome: string | undefined;
}
/** One task of one session or extension, before equal ones are joined. */
export interface Piece {
  readonly block: string;
  readonly description: string | undefined;
  readonly cwd: string | undefined;
  readonly fromExtension: boolean;
  readonly title: string;
  readonly outcome: string | undefined;
  readonly keywords: readonly string[];
  readonly items: readonly MemoryItem[];
  readonly source: Source;
}

/** The tasks of a session; one without any text is still one task. */
export function threadPieces(thread: RawThread): Piece[] {
  // What is kept of a memory must not keep all of it.
  const memory = parseMemory(thread.body());
  const source = (outcome: string | undefined): Source => ({
    path: `rollout_summaries/${thread.summaryFile}`,
    threadId: thread.threadId,
    updatedAt: thread.updatedAt,
    outcome,
  });
  const description = ownPart(memory.description);
  const piece = (task: MemoryTask): Piece => {
    const title = ownCopy(
      squeeze(task.title) || squeeze(memory.description ?? "") || titleFromFile(thread.summaryFile),
    );
    const outcome = ownPart(outcomeLabel(task.outcome ?? memory.outcome));
    const keywords = task.keywords.length > 0 ? task.keywords : memory.keywords;
    return {
      block: ownCopy(squeeze(task.group ?? memory.group ?? "")) || folderName(thread.cwd),
      description,
      cwd: thread.cwd === "" ? undefined : withDrive(thread.cwd),
      fromExtension: false,
      title,
      outcome,
      keywords: keywords.length > 0 ? keywords.map(ownCopy) : contentWords(title),
      items: task.items.flatMap(splitItem),
      source: source(outcome),
    };
  };
  const empty = { title: "", group: undefined, outcome: undefined, keywords: [], items: [] };
  return (memory.tasks.length > 0 ? memory.tasks : [empty]).map(piece);
}

/** A note or a resource: its text, or where to find it. */
export function notePiece(note: ExtensionNote): Piece {
  const text = note.text === "" ? note.title : note.text;
  const kind = note.kind === "note" && readsLikeWish(text) ? ("preferences" as const) : ("knowledge" as const);
  const line = note.kind === "note" ? text : `${note.title}: see ${note.path}`;
  return {
    block: `${note.extension} ${note.kind}s`,
    description: `${note.kind}s kept in extensions/${note.extension}`,
    cwd: undefined,
    fromExtension: true,
    title: note.title,
    outcome: undefined,
    keywords: contentWords(note.title),
    items: [{ kind, lines: [line] }],
    source: { path: note.path, threadId: undefined, updatedAt: note.day, outcome: undefined },
  };
}

const ownPart = (text: string | undefined) => (text === undefined ? undefined : ownCopy(text));

/** A drive has one spelling, whichever letter a shell shows. */
function withDrive(folder: string): string {
  return folder.replace(/^[a-z]:(?=[\\/])/, (drive) => drive.toUpperCase());
}

/** The word that the form has for an outcome, without the evidence behind it; another wording as it is. */
function outcomeLabel(outcome: string | undefined): string | undefined {
  return /^(success|partial|fail|uncertain)(?=\b|ed|ure)/i.exec(outcome ?? "")?.[1]?.toLowerCase() ?? outcome;
}

/** `2026-05-08T12-00-00-a1B2-fix_login.md` → `fix login`. */
function titleFromFile(file: string): string {
  const slug = file.replace(/\.md$/, "").replace(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[0-9A-Za-z]{4}-?/, "");
  return squeeze(slug.replaceAll("_", " ")) || "session";
}

function splitItem(item: MemoryItem): MemoryItem[] {
  const [line = "", ...more] = item.lines;
  if (item.kind !== "preferences" || more.length > 0) return [item];
  return splitWish(line).map((part) => ({ ...item, lines: [part] }));
}
