/**
 * What people say in one language about work that somebody does for them. Each value lists phrases divided by `, `;
 * `*` stands for further letters of a word, `…` for a few words between.
 */
export interface Language {
  /** ISO 639-1. */
  readonly code: string;
  /** Whether phrases stand between word boundaries; where words are written together or take endings they do not. */
  readonly words: "apart" | "together";
  /** A way of working for longer than this task: "always", "from now on". */
  readonly standing: string;
  /** How the agent is to deal with the person: ask, show, wait, answer. */
  readonly manners: string;
  /** How something is to be done, or not to be done. */
  readonly wishes: string;
  /** After a comma: this and not that, as in "tabs, not spaces". */
  readonly contrasts: string;
  /** What describes the work in a first request, and how it ought to have been in a reply. */
  readonly demands: string;
  /** Begins a reply that changes how something was done: "use …", "make it …". */
  readonly adjusts: string;
  /** Begins a reply that objects. */
  readonly corrects: string;
  /** Says of something done that it is wrong or has to go. */
  readonly rejects: string;
  /** Tells how something behaves: a fault, not a way of working. */
  readonly reports: string;
  /** Begins a reply that is content with what was done. */
  readonly accepts: string;
  /** Takes back a part of what was said before it. */
  readonly but: string;
  /** Leaves something undecided. */
  readonly open: string;
  /** Takes back what the person said. */
  readonly retracts: string;
  /** Begins a message that goes on with what is being done. */
  readonly goesOn: string;
  /** Begins a question. */
  readonly asks: string;
  /** Begins a request in the form of a question. */
  readonly requests: string;
  /** Says that it was said before. */
  readonly repeats: string;
  /** Anger. */
  readonly outbursts: string;
  /** What turns a sentence into its opposite: two statements that differ in one are never the same. */
  readonly negations: string;
  /** Begins a sentence that says nothing of the work. */
  readonly greetings: string;
  /** End with a full stop that ends no sentence. */
  readonly abbreviations: string;
  /** Of `standing` those that also tell what a thing does: "the job always skips Sundays". */
  readonly habits: string;
  /** Begins what tells how a thing behaves, where there is one of `habits` in it. */
  readonly observes: string;
  /** Begins what tells what happened, where there is one of `habits` in it. */
  readonly happened: string;
  /** Makes a rule of what else would tell how a thing behaves: "the title always goes first". */
  readonly places: string;
  /** Begins what tells how a group works: "with us names are always in English". */
  readonly customs: string;
  /** Begins a line that asks for something to be done with the text below it, or what that text means. */
  readonly hands: string;
  /** Tells what somebody else says. */
  readonly cites: string;
}
