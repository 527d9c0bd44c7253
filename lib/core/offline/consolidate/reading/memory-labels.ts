import { squeeze } from "../merging/wording.ts";

/** What a line of a memory is about. References are pointers into the session, which its recap has too. */
export type ItemKind = "preferences" | "knowledge" | "failures";

type LabelKind = ItemKind | "references" | "task" | "other";

/** A heading, a bold line, or a line `Label:` with or without text behind it. */
export function readLabel(line: string): { readonly kind: LabelKind; readonly rest: string } | undefined {
  const heading = /^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$/.exec(line)?.[1];
  const bold = /^\s{0,3}(?:\*\*|__)(.+?)(?:\*\*|__)\s*:?\s*$/.exec(line)?.[1];
  const title = heading ?? bold;
  if (title !== undefined) return titled(title.replaceAll(/\*\*|__/g, "").trim());
  const label =
    /^\s{0,3}(?:[-*+]\s+)?(?:\*\*|__)?([A-Za-z][A-Za-z ,/-]{3,60}?)(?:\*\*|__)?\s*:(?:\*\*|__)?(?:\s+(.*))?$/.exec(
      line,
    );
  if (label === null) return undefined;
  const kind = sectionKind(label[1] ?? "");
  return kind === "other" ? undefined : { kind, rest: label[2] ?? "" };
}

function titled(title: string): { readonly kind: LabelKind; readonly rest: string } {
  if (/^task group\b/i.test(title)) return { kind: "other", rest: "" };
  const task = /^task\b\s*\d*\s*(?:[:.)–—-]\s*)?(.*)$/i.exec(title);
  if (task !== null) return { kind: "task", rest: task[1] ?? "" };
  return { kind: sectionKind(title.replace(/:$/, "")), rest: "" };
}

function sectionKind(label: string): LabelKind {
  const words = squeeze(label.toLowerCase());
  if (/^(?:user )?preferences?(?: signals?)?$|^(?:user|standing) (?:wishes|signals?)$/.test(words))
    return "preferences";
  if (/^failures?\b|^(?:pitfalls?|mistakes)$|^how to do differently$|^what (?:failed|went wrong)$/.test(words))
    return "failures";
  if (/^(?:reusable )?knowledge$|^(?:reusable |key |verified )?(?:facts|learnings?|insights?)$/.test(words))
    return "knowledge";
  if (/^references?$|^evidence$|^sources?$/.test(words)) return "references";
  return "other";
}
