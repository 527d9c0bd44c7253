import { type Program, parse } from "acorn";
import { ScriptWalker } from "./script-walker.ts";
import type { ScriptedCall } from "./scripted-call.ts";

/** A longer script says too little of each of its tools. */
const MAX_SCRIPT_CHARS = 256 * 1024;

/**
 * The tools that a script of code mode calls, in the order in which it comes to them: through other names for the
 * tools, helper functions and loops over what is written out. Of branches that depend on results all are taken. None
 * of a script that no engine would run.
 */
export function scriptedCalls(script: string): ScriptedCall[] {
  if (script.length > MAX_SCRIPT_CHARS) return [];
  try {
    const calls: ScriptedCall[] = [];
    new ScriptWalker((call) => calls.push(call)).program(parsed(script));
    return calls;
  } catch (error) {
    // What is nested too deep for a parser is no script that a model wrote.
    if (error instanceof SyntaxError || error instanceof RangeError) return [];
    throw error;
  }
}

function parsed(script: string): Program {
  return parse(script, {
    ecmaVersion: "latest",
    sourceType: "module",
    allowAwaitOutsideFunction: true,
    allowReturnOutsideFunction: true,
  });
}
