/** Methods of texts and lists that only rearrange what is written out. */
import { joinTemplate } from "./operators.ts";
import { bounded, isPrimitive, MAX_LENGTH } from "./script-values.ts";

/** Those of texts; none of them takes a pattern, which a script could make run for ever. */
const OF_TEXT = new Set([
  "at",
  "charAt",
  "endsWith",
  "includes",
  "indexOf",
  "padEnd",
  "padStart",
  "repeat",
  "replace",
  "replaceAll",
  "slice",
  "split",
  "startsWith",
  "substring",
  "toLowerCase",
  "toString",
  "toUpperCase",
  "trim",
  "trimEnd",
  "trimStart",
]);

/** What a method gives that only rearranges what is written out; undefined for any other. */
export function callKnown(receiver: unknown, method: string, args: readonly unknown[]): unknown {
  if (Array.isArray(receiver)) return ofList(receiver, method, args);
  if (typeof receiver === "number" && method === "toString" && args.length === 0) return String(receiver);
  if (typeof receiver !== "string" || !args.every(isPrimitive)) return undefined;
  if (method === "concat") return joinTemplate([receiver, ...args.map(() => "")], args);
  if (!OF_TEXT.has(method) || isGrowing(receiver, method, args)) return undefined;
  const result = (receiver as unknown as Record<string, (...given: unknown[]) => unknown>)[method]?.(...args);
  return typeof result === "string" || Array.isArray(result) ? bounded(result) : result;
}

/** Whether a text would become longer than anything that a tool is given. */
function isGrowing(text: string, method: string, [first, second]: readonly unknown[]): boolean {
  if (method === "repeat") return !(Number(first) >= 0 && text.length * Number(first) <= MAX_LENGTH);
  if (method === "padStart" || method === "padEnd") return Number(first) > MAX_LENGTH;
  if (method !== "replaceAll" && method !== "replace") return false;
  // A dollar can stand for all of the text before or after.
  return String(second).includes("$") || (text.length + 1) * String(second).length > MAX_LENGTH;
}

function ofList(list: readonly unknown[], method: string, args: readonly unknown[]): unknown {
  const [first, second] = args;
  switch (method) {
    case "join":
      return list.every(isPrimitive) && (first === undefined || typeof first === "string")
        ? bounded(list.join(first))
        : undefined;
    case "concat":
      return args.some((arg) => arg === undefined) ? undefined : bounded(list.concat(...args));
    case "slice":
      return args.every((arg) => typeof arg === "number") ? list.slice(...(args as number[])) : undefined;
    case "at":
      return typeof first === "number" ? list.at(first) : undefined;
    case "includes":
      return list.every(isPrimitive) && isPrimitive(first) ? list.includes(first) : undefined;
    case "reverse":
    case "toReversed":
      return list.toReversed();
    case "sort":
    case "toSorted":
      return first === undefined && list.every(isPrimitive) ? list.toSorted() : undefined;
    case "flat":
      return second === undefined ? bounded(list.flat()) : undefined;
    case "entries":
      return list.map((value, at) => [at, value]);
    case "keys":
      return list.map((_, at) => at);
    case "values":
      return list;
    default:
      return undefined;
  }
}
