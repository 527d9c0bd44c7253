import type { Io } from "../command.ts";

/** A hook that has not said by then who it is says nothing: no session waits longer for its start. */
const HOOK_INPUT_MS = 2_000;
/** A hook's JSON is a few hundred bytes; what goes on beyond this is none. */
const HOOK_INPUT_MAX_BYTES = 1024 * 1024;

/** What a hook wrote on standard input until it closed it, at most for two seconds; nothing where a person would type. */
export async function readHookInput({ stdin, stdinIsTerminal }: Io): Promise<string> {
  if (stdinIsTerminal) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const toItsEnd = async () => {
    for await (const chunk of stdin) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > HOOK_INPUT_MAX_BYTES) return;
    }
  };
  const { promise: inTime, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, HOOK_INPUT_MS);
  await Promise.race([toItsEnd(), inTime]).finally(() => clearTimeout(timer));
  return Buffer.concat(chunks).toString("utf8");
}
