/** So often the same call with the same result is no work any more. */
export const SAME_CALL_MAX = 8;
/** So many refused calls in a row get nowhere. */
export const REFUSED_ROW_MAX = 12;

/** One call of an agent's tool as it ended. */
export interface AgentCall {
  readonly tool: string;
  readonly input: unknown;
  readonly result: unknown;
  readonly refused: boolean;
}

/** What an agent has called so far. */
export interface CallHistory {
  readonly seen: ReadonlyMap<string, number>;
  readonly refusedInRow: number;
}

export const NO_CALLS: CallHistory = { seen: new Map(), refusedInRow: 0 };

/** The history with one call more. */
export function withCall({ seen, refusedInRow }: CallHistory, call: AgentCall): CallHistory {
  const key = JSON.stringify([call.tool, call.input, call.result]);
  return {
    seen: new Map(seen).set(key, (seen.get(key) ?? 0) + 1),
    refusedInRow: call.refused ? refusedInRow + 1 : 0,
  };
}

/** Why an agent goes round in circles; undefined while it does not. */
export function circlesOf({ seen, refusedInRow }: CallHistory): string | undefined {
  const most = Math.max(0, ...seen.values());
  if (most >= SAME_CALL_MAX) return `the agent goes round in circles: the same call with the same result ${most} times`;
  if (refusedInRow >= REFUSED_ROW_MAX) {
    return `the agent goes round in circles: ${refusedInRow} refused calls in a row`;
  }
  return undefined;
}
