import type { PriceTable } from "../../lib/core/cost/price.ts";
import { MemoriesError } from "../../lib/core/errors.ts";
import { nearestName } from "../options/nearest.ts";
import type { ConfigFile } from "./config-files.ts";

/** The table of `memories.toml` that holds prices: the beginning of a model id to dollars per million tokens. */
export const PRICES_TABLE = "prices";

const FIELDS = ["input", "cached", "output"] as const;
const EXAMPLE = '"my-model" = { input = 0.25, cached = 0.025, output = 2 }';

/**
 * A person's own prices. `cached` may be left out: cached input then costs what input does. Throws `bad_config` naming
 * the place for a number that is missing or negative, or a key that means nothing.
 */
export function priceTables(file: ConfigFile): PriceTable {
  const table = file.others[PRICES_TABLE];
  if (table === undefined) return {};
  if (!isTable(table)) throw wrong(file, PRICES_TABLE, table, "a table of models");
  return Object.fromEntries(
    Object.entries(table).map(([model, fields]) => {
      const place = `${PRICES_TABLE}.${JSON.stringify(model)}`;
      if (model === "" || !isTable(fields)) throw wrong(file, place, fields, "a table with input and output");
      for (const key of Object.keys(fields)) {
        if (FIELDS.some((field) => field === key)) continue;
        const near = nearestName(key, [...FIELDS]);
        throw new MemoriesError("bad_config", `${file.path}: unknown key ${place}.${key}`, {
          hint: near === undefined ? `known keys: ${FIELDS.join(", ")}` : `did you mean ${near}?`,
        });
      }
      const number = (field: (typeof FIELDS)[number], fallback?: number): number => {
        const raw = fields[field] ?? fallback;
        const value = typeof raw === "bigint" ? Number(raw) : raw;
        if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
        throw wrong(file, `${place}.${field}`, fields[field], "a number of dollars from 0 up");
      };
      const input = number("input");
      return [model, { input, cached: number("cached", input), output: number("output") }];
    }),
  );
}

function wrong(file: ConfigFile, place: string, value: unknown, wanted: string): MemoriesError {
  const said = value === undefined ? "is missing" : `= ${shown(value)} is not ${wanted}`;
  return new MemoriesError("bad_config", `${file.path}: ${place} ${said}`, { hint: `write ${EXAMPLE} under [prices]` });
}

function shown(value: unknown): string {
  // What is no number in JSON is shown as the file has it.
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return JSON.stringify(value, (_, item) => (typeof item === "bigint" ? Number(item) : item)) ?? String(value);
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
