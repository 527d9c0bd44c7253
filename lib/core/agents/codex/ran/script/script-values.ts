import type {
  ArrowFunctionExpression,
  ClassDeclaration,
  ClassExpression,
  FunctionDeclaration,
  FunctionExpression,
} from "acorn";
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

/** A class of the script itself. */
export class ScriptClass {
  readonly node: ClassDeclaration | ClassExpression;
  readonly scope: Scope;
  constructor(node: ScriptClass["node"], scope: Scope) {
    this.node = node;
    this.scope = scope;
  }
}

/** What a script makes longer than this, in characters or elements, is no command. */
export const MAX_LENGTH = 256 * 1024;

/** The same text or list; undefined when it has grown beyond anything that a tool is given. */
export function bounded<T extends string | readonly unknown[]>(value: T): T | undefined {
  return value.length > MAX_LENGTH ? undefined : value;
}

/** Whether a value is one that is written out: a text, a number, true or false, null. */
export function isPrimitive(value: unknown): value is string | number | boolean | null {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

/** Whether a value is an object or list of the script, whose parts may be known or not. */
export function isData(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  return !(value instanceof ToolFunction || value instanceof Closure || value instanceof ScriptClass);
}

/** What a script nests deeper, or within itself, is nothing that a tool is given. */
const MAX_NESTING = 32;

/** How much more of a value is looked at, in parts and characters: one that holds another twice, again and again, has no end. */
interface Room {
  left: number;
}

function takeRoom(room: Room, value: unknown): boolean {
  room.left -= typeof value === "string" ? value.length + 1 : 1;
  return room.left >= 0;
}

/** Whether a value is known in all its parts, and no larger than what a tool is given. */
export function isKnown(value: unknown, depth = 0, room: Room = { left: MAX_LENGTH }): boolean {
  if (!takeRoom(room, value)) return false;
  if (isPrimitive(value)) return true;
  return depth < MAX_NESTING && isData(value) && Object.values(value).every((part) => isKnown(part, depth + 1, room));
}

/** A copy of a value as it is now, without functions, what is nested without end, and what is beyond the largest. */
export function plainCopy(value: unknown, depth = 0, room: Room = { left: MAX_LENGTH }): unknown {
  if (!takeRoom(room, value)) return undefined;
  if (isPrimitive(value)) return value;
  if (!isData(value) || depth >= MAX_NESTING) return undefined;
  if (Array.isArray(value)) return value.map((part) => plainCopy(part, depth + 1, room));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plainCopy(part, depth + 1, room)]));
}

/** A computed key as an engine makes it of what is written out; undefined for anything else. */
export function keyText(key: unknown): string | undefined {
  return isPrimitive(key) ? String(key) : undefined;
}

/**
 * A property of a known value; undefined where it has none of its own, or nobody knows. `null` stands for what a script
 * knows to be nothing: beyond the end of a list, an argument that is not given, `undefined` itself.
 */
export function propertyOf(value: unknown, key: unknown): unknown {
  if (typeof key !== "string" && typeof key !== "number") return undefined;
  if (value === TOOLS) return new ToolFunction(String(key));
  if (typeof value === "string") return key === "length" ? value.length : value[Number(key)];
  if (Array.isArray(value) && Number(key) >= value.length) return null;
  return isData(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
