import { execa } from "execa";
import { fault } from "../../core/fault.ts";

/**
 * Starts a program in a session of its own, without any of our streams, and does not wait for it: it lives on when
 * this process and its terminal have gone. Resolves with its pid once it runs; throws when it cannot be started.
 */
export async function spawnDetached(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const [file = "", ...args] = command;
  fault("process.spawn", file);
  // Without `cleanup` it does not end with us; how it ends is its own log's matter.
  const child = execa(file, args, {
    detached: true,
    cleanup: false,
    stdio: "ignore",
    env,
    extendEnv: false,
    reject: false,
  });
  if (child.pid === undefined) throw (await child).cause ?? new Error(`cannot start ${file}`);
  child.nodeChildProcess.unref();
  return child.pid;
}
