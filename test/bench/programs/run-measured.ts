import { readFileSync } from "node:fs";

/** What a program took from its start to its end. */
export interface Sample {
  readonly wallMs: number;
  /** Processor time of the program and of all it started and waited for: what else the machine does is not in it. */
  readonly cpuMs: number;
  /** The most memory that the program itself had, in megabytes; 0 when it was too quick to be looked at. */
  readonly peakMb: number;
  readonly stdout: string;
}

export interface MeasureOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly cwd?: string;
  /** Exit codes that are no failure; default: 0 alone. */
  readonly allowed?: readonly number[];
}

/** Between two looks at how much memory a process has; its own high-water mark misses nothing before the last look. */
const LOOK_MS = 3;

/** Runs a program, its output collected, while this process goes on. Throws with its stderr when it fails. */
export async function runMeasured(command: readonly string[], options: MeasureOptions = {}): Promise<Sample> {
  const began = performance.now();
  const child = Bun.spawn([...command], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: options.env ?? process.env,
    stdin: Buffer.from(options.input ?? ""),
    stdout: "pipe",
    stderr: "pipe",
  });
  let peakMb = 0;
  const watch = setInterval(() => {
    peakMb = Math.max(peakMb, highWaterMb(child.pid));
  }, LOOK_MS);
  const texts = Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  const exit = await child.exited;
  const wallMs = performance.now() - began;
  clearInterval(watch);
  const [stdout, stderr] = await texts;
  if (!(options.allowed ?? [0]).includes(exit)) {
    throw new Error(`${command.join(" ")} exits ${exit}: ${stderr}${stdout.slice(0, 2_000)}`);
  }
  return { wallMs, cpuMs: Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1_000, peakMb, stdout };
}

/** What the system says on exit counts the parent's memory too; 0 for a process that is gone. */
function highWaterMb(pid: number): number {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
    return Math.round(Number(kilobytes ?? 0) / 1_000);
  } catch {
    return 0;
  }
}
