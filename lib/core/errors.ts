/** What kind of ending an expected failure is: `usage` leaves everything as it was, `failure` may be retried. */
export type ErrorKind = "usage" | "failure";

/** Every expected failure of the program, and its kind (spec 7: `usage` exits 2, `failure` exits 1). */
const ERROR_KINDS = {
  unknown_command: "usage",
  bad_option: "usage",
  bad_config: "usage",
  bad_input: "usage",
  bad_template: "usage",
  unknown_thread: "usage",
  unknown_run: "usage",
  no_api_key: "usage",
  no_model: "usage",
  home_not_writable: "usage",
  codex_home_unreadable: "usage",
  git_missing: "usage",
  git_too_old: "usage",
  root_refused: "usage",
  sandbox_missing: "usage",
  state_not_a_database: "usage",
  state_newer_schema: "usage",
  state_clock_mismatch: "usage",
  insecure_database: "usage",
  insecure_endpoint: "usage",
  confirmation_missing: "usage",
  sessions_missing: "failure",
  state_unreachable: "failure",
  state_damaged: "failure",
  state_gone: "failure",
  driver_failed: "failure",
  rollout_unreadable: "failure",
  rollout_unusable: "failure",
  thread_not_extracted: "failure",
  busy: "failure",
  undo_conflict: "failure",
  still_there: "failure",
  git_failed: "failure",
  io_failed: "failure",
  outage: "failure",
} as const satisfies Record<string, ErrorKind>;

/** A stable name of an expected failure: the `code` of `{"error":{…}}` in JSON output. */
export type ErrorCode = keyof typeof ERROR_KINDS;

/**
 * An expected failure. `message` is one line that says what is wrong and which value, where;
 * `hint` is the remedy. Anything else that is thrown is a bug (exit 70).
 */
export class MemoriesError extends Error {
  override readonly name = "MemoriesError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }

  /** Whether nothing was changed (`usage`) or something ran and failed (`failure`). */
  get kind(): ErrorKind {
    return ERROR_KINDS[this.code];
  }
}

/** The text of whatever was thrown, on one line. */
export function reasonOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  return text.replaceAll(/\s*\n\s*/g, " ").trim();
}
