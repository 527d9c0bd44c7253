/** Names of a script with what they stand for; a name that is not known, or whose value is computed, gives undefined. */
export class Scope {
  private readonly names = new Map<string, unknown>();
  private readonly outer: Scope | undefined;

  constructor(outer?: Scope) {
    this.outer = outer;
  }

  /** Declares a name in this scope. */
  declare(name: string, value: unknown): void {
    this.names.set(name, value);
  }

  /** Gives a name another value, in the scope that declares it. */
  assign(name: string, value: unknown): void {
    const owner = this.owner(name) ?? this;
    owner.names.set(name, value);
  }

  get(name: string): unknown {
    return this.owner(name)?.names.get(name);
  }

  private owner(name: string): Scope | undefined {
    if (this.names.has(name)) return this;
    return this.outer?.owner(name);
  }
}
