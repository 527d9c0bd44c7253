/** A call of a tool in a script of code mode: `tools.exec_command({cmd: "npm test"})`. */
export interface ScriptedCall {
  readonly tool: string;
  /** The first argument as far as it is written out; undefined where it is computed. */
  readonly argument: unknown;
}
