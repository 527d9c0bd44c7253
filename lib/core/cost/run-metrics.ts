import type { BookedCall } from "./cost-groups.ts";
import type { Metric, Sample } from "./metrics.ts";

/** What metrics are made of: sums over the whole database, and how things stand. */
export interface MetricFacts {
  readonly runs: readonly {
    readonly command: string;
    readonly status: string;
    readonly runs: number;
    readonly durationMs: number;
    /** Seconds since the epoch: when the last one of them ended. */
    readonly last: number;
  }[];
  readonly sessions: readonly { readonly outcome: string; readonly count: number }[];
  readonly calls: readonly Omit<BookedCall, "at">[];
  readonly waiting: number;
  /** Seconds since the oldest waiting session was last updated; undefined when none waits. */
  readonly oldestWaitingSeconds: number | undefined;
}

/** Statuses of a run that did what there was to do. */
const SUCCESS = /^(succeeded|nothing_to_do)/;

/** The metrics of a database, each in a total order. */
export function runMetrics(facts: MetricFacts): Metric[] {
  const { runs, calls } = facts;
  const byCall = (label: "outcome" | undefined) => (call: MetricFacts["calls"][number]) => ({
    model: call.model,
    host: call.host,
    phase: call.phase,
    ...(label === undefined ? {} : { outcome: call.outcome }),
  });
  const priced = calls.filter(({ cost }) => cost !== undefined);
  return [
    {
      name: "memories_runs_total",
      help: "Runs of commands that may ask a model, by how they ended.",
      type: "counter",
      samples: summed(
        runs,
        ({ command, status }) => ({ command, status }),
        (run) => run.runs,
      ),
    },
    {
      name: "memories_run_duration_seconds",
      help: "Time that runs took.",
      type: "summary",
      samples: [
        ...summed(
          runs,
          ({ command }) => ({ command }),
          (run) => run.durationMs / 1_000,
          "_sum",
        ),
        ...summed(
          runs,
          ({ command }) => ({ command }),
          (run) => run.runs,
          "_count",
        ),
      ],
    },
    {
      name: "memories_last_success_timestamp_seconds",
      help: "When a run last did what there was to do.",
      type: "gauge",
      samples: lastSuccess(runs),
    },
    {
      name: "memories_sessions",
      help: "Extracted sessions by the outcome of their last extraction.",
      type: "gauge",
      samples: facts.sessions.map(({ outcome, count }) => ({ labels: { outcome }, value: count })),
    },
    {
      name: "memories_sessions_waiting",
      help: "Sessions that the next runs will extract.",
      type: "gauge",
      samples: [{ labels: {}, value: facts.waiting }],
    },
    {
      name: "memories_oldest_waiting_seconds",
      help: "Age of the oldest session that waits; 0 when none does.",
      type: "gauge",
      samples: [{ labels: {}, value: facts.oldestWaitingSeconds ?? 0 }],
    },
    {
      name: "memories_model_requests_total",
      help: "Requests to models, failed ones too.",
      type: "counter",
      samples: summed(calls, byCall("outcome"), () => 1),
    },
    {
      name: "memories_model_tokens_total",
      help: "Tokens of requests; cached ones are among the input, reasoning ones among the output.",
      type: "counter",
      samples: KINDS.flatMap(([kind, tokens]) =>
        summed(calls, (call) => ({ ...byCall(undefined)(call), kind }), tokens),
      ),
    },
    {
      name: "memories_model_cost_dollars_total",
      help: "Dollars that requests cost, of models with a known price.",
      type: "counter",
      samples: summed(priced, byCall(undefined), ({ cost }) => cost ?? 0),
    },
  ];
}

type Call = MetricFacts["calls"][number];
const KINDS: readonly (readonly [string, (call: Call) => number])[] = [
  ["input", (call) => call.inputTokens],
  ["cached_input", (call) => call.cachedInputTokens],
  ["output", (call) => call.outputTokens],
  ["reasoning", (call) => call.reasoningTokens],
];

function summed<T>(
  items: readonly T[],
  labelsOf: (item: T) => Sample["labels"],
  amountOf: (item: T) => number,
  part?: Sample["part"],
): Sample[] {
  const sums = new Map<string, Sample>();
  for (const item of items) {
    const labels = labelsOf(item);
    const key = JSON.stringify(labels);
    sums.set(key, {
      labels,
      value: (sums.get(key)?.value ?? 0) + amountOf(item),
      ...(part === undefined ? {} : { part }),
    });
  }
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sample]) => sample);
}

function lastSuccess(runs: MetricFacts["runs"]): Sample[] {
  const last = new Map<string, number>();
  for (const run of runs) {
    if (SUCCESS.test(run.status)) last.set(run.command, Math.max(last.get(run.command) ?? 0, run.last));
  }
  return [...last].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([command, value]) => ({ labels: { command }, value }));
}
