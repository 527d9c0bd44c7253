/** Whose transcripts: one machine's under one home of one agent. */
export interface IndexScope {
  readonly machine: string;
  readonly agent: string;
  readonly agentHome: string;
}
