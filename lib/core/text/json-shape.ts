/**
 * What the small JSON records that this program keeps for itself look like: markers, lock files, run records. Their
 * reader is on the way of every command that looks at a root, and a schema library would take a third of its start; what
 * models and clients send is judged by one.
 */

/** Tells whether a value out of JSON is a `T`. */
export type Shape<T> = (value: unknown) => value is T;

/** What a shape lets pass. */
export type ShapeOf<S> = S extends Shape<infer T> ? T : never;

export const isText: Shape<string> = (value) => typeof value === "string";
export const isNumber: Shape<number> = (value) => typeof value === "number";
export const isFlag: Shape<boolean> = (value) => typeof value === "boolean";

/** One of a few values. */
export function isOneOf<const T extends string | number>(...values: readonly T[]): Shape<T> {
  return (value): value is T => values.some((one) => one === value);
}

/** A key that may be missing. */
export function isOptional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value): value is T | undefined => value === undefined || shape(value);
}

/** `null`, or what `shape` lets pass. */
export function isNullOr<T>(shape: Shape<T>): Shape<T | null> {
  return (value): value is T | null => value === null || shape(value);
}

/** An array of what `shape` lets pass. */
export function isListOf<T>(shape: Shape<T>): Shape<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every(shape);
}

/** An array of two. */
export function isPairOf<A, B>(first: Shape<A>, second: Shape<B>): Shape<[A, B]> {
  return (value): value is [A, B] => Array.isArray(value) && value.length === 2 && first(value[0]) && second(value[1]);
}

/** An object with these keys; others may stand beside them. */
export function isRecord<T extends object>(fields: { readonly [K in keyof T]: Shape<T[K]> }): Shape<T> {
  const shapes: [string, Shape<unknown>][] = Object.entries(fields);
  return (value): value is T =>
    typeof value === "object" && value !== null && shapes.every(([key, shape]) => shape(Reflect.get(value, key)));
}

/** The value of a JSON text; undefined when it is no JSON or `shape` does not let it pass. */
export function readJson<T>(text: string, shape: Shape<T>): T | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return shape(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
