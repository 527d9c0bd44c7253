import { COMMAND_OPTIONS } from "./command-options.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";
import type { OptionRow, ValueOf } from "./option.ts";
import { SETTINGS } from "./setting-rows.ts";

/** What decides about a session or a memory: whoever asks what would happen may ask what if. */
export const DECISION_SETTINGS = [
  "limit",
  "maxRolloutAgeDays",
  "minRolloutIdleHours",
  "allowedProviders",
  "denyCwd",
  "maxUnusedDays",
  "maxRawMemoriesForConsolidation",
] as const satisfies readonly (keyof typeof SETTINGS)[];

/** The one table: every option of every command, every config key, every environment variable. */
export const OPTIONS = { ...GLOBAL_OPTIONS, ...SETTINGS, ...COMMAND_OPTIONS } as const;

export type OptionName = keyof typeof OPTIONS;
export type SettingName = keyof typeof SETTINGS;

/** What was typed on the command line, checked. Absent: not typed. */
export type Options = { readonly [Name in OptionName]?: ValueOf<(typeof OPTIONS)[Name]> };

/** The settings that a flag can set, for a command that shows what would be in force. */
export const SETTINGS_WITH_FLAG = (Object.keys(SETTINGS) as SettingName[]).filter(
  (name) => rowOf(name).flag !== undefined,
);

/** The row of an option, as the general type. */
export function rowOf(name: OptionName): OptionRow {
  return OPTIONS[name];
}
