import { ATTESTATION_MAX_BYTES, readAttestation } from "../../core/model/attestation-value.ts";
import { type ProgramEnd, type RunningProgram, startProgram } from "../process/run-program.ts";

/** The program's answer, or in a few words why it gave none; those never hold what it printed. */
export type AttestationAnswer = { readonly value: string } | { readonly problem: string };

/** The program has this long. */
const LIMIT_MS = 10_000;
/** What it inherits from the environment. */
const INHERITED = ["PATH", "HOME", "LANG"] as const;
/** Room for a line ending; more cannot be a value any more. */
const PRINTED_MAX_BYTES = ATTESTATION_MAX_BYTES + 2;
/** A process that left its group may hold the output open; what has not come so long after the end never comes. */
const DRAIN_MS = 1_000;

/**
 * Runs the attestation program once, without a shell, in a bare environment and a process group of its own that
 * ends with it. Throws nothing.
 */
export async function runAttestation(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal | undefined,
  limitMs = LIMIT_MS,
): Promise<AttestationAnswer> {
  const bare = Object.fromEntries(INHERITED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
  const program = await startProgram({ command, env: bare, signal, timeoutMs: limitMs });
  program.stderr.resume();
  const printed = await whatItPrints(program);
  const end = await program.ended;
  if (printed === "too much") return { problem: `it printed more than ${ATTESTATION_MAX_BYTES} bytes` };
  const problem = whyNone(end, limitMs);
  if (problem !== undefined) return { problem };
  const value = readAttestation(printed);
  return value === undefined ? { problem: "it printed something else than one line of visible ASCII" } : { value };
}

/** Reads until the program has ended and printed all; ends it when that is too much. */
async function whatItPrints(program: RunningProgram): Promise<Buffer | "too much"> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const all = (async () => {
    for await (const chunk of program.output) {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > PRINTED_MAX_BYTES) break;
    }
  })();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const drained = program.ended.then(
    () =>
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, DRAIN_MS);
      }),
  );
  await Promise.race([all, drained]);
  clearTimeout(timer);
  if (bytes <= PRINTED_MAX_BYTES) return Buffer.concat(chunks);
  await program.stop();
  return "too much";
}

function whyNone({ code, failure, stopped }: ProgramEnd, limitMs: number): string | undefined {
  if (stopped === "aborted") return "the run was stopped";
  if (stopped === "timeout") return `it took longer than ${limitMs / 1_000} s`;
  if (failure !== undefined) return "it cannot be started";
  if (code === undefined) return "it was killed";
  return code === 0 ? undefined : `it ended with exit code ${code}`;
}
