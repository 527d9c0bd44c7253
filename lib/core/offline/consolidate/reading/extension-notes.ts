import { EXTENSIONS_FOLDER } from "../../../consolidate/paths.ts";
import { byteOrder } from "../../../text/byte-order.ts";
import { squeeze } from "../merging/wording.ts";

/** A note or resource of an extension. */
export interface ExtensionNote {
  readonly extension: string;
  readonly path: string;
  /** `note`: somebody asked for it to be remembered. `resource`: material that can be looked up. */
  readonly kind: "note" | "resource";
  readonly title: string;
  /** The text without its title, on one line; empty when there is none. */
  readonly text: string;
  /** `YYYY-MM-DD` in front of the file name, where it has one. */
  readonly day: string | undefined;
}

const FILE = new RegExp(`^${EXTENSIONS_FOLDER}/([^/]+)/(notes|resources)/([^/]+\\.md)$`);

/** The notes and resources of every extension that has instructions, in byte order of their paths. */
export function extensionNotes(files: ReadonlyMap<string, string>): ExtensionNote[] {
  return [...files.keys()].toSorted(byteOrder).flatMap((path) => {
    const [, extension = "", folder, name = ""] = FILE.exec(path) ?? [];
    if (folder === undefined || !files.has(`${EXTENSIONS_FOLDER}/${extension}/instructions.md`)) return [];
    const lines = withoutFrontMatter(files.get(path) ?? "").split(/\r?\n/);
    const heading = lines.findIndex((line) => /^#{1,6}\s/.test(line));
    const first = lines.findIndex((line) => line.trim() !== "");
    const titled = heading !== -1 && heading === first;
    const title = titled ? squeeze((lines[heading] ?? "").replace(/^#+\s+/, "")) : titleOf(name);
    const text = squeeze((titled ? lines.slice(heading + 1) : lines).join(" "));
    if (text === "" && !titled) return [];
    const kind = folder === "notes" ? ("note" as const) : ("resource" as const);
    return [{ extension, path, kind, title, text, day: /^\d{4}-\d\d-\d\d(?=T)/.exec(name)?.[0] }];
  });
}

function withoutFrontMatter(text: string): string {
  return text.replace(/^---\r?\n[\s\S]*?\n---[ \t]*(?:\r?\n|$)/, "");
}

/** `2026-05-08T12-00-00-use_pnpm.md` → `use pnpm`. */
function titleOf(name: string): string {
  const plain = name.replace(/\.md$/, "").replace(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-?/, "");
  return squeeze(plain.replaceAll(/[_-]+/g, " ")) || name;
}
