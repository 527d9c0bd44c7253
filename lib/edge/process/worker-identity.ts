import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { UNKNOWN_PART, type WorkerIdentity } from "../../core/jobs/worker-id.ts";
import { processStart } from "./process-identity.ts";

let own: WorkerIdentity | undefined;

/** This process, as leases name their holder. */
export function workerIdentity(): WorkerIdentity {
  own ??= {
    host: hostname() || UNKNOWN_PART,
    bootId: bootId() || UNKNOWN_PART,
    pidNamespace: pidNamespace() || UNKNOWN_PART,
    pid: process.pid,
    startTime: processStart(process.pid) || UNKNOWN_PART,
  };
  return own;
}

function bootId(): string | undefined {
  if (process.platform === "linux") return readable("/proc/sys/kernel/random/boot_id");
  try {
    const { execFileSync } = process.getBuiltinModule("node:child_process");
    return execFileSync("/usr/sbin/sysctl", ["-n", "kern.bootsessionuuid"], { encoding: "utf8", stdio: "pipe" }).trim();
  } catch {
    // A system that does not tell its boot cannot prove that a process of it is gone.
    return undefined;
  }
}

/** Other systems than Linux number all their processes in one row. */
function pidNamespace(): string | undefined {
  if (process.platform !== "linux") return "all";
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return undefined;
  }
}

function readable(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1").trim();
  } catch {
    return undefined;
  }
}
