import type { ChildProcess } from "node:child_process";
import type { Sandbox } from "./cli.ts";

/** How a process ended: its exit code, or the signal that ended it. */
export type End = number | string | null;

/** Runs the program beside this process, so that a server in it can answer. */
export async function runBeside(
  box: Sandbox,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ readonly stdout: string; readonly stderr: string; readonly exit: End }> {
  const child = box.start(args, env);
  const [stdout, stderr, exit] = await Promise.all([textOf(child.stdout), textOf(child.stderr), endOf(child)]);
  return { stdout, stderr, exit };
}

/** Resolves when the process has ended. */
export function endOf(child: ChildProcess): Promise<End> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode ?? child.signalCode);
  return new Promise((resolve) => child.on("close", (code, signal) => resolve(code ?? signal)));
}

async function textOf(stream: AsyncIterable<Buffer> | null): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream ?? []) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
