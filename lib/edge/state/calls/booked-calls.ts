import { asc, eq, gte } from "drizzle-orm";
import type { BookedCall } from "../../../core/cost/cost-groups.ts";
import { modelCalls } from "../open/cost-schema.ts";
import type { State } from "../open/open.ts";
import { present } from "../open/rows.ts";
import { run } from "../open/run.ts";
import { threads } from "../open/schema.ts";

/** The booked requests since a time in seconds, oldest first, with the folder of the session each was about. */
export async function listBookedCalls(state: State, since: number): Promise<BookedCall[]> {
  const rows = await run(
    state.orm
      .select({
        at: modelCalls.at,
        model: modelCalls.model,
        host: modelCalls.host,
        phase: modelCalls.phase,
        threadId: modelCalls.threadId,
        cwd: threads.cwd,
        outcome: modelCalls.outcome,
        inputTokens: modelCalls.inputTokens,
        cachedInputTokens: modelCalls.cachedInputTokens,
        outputTokens: modelCalls.outputTokens,
        reasoningTokens: modelCalls.reasoningTokens,
        cost: modelCalls.cost,
      })
      .from(modelCalls)
      .leftJoin(threads, eq(threads.id, modelCalls.threadId))
      .where(gte(modelCalls.at, since))
      .orderBy(asc(modelCalls.at), asc(modelCalls.id)),
  );
  return rows.map(present);
}
