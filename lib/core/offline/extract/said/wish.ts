/** Something that a person asked for, in their own words. */
export interface Wish {
  /** Word for word. */
  readonly quote: string;
  /**
   * `standing`: for longer than this task. `correction`: of something that the agent did. `manner`: how to work or to
   * answer, whatever the task. `answer`: to a question of the agent. `task`: once, for the work at hand.
   */
  readonly kind: "standing" | "correction" | "manner" | "answer" | "task";
  /** What the agent had said or asked, where the words need it. */
  readonly about: string | undefined;
}
