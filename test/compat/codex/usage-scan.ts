import { reportOf } from "../own-binary.ts";
import type { Memories } from "./compare-threads.ts";
import type { LivedThread } from "./lived-thread.ts";

interface Scan {
  readonly reads: { readonly calls: number; readonly by_thread: Readonly<Record<string, unknown>> };
}

/** Each session that read the memory folder counts once, and no other does. */
export function usageProblems(threads: readonly LivedThread[], memories: Memories, codexHome: string): string[] {
  const { reads } = reportOf<Scan>(memories("usage", "scan", codexHome, "--json"));
  const expected = threads.filter(({ expect }) => expect?.memory_read === true).map(({ id }) => id);
  const found = Object.keys(reads.by_thread);
  return [
    ...expected.filter((id) => !found.includes(id)).map((id) => `read its memory, and is not counted: ${id}`),
    ...found.filter((id) => !expected.includes(id)).map((id) => `counted, and did not read its memory: ${id}`),
    ...(reads.calls === expected.length ? [] : [`${reads.calls} reads, expected ${expected.length}`]),
  ];
}
