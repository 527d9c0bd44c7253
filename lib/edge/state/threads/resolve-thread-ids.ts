import { or } from "drizzle-orm";
import { parseUuid } from "../../../core/text/uuid.ts";
import type { State } from "../open/open.ts";
import { isAmong, run } from "../open/run.ts";
import { threads } from "../open/schema.ts";

/**
 * The keys of threads by ids as they are cited: the key itself, or the product's own id where only one thread has it.
 * UUIDs may be in either letter case. Unknown ids are left out.
 */
export async function resolveThreadIds(state: State, cited: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(cited.map(plain))];
  if (wanted.length === 0) return new Map();
  const { id, nativeId } = threads;
  const rows = await run(
    state.orm
      .select({ id, nativeId })
      .from(threads)
      .where(or(isAmong(id, wanted), isAmong(nativeId, wanted))),
  );
  const byId = new Map(rows.map((row) => [row.id, row.id]));
  const byNative = Map.groupBy(rows, (row) => row.nativeId ?? row.id);
  return new Map(
    cited.flatMap((given) => {
      const exact = byId.get(plain(given));
      const [only, ...others] = byNative.get(plain(given)) ?? [];
      const key = exact ?? (others.length === 0 ? only?.id : undefined);
      return key === undefined ? [] : [[given, key]];
    }),
  );
}

/** An id as it is stored: the products write UUIDs in lower case, also behind the name of an agent. */
function plain(id: string): string {
  const tail = id.slice(id.indexOf("/") + 1);
  return parseUuid(tail) === undefined ? id : `${id.slice(0, id.length - tail.length)}${tail.toLowerCase()}`;
}
