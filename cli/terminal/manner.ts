import type { Options } from "../options/settings.ts";

/** How stderr reads: as typed, else as the environment says, else as text. */
export function logFormat(options: Options): "text" | "json" {
  return (options.logFormat ?? process.env.MEMORIES_LOG_FORMAT) === "json" ? "json" : "text";
}

/** Whether a person wants no colours and nothing that moves, or has a terminal that knows neither. */
export function isPlain(options: Options): boolean {
  return options.noColor === true || Boolean(process.env.NO_COLOR) || process.env.TERM === "dumb";
}
