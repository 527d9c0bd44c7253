import { appendFileSync } from "node:fs";
import { MemoriesError } from "../lib/core/errors.ts";
import { type FaultHook, type FaultPoint, installFaultHook } from "../lib/core/fault.ts";

/**
 * Installs the fault hook that `MEMORIES_FAULT` asks for, so that tests can break the real binary from outside:
 * `count:FILE` appends `<n> <point> <detail>` per point passed; `kill:N`, `stop:N` and `term:N` send SIGKILL,
 * SIGSTOP or SIGTERM to the own process at the N-th point; `fail:N` throws an expected failure there, `bug:N` what
 * nobody expects, and `timer:N` the same in a timer of its own. `N` may also be a point's name.
 */
export function installFaults(instruction: string): void {
  const colon = instruction.indexOf(":");
  const [action, target] = [instruction.slice(0, colon), instruction.slice(colon + 1)];
  const hook = hookFor(action, target);
  if (colon === -1 || target === "" || hook === undefined) {
    throw new MemoriesError("bad_option", `MEMORIES_FAULT: ${JSON.stringify(instruction)} is not understood`, {
      hint: "give count:FILE, kill:N, stop:N, term:N, fail:N, bug:N or timer:N",
    });
  }
  installFaultHook(hook);
}

function hookFor(action: string, target: string): FaultHook | undefined {
  let passed = 0;
  const here = (point: FaultPoint): boolean => String(++passed) === target || point === target;
  switch (action) {
    case "count":
      return (point, detail) => appendFileSync(target, `${++passed} ${point} ${detail.replaceAll("\n", " ")}\n`);
    case "kill":
      return (point) => void (here(point) && process.kill(process.pid, "SIGKILL"));
    case "stop":
      return (point) => void (here(point) && process.kill(process.pid, "SIGSTOP"));
    case "term":
      return (point) => void (here(point) && process.kill(process.pid, "SIGTERM"));
    case "fail":
      return (point) => {
        if (here(point)) throw new MemoriesError("io_failed", `fault injected at ${point}`);
      };
    case "bug":
      return (point) => {
        if (here(point)) throw new TypeError(`bug injected at ${point}`);
      };
    case "timer":
      return (point) => {
        if (!here(point)) return;
        setTimeout(() => {
          throw new TypeError(`bug injected at ${point}`);
        }, 0);
      };
    default:
      return undefined;
  }
}
