import { spawn } from "node:child_process";
import { ATTESTATION_MAX_BYTES, readAttestation } from "../../core/model/attestation-value.ts";

/** The program's answer, or in a few words why it gave none; those never hold what it printed. */
export type AttestationAnswer = { readonly value: string } | { readonly problem: string };

/** The program has this long. */
const LIMIT_MS = 10_000;
/** What it inherits from the environment. */
const INHERITED = ["PATH", "HOME", "LANG"] as const;

/**
 * Runs the attestation program once, without a shell, in a bare environment and a process group of its own that
 * ends with it. Throws nothing.
 */
export function runAttestation(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal | undefined,
  limitMs = LIMIT_MS,
): Promise<AttestationAnswer> {
  const [program = "", ...args] = command;
  const bare = Object.fromEntries(INHERITED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: bare,
      shell: false,
      detached: true,
      stdio: ["ignore", "pipe", "ignore"],
    });
    const printed: Buffer[] = [];
    let bytes = 0;
    const finish = (answer: AttestationAnswer) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stopped);
      endGroup(child.pid);
      resolve(answer);
    };
    const stopped = () => finish({ problem: "the run was stopped" });
    const timer = setTimeout(() => finish({ problem: `it took longer than ${limitMs / 1_000} s` }), limitMs);
    signal?.addEventListener("abort", stopped, { once: true });
    child.on("error", () => finish({ problem: "it cannot be started" }));
    child.stdout.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      printed.push(chunk);
      // Room for a line ending; more cannot be a value any more.
      if (bytes > ATTESTATION_MAX_BYTES + 2) finish({ problem: `it printed more than ${ATTESTATION_MAX_BYTES} bytes` });
    });
    child.on("close", (code) => {
      if (code !== 0) return finish({ problem: code === null ? "it was killed" : `it ended with exit code ${code}` });
      const value = readAttestation(Buffer.concat(printed));
      finish(value === undefined ? { problem: "it printed something else than one line of visible ASCII" } : { value });
    });
  });
}

/** Ends whatever the program left running. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (thrown) {
    // ESRCH: the group is gone already, which is what was wanted.
    if (!(thrown instanceof Error && "code" in thrown && thrown.code === "ESRCH")) throw thrown;
  }
}
