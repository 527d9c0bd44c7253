import { spawnSync } from "node:child_process";
import { binary } from "../helpers/cli.ts";
import type { Attack, Bench } from "./attack.ts";

/** What a shell sets before it runs the program. */
const LIMITS: Readonly<Record<string, string>> = {
  "24 open files": "ulimit -n 24",
  "12 open files": "ulimit -n 12",
  "files of 64 KiB at most": "ulimit -f 64",
  "no standard input": "exec <&-",
  "no standard output": "exec >&-",
  "no standard error": "exec 2>&-",
  "no standard streams": "exec <&- >&- 2>&-",
  "a full device as output": "exec >/dev/full",
};

const COMMANDS = [["consolidate", "--offline", "--force"], ["status"], ["extract", "--offline"], ["diff"]];
/** 153 and 25 beyond 128: the signal of a file that grew too large. */
const ENDS = [0, 1, 2, 75, 128 + 25];

/** Little of everything: a command ends with a word where it can say one, and the next run succeeds. */
export const limits: Attack = {
  name: "limits of the system",
  cases: Object.entries(LIMITS).map(([what, shell]) => ({
    name: what,
    run: (bench) => {
      for (const command of COMMANDS) {
        bench.restore();
        tryUnder(bench, shell, command);
        const next = bench.expectSane(["consolidate", "--offline", "--force", "--json"]);
        if (next.exit !== 0) throw new Error(`after ${command.join(" ")} the next run fails: ${next.stderr}`);
      }
    },
  })),
};

function tryUnder({ place }: Bench, shell: string, command: readonly string[]): void {
  const { status, signal, stderr } = spawnSync("sh", ["-c", `${shell}; exec "$@"`, "sh", binary(), ...command], {
    cwd: place.dir,
    env: place.env,
    encoding: "utf8",
    timeout: 60_000,
    killSignal: "SIGKILL",
  });
  if (signal === "SIGXFSZ" || ENDS.includes(status ?? -1)) return;
  throw new Error(`memories ${command.join(" ")}: exit ${status} ${signal ?? ""}: ${stderr}`);
}
