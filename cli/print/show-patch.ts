import { diff } from "../../lib/flow/root/diff.ts";
import type { CommandContext } from "../command.ts";
import { paintPatch } from "./paint-patch.ts";

/** Prints the patch from the baseline to the files as git makes it: it may be larger than memory should hold. */
export async function showPatch({ world, io }: CommandContext): Promise<{ readonly count: number }> {
  return diff(await world(), async ({ changes, patch: pieces }) => {
    if (changes.length > 0) for await (const chunk of paintPatch(pieces, io)) await io.write(chunk);
    return { count: changes.length };
  });
}
