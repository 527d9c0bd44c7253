/** What a check of `doctor` found. */
export interface Finding {
  /** `failed`: something will not work; `warning`: it will, but look at it. */
  readonly status: "ok" | "warning" | "failed";
  readonly detail: string;
  readonly hint: string | undefined;
}

/** Nothing to do. */
export function ok(detail: string): Finding {
  return { status: "ok", detail, hint: undefined };
}

/** It works, and somebody should look. */
export function warning(detail: string, hint: string): Finding {
  return { status: "warning", detail, hint };
}

/** It does not work. */
export function failed(detail: string, hint: string): Finding {
  return { status: "failed", detail, hint };
}
