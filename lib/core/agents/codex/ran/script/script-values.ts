import type { ArrowFunctionExpression, FunctionDeclaration, FunctionExpression } from "acorn";
import type { Scope } from "./scope.ts";

/** The object that holds the tools of a script. */
export const TOOLS = Symbol("tools");

/** One of the tools, not called yet. */
export class ToolFunction {
  readonly tool: string;
  constructor(tool: string) {
    this.tool = tool;
  }
}

/** A function of the script itself, with the names that it sees. */
export class Closure {
  readonly node: ArrowFunctionExpression | FunctionExpression | FunctionDeclaration;
  readonly scope: Scope;
  constructor(node: Closure["node"], scope: Scope) {
    this.node = node;
    this.scope = scope;
  }
}

/** What a script makes longer than this, in characters or elements, is no command. */
const MAX_LENGTH = 256 * 1024;

/** The same text or list; undefined when it has grown beyond anything that a tool is given. */
export function bounded<T extends string | readonly unknown[]>(value: T): T | undefined {
  return value.length > MAX_LENGTH ? undefined : value;
}

/** Whether a value is one that is written out: a text, a number, true or false, null. */
export function isPrimitive(value: unknown): value is string | number | boolean | null {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

/** A property of a known value; undefined where it has none of its own, or nobody knows. */
export function propertyOf(value: unknown, key: unknown): unknown {
  if (typeof key !== "string" && typeof key !== "number") return undefined;
  if (value === TOOLS) return new ToolFunction(String(key));
  if (typeof value === "string") return key === "length" ? value.length : undefined;
  const isData = typeof value === "object" && value !== null && !(value instanceof ToolFunction);
  if (!isData || value instanceof Closure) return undefined;
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

/** What an operator makes of two values; undefined where one of them is not known. */
export function operate(operator: string, left: unknown, right: unknown): unknown {
  if (!isPrimitive(left) || !isPrimitive(right)) return undefined;
  switch (operator) {
    case "+":
      return typeof left === "number" && typeof right === "number" ? left + right : bounded(`${left}${right}`);
    case "==":
    case "===":
      return left === right;
    case "!=":
    case "!==":
      return left !== right;
  }
  if (typeof left !== "number" || typeof right !== "number") return undefined;
  switch (operator) {
    case "-":
      return left - right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      return undefined;
  }
}

/** The pieces of a template joined with its values; undefined when one of those is not known. */
export function joinTemplate(pieces: readonly (string | null | undefined)[], values: readonly unknown[]): unknown {
  if (!values.every(isPrimitive)) return undefined;
  return bounded(pieces.map((piece, at) => `${piece ?? ""}${at < values.length ? values[at] : ""}`).join(""));
}

/** What a method gives that only rearranges what is written out; undefined for any other. */
export function callKnown(receiver: unknown, method: string, args: readonly unknown[]): unknown {
  if (Array.isArray(receiver)) {
    const [by = ","] = args;
    if (method === "join")
      return receiver.every(isPrimitive) && typeof by === "string" ? bounded(receiver.join(by)) : undefined;
    return method === "concat" && args.every(Array.isArray) ? bounded(receiver.concat(...args)) : undefined;
  }
  if (typeof receiver !== "string") return undefined;
  if (method === "concat") return joinTemplate([receiver, ...args.map(() => "")], args);
  return method === "trim" || method === "toString" ? receiver[method]() : undefined;
}

/** What `JSON.parse` gives of a text that is written out; undefined for what is none. */
export function parseKnown(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
