import { readFileSync } from "node:fs";

/**
 * When a process of this machine started, as an opaque text that two processes with the same number never
 * share; `undefined` when there is no such process (a zombie, which does nothing any more, counts as none).
 */
export function processStart(pid: number): string | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  if (process.platform === "linux") return linuxStart(pid);
  try {
    // Loaded only here: it takes as long as everything else that looks at a root.
    return process
      .getBuiltinModule("node:child_process")
      .execFileSync("/bin/ps", ["-o", "lstart=", "-p", String(pid)], {
        encoding: "utf8",
        env: { LC_ALL: "C" },
      })
      .trim();
  } catch {
    return aliveWithoutPs(pid) ? "unknown" : undefined;
  }
}

function linuxStart(pid: number): string | undefined {
  try {
    // The second field is the program's name in parentheses and may itself hold blanks and parentheses.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()}:${fields[19]}`;
  } catch {
    return undefined;
  }
}

function aliveWithoutPs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && "code" in thrown && thrown.code === "EPERM";
  }
}
