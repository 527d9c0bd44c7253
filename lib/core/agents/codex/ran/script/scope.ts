/** Names of a script with what they stand for; a name that is not known, or whose value is computed, gives undefined. */
export class Scope {
  private readonly names = new Map<string, unknown>();
  private readonly outer: Scope | undefined;
  /** Branches around it that may be passed over. */
  private readonly doubts: number;

  constructor(doubts: number, outer?: Scope) {
    this.doubts = doubts;
    this.outer = outer;
  }

  /** Declares a name in this scope. */
  declare(name: string, value: unknown): void {
    this.names.set(name, value);
  }

  /**
   * Gives a name another value, in the scope that declares it. From a branch that may be passed over, `doubts` deep,
   * what lies outside of it is not known afterwards.
   */
  assign(name: string, value: unknown, doubts: number): void {
    const owner = this.owner(name) ?? this;
    owner.names.set(name, doubts > owner.doubts ? undefined : value);
  }

  /** Whether the script itself says what the name stands for. */
  has(name: string): boolean {
    return this.owner(name) !== undefined;
  }

  get(name: string): unknown {
    return this.owner(name)?.names.get(name);
  }

  private owner(name: string): Scope | undefined {
    if (this.names.has(name)) return this;
    return this.outer?.owner(name);
  }
}
