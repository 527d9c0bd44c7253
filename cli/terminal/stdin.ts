import { MemoriesError, reasonOf } from "../../lib/core/errors.ts";

/** The bytes of standard input to its end. Throws `bad_input` when it cannot be read, such as a folder. */
export async function* readStdin(): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of process.stdin) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
  } catch (thrown) {
    if (!(thrown instanceof Error && "code" in thrown)) throw thrown;
    const why = thrown.code === "EISDIR" ? "it is a folder" : reasonOf(thrown);
    throw new MemoriesError("bad_input", `cannot read standard input: ${why}`, {
      hint: "give a file or a pipe that can be read",
      cause: thrown,
    });
  }
}
