import type { AnyNode } from "acorn";
import { isData, propertyOf, TOOLS } from "./script-values.ts";

/** What becomes of the names in a pattern, and what its defaults and computed keys come to. */
export interface PatternEvents {
  readonly put: (target: AnyNode, value: unknown) => void;
  readonly value: (node: AnyNode) => unknown;
}

/** Gives the names of a pattern their parts of a value. */
export function bindPattern(pattern: AnyNode | null | undefined, value: unknown, events: PatternEvents): void {
  switch (pattern?.type) {
    case "Identifier":
    case "MemberExpression":
      events.put(pattern, value);
      break;
    case "AssignmentPattern":
      bindPattern(pattern.left, value ?? events.value(pattern.right), events);
      break;
    case "ArrayPattern":
      for (const [at, element] of pattern.elements.entries()) {
        if (element?.type === "RestElement") bindPattern(element.argument, elementsFrom(value, at), events);
        else bindPattern(element, propertyOf(value, at), events);
      }
      break;
    case "ObjectPattern": {
      const taken = new Set<unknown>();
      for (const property of pattern.properties) {
        if (property.type === "RestElement") bindPattern(property.argument, without(value, taken), events);
        else {
          const key = keyOf(property, events);
          taken.add(key);
          bindPattern(property.value, propertyOf(value, key), events);
        }
      }
    }
  }
}

/** The key of a property, in an object or a pattern. */
export function keyOf({ computed, key }: { computed: boolean; key: AnyNode }, events: Pick<PatternEvents, "value">) {
  return !computed && key.type === "Identifier" ? key.name : events.value(key);
}

function elementsFrom(value: unknown, at: number): unknown {
  return Array.isArray(value) ? value.slice(at) : undefined;
}

function without(value: unknown, taken: ReadonlySet<unknown>): unknown {
  if (value === TOOLS) return TOOLS;
  return isData(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => !taken.has(key))) : undefined;
}
