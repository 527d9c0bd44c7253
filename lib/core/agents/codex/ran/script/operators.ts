import { bounded, Closure, isPrimitive, ToolFunction } from "./script-values.ts";

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
    case "*":
      return left * right;
    case "%":
      return left % right;
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
export function joinTemplate(pieces: readonly unknown[], values: readonly unknown[]): unknown {
  if (!values.every(isPrimitive)) return undefined;
  return bounded(pieces.map((piece, at) => `${piece ?? ""}${at < values.length ? values[at] : ""}`).join(""));
}

/** What an operator makes of one value; undefined where it is not known. */
export function operateOn(operator: string, value: unknown): unknown {
  switch (operator) {
    case "-":
      return typeof value === "number" ? -value : undefined;
    case "!":
      return isPrimitive(value) ? !value : undefined;
    case "typeof":
      if (value instanceof ToolFunction || value instanceof Closure) return "function";
      return isPrimitive(value) && value !== null ? typeof value : undefined;
    case "void":
      return null;
    default:
      return undefined;
  }
}

/** What an assignment such as `+=` or `??=` makes of a name's value. */
export function combine(operator: string, left: unknown, right: unknown): unknown {
  if (!["??", "||", "&&"].includes(operator)) return operate(operator, left, right);
  if (!isPrimitive(left)) return undefined;
  if (operator === "??") return left ?? right;
  return operator === "||" ? left || right : left && right;
}
