import { bounded, isPrimitive } from "./script-values.ts";

/** Methods that call a function with each element of a list. */
const EACH = new Set(["map", "forEach", "flatMap", "filter", "some", "every", "find", "reduce"]);

/** Whether a method of a list calls the function that it is given with each element. */
export function callsEach(method: unknown): method is string {
  return typeof method === "string" && EACH.has(method);
}

/** What such a method gives; `call` calls the function. Undefined where what that returns is not known. */
export function callEach(
  method: string,
  list: readonly unknown[],
  initial: readonly unknown[],
  call: (args: readonly unknown[]) => unknown,
): unknown {
  if (method === "reduce") {
    const [first, rest] = initial.length > 0 ? [initial[0], list] : [list[0], list.slice(1)];
    return rest.reduce((soFar, element, at) => call([soFar, element, at]), first);
  }
  const results = list.map((element, at) => call([element, at]));
  if (method === "map") return results;
  if (method === "flatMap") return bounded(results.flat());
  if (method === "forEach" || !results.every(isPrimitive)) return undefined;
  if (method === "some") return results.some(Boolean);
  if (method === "every") return results.every(Boolean);
  const kept = list.filter((_, at) => results[at]);
  return method === "find" ? kept[0] : kept;
}
