import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, linkSync } from "node:fs";
import { join } from "node:path";
import { binary, type Sandbox, sandbox } from "./cli.ts";

/** Nobody's number: whoever is root may read everything, and would prove nothing. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** A sandbox whose program runs as a user to whom permissions mean something, and owns its folder. */
export function unprivilegedSandbox(): Sandbox {
  if (!isRoot) return sandbox();
  const place = sandbox({ program: [] });
  const program = join(place.dir, "memories");
  try {
    linkSync(binary(), program);
  } catch {
    cpSync(binary(), program);
  }
  chmodSync(program, 0o755);
  own(place.dir, place.codexHome);
  const user = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
  const run: Sandbox["run"] = (args, { input, env } = {}) => {
    const [file = "", ...words] = [...user, program, ...args];
    const result = spawnSync(file, words, { cwd: place.dir, env: { ...place.env, ...env }, input: input ?? "" });
    if (result.error !== undefined) throw result.error;
    const { status: exit, signal, stdout, stderr } = result;
    return { exit, signal, stdout: stdout.toString(), stderr: stderr.toString() };
  };
  return { ...place, run, json: (args) => JSON.parse(run([...args, "--json"]).stdout) };
}

/** Gives the folder and the codex home to that user; the program stays as it is, it may be a link to the built one. */
function own(dir: string, codexHome: string): void {
  chownSync(dir, NOBODY, NOBODY);
  spawnSync("chown", ["-R", `${NOBODY}:${NOBODY}`, codexHome]);
}
