/**
 * Stands for what `make` makes, which happens when it is first touched. What is never touched is never made; what goes
 * wrong in `make` goes wrong at the touch.
 */
export function late<T extends object>(make: () => T): T {
  let made: T | undefined;
  const real = () => {
    made ??= make();
    return made;
  };
  return new Proxy({} as T, {
    get: (_, key) => Reflect.get(real(), key),
    has: (_, key) => Reflect.has(real(), key),
    set: (_, key, value) => Reflect.set(real(), key, value),
    getPrototypeOf: () => Reflect.getPrototypeOf(real()),
  });
}
