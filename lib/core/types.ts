/** Whether a thread may be remembered (spec 1, memory mode). */
export type MemoryMode = "enabled" | "disabled" | "polluted";

/** One row of `threads`: a session as its transcript describes it. Times are seconds since the epoch. */
export interface Thread {
  readonly id: string;
  readonly rolloutPath: string;
  readonly source: string;
  readonly cwd: string;
  readonly title: string;
  readonly firstUserMessage: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly memoryMode: MemoryMode;
  readonly archived: boolean;
  readonly missingSince: number | undefined;
  readonly forkedFromId: string | undefined;
  readonly gitSha: string | undefined;
  readonly gitBranch: string | undefined;
  readonly gitOriginUrl: string | undefined;
  readonly modelProvider: string | undefined;
  readonly cliVersion: string | undefined;
  readonly agentRole: string | undefined;
  readonly agentNickname: string | undefined;
  readonly tokensUsed: number;
  readonly machine: string;
  /** The product that wrote it: `codex`, or one of the other agents. */
  readonly agent: string;
  /** The folder of that product in which it lies. */
  readonly agentHome: string;
  /** The product's own id of the session, where `id` is made of it; undefined where `id` is that. */
  readonly nativeId: string | undefined;
}

/** One row of `stage1_outputs`: what phase 1 kept of a thread. */
export interface Stage1Output {
  readonly threadId: string;
  readonly sourceUpdatedAt: number;
  readonly rawMemory: string;
  readonly rolloutSummary: string;
  readonly rolloutSlug: string | undefined;
  readonly generatedAt: number;
  readonly usageCount: number | undefined;
  readonly lastUsage: number | undefined;
  readonly selectedForPhase2: boolean;
  readonly selectedForPhase2SourceUpdatedAt: number | undefined;
  /** What made it: `offline`, or the id of a model; undefined: unknown, it is from before that was recorded. */
  readonly madeBy: string | undefined;
  /** Names the prompt that a model was given; undefined for `offline` and where it is unknown. */
  readonly promptHash: string | undefined;
}

/** An output with the parts of its thread's row that the generated files show. */
export interface SelectedMemory extends Stage1Output {
  readonly cwd: string;
  readonly rolloutPath: string;
  readonly gitBranch: string | undefined;
}

/** What is known of a memory without its texts; it says how its files are called and what their headers show. */
export type MemoryHead = Pick<
  SelectedMemory,
  "threadId" | "sourceUpdatedAt" | "rolloutSlug" | "cwd" | "rolloutPath" | "gitBranch"
>;
/** The texts of a memory, as phase 1 stored them. */
export type MemoryTexts = Pick<Stage1Output, "rawMemory" | "rolloutSummary">;

export type JobKind = "memory_stage1" | "memory_consolidate_global";
export type JobStatus = "pending" | "running" | "done" | "error";

/** One row of `jobs`. Times are seconds since the epoch. */
export interface Job {
  readonly kind: JobKind;
  readonly jobKey: string;
  readonly status: JobStatus;
  readonly workerId: string | undefined;
  readonly ownershipToken: string | undefined;
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  readonly leaseUntil: number | undefined;
  readonly retryAt: number | undefined;
  readonly retryRemaining: number;
  readonly lastError: string | undefined;
  readonly inputWatermark: number | undefined;
  readonly lastSuccessWatermark: number | undefined;
  /** Outages this thread's extraction met in a row. */
  readonly outages: number;
  /** Failed consolidations since the last success. */
  readonly failures: number;
  /** When a consolidation last moved the baseline: the cooldown counts from here. */
  readonly consolidatedAt: number | undefined;
  /** What made the last result, as of an output; also where the session held nothing worth keeping. */
  readonly madeBy: string | undefined;
  readonly promptHash: string | undefined;
}

/** Tokens a run spent, summed over its requests. Keys are those of the JSON reports. */
export interface TokenUsage {
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
  readonly total_tokens: number;
}

export const NO_USAGE: TokenUsage = {
  input_tokens: 0,
  cached_input_tokens: 0,
  output_tokens: 0,
  reasoning_tokens: 0,
  total_tokens: 0,
};

export function addUsage(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    input_tokens: a.input_tokens + b.input_tokens,
    cached_input_tokens: a.cached_input_tokens + b.cached_input_tokens,
    output_tokens: a.output_tokens + b.output_tokens,
    reasoning_tokens: a.reasoning_tokens + b.reasoning_tokens,
    total_tokens: a.total_tokens + b.total_tokens,
  };
}

/** How one path differs from the baseline: added, modified (type changes too) or deleted. */
export type ChangeStatus = "A" | "M" | "D";
export interface Change {
  readonly status: ChangeStatus;
  readonly path: string;
}
