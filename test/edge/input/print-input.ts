/** Prints what `readInput("-")` reads, chunk by chunk with a mark, and says when it is over. */
import { readInput, STDIN_NAME } from "../../../lib/edge/input/read-input.ts";

const stop = new AbortController();
process.on("SIGTERM", () => stop.abort(new Error("stopped by SIGTERM")));
try {
  for await (const chunk of readInput(STDIN_NAME, stop.signal)) process.stdout.write(`[${chunk.toString()}]`);
  process.stdout.write("over");
} catch (thrown) {
  process.stdout.write(thrown instanceof Error ? thrown.message : String(thrown));
}
process.exit(0);
