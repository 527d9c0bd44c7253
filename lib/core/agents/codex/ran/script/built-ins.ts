import { joinTemplate } from "./operators.ts";
import { isData, isKnown, isPrimitive, propertyOf } from "./script-values.ts";

/** Functions that every script has, by which a list is sifted or turned into texts. */
const CONVERTERS: Readonly<Record<string, (value: unknown) => unknown>> = { Boolean, Number, String };

/** What every script has under this name: `undefined`, or a function; undefined for any other. */
export function builtInNamed(name: string): unknown {
  if (name === "undefined") return null;
  return Object.hasOwn(CONVERTERS, name) ? CONVERTERS[name] : undefined;
}

/** What `Object.entries(…)` and its like give of values that are known; undefined for any other function. */
export function callBuiltIn(object: string, method: string, args: readonly unknown[]): unknown {
  const [first] = args;
  switch (`${object}.${method}`) {
    case "JSON.parse":
      return parseKnown(first);
    case "JSON.stringify":
      return isKnown(first) && args.slice(1).every(isPrimitive)
        ? JSON.stringify(first, null, args[2] as number | string | undefined)
        : undefined;
    case "String.raw":
      return listed(propertyOf(first, "raw")) && joinTemplate(listed(propertyOf(first, "raw")) ?? [], args.slice(1));
    case "Object.entries":
      return isData(first) ? Object.entries(first) : undefined;
    case "Object.keys":
      return isData(first) ? Object.keys(first) : undefined;
    case "Object.values":
      return isData(first) ? Object.values(first) : undefined;
    case "Object.fromEntries":
      return listed(first)?.every(isEntry) ? Object.fromEntries(first as []) : undefined;
    case "Object.assign":
      return args.every(isData) ? Object.assign({}, ...args) : undefined;
    case "Array.from":
      return args.length === 1 ? elementsOf(first) : undefined;
    case "Array.isArray":
      return first === undefined ? undefined : Array.isArray(first);
    default:
      return undefined;
  }
}

/** No script that a model wrote goes through more than this. */
const MAX_ELEMENTS = 1_024;

/** The elements of a list, of the letters of a text, or as many as `{length: n}` says. */
export function elementsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return [...value];
  if (typeof value === "string") return [...value];
  const length = propertyOf(value, "length");
  return typeof length === "number" && length >= 0 && length <= MAX_ELEMENTS
    ? Array.from({ length }, () => undefined)
    : undefined;
}

/** What `new Map([…])` and `new Set([…])` hold, as a loop goes through it; undefined for any other class. */
export function collectionOf(name: string, [given]: readonly unknown[]): unknown {
  const list = listed(given);
  if (list === undefined) return undefined;
  if (name === "Set") return list.every(isPrimitive) ? [...new Set(list)] : [...list];
  return name === "Map" ? [...list] : undefined;
}

function isEntry(pair: unknown): boolean {
  return Array.isArray(pair) && pair.length === 2 && isPrimitive(pair[0]);
}

function listed(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** What `JSON.parse` gives of a text that is written out; undefined for what is none. */
function parseKnown(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
