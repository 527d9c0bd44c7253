import { MAX_LENGTH } from "./script-values.ts";

const CHANGES = new Set<unknown>(["push", "unshift", "pop", "shift"]);

/** Whether a method changes the list itself. */
export function changesList(method: unknown): method is "push" | "unshift" | "pop" | "shift" {
  return CHANGES.has(method);
}

/** Changes a list as its method does. In doubt an element more is one of which nobody knows what it is. */
export function changeList(
  list: unknown[],
  method: "push" | "unshift" | "pop" | "shift",
  args: readonly unknown[],
  certainty: "certain" | "in doubt",
): unknown {
  if (method === "pop" || method === "shift") return certainty === "certain" ? list[method]() : undefined;
  const given = certainty === "certain" ? args : args.map(() => undefined);
  return list.length + given.length > MAX_LENGTH ? undefined : list[method](...given);
}
