import { spawn } from "node:child_process";

/** Runs a program to its end while this process goes on, so that a server of the test can answer it. */
export async function runProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly exit: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const text = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    text.stdout += chunk.toString("utf8");
  });
  child.stderr.on("data", (chunk: Buffer) => {
    text.stderr += chunk.toString("utf8");
  });
  const exit = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { exit, ...text };
}
