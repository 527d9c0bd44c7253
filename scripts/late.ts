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
    ownKeys: () => Reflect.ownKeys(real()),
    // A key that the empty stand-in does not have may only be told of as one that can go.
    getOwnPropertyDescriptor: (_, key) => {
      const own = Reflect.getOwnPropertyDescriptor(real(), key);
      return own && { ...own, configurable: true };
    },
    getPrototypeOf: () => Reflect.getPrototypeOf(real()),
  });
}
