import { SKILLS_FOLDER } from "../../consolidate/paths.ts";
import { byteOrder } from "../../text/byte-order.ts";
import { squeeze } from "./merging/wording.ts";

/** A skill as the summary names it. */
export interface SkillEntry {
  /** Its folder, `skills/<name>`. */
  readonly path: string;
  /** From its front matter; empty when it says nothing. */
  readonly description: string;
}

const SKILL = new RegExp(`^(${SKILLS_FOLDER}/[^/]+)/SKILL\\.md$`);
const DESCRIPTION_MAX_CHARS = 160;

/** The skills among the files, in byte order. */
export function listSkills(files: ReadonlyMap<string, string>): SkillEntry[] {
  return [...files]
    .toSorted(([a], [b]) => byteOrder(a, b))
    .flatMap(([file, text]) => {
      const path = SKILL.exec(file)?.[1];
      if (path === undefined) return [];
      const front = /^---\r?\n([\s\S]*?)\n---/.exec(text)?.[1] ?? "";
      const description = squeeze(/^description:(.*)$/m.exec(front)?.[1] ?? "").replace(/^(["'])(.*)\1$/, "$2");
      return [{ path, description: description.slice(0, DESCRIPTION_MAX_CHARS) }];
    });
}
