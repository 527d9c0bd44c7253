import { spawn } from "node:child_process";
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
  const child = spawn(file, args, { detached: true, stdio: "ignore", env: { ...env } });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  child.unref();
  return child.pid ?? 0;
}
