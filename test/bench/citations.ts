import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OPEN_TAG } from "../../lib/core/citations/block-splitter.ts";
import { binary } from "../helpers/cli.ts";
import { chance } from "./content/chance.ts";
import { readMaterial } from "./content/material.ts";
import { answerOf } from "./content/words-of-a-person.ts";
import { type BenchOptions, type BenchResult, limitRow, ratioRow } from "./report/bench-row.ts";

/**
 * A gigabyte of mixed agent text through a pipe: the program beside `grep -c`, which does nothing but find the tag.
 * Then the start on a small input beside that of `--version`.
 */
const FILE_BYTES = 64 * 1024 * 1024;
const COPIES = 16;
const RUNS = 5;
const RSS_LIMIT_MIB = 100;
const STARTS = 30;
const SAMPLE_MS = 10;

export async function run({ size }: BenchOptions): Promise<BenchResult> {
  const dir = mkdtempSync(join(tmpdir(), "memories-bench-"));
  try {
    const text = join(dir, "mixed.txt");
    writeFileSync(text, mixedText());
    const program = binary();
    const grep: number[] = [];
    const citations: number[] = [];
    const strip: number[] = [];
    let memory = 0;
    for (let n = 0; n < (size === "quick" ? 2 : RUNS); n += 1) {
      grep.push((await throughPipe(dir, text, ["grep", "-c", OPEN_TAG])).ms);
      const read = await throughPipe(dir, text, [program, "citations"]);
      citations.push(read.ms);
      memory = Math.max(memory, read.rssMiB);
      strip.push((await throughPipe(dir, text, [program, "citations", "--strip"], "nowhere")).ms);
    }
    return {
      rows: [
        ratioRow("citations of a gigabyte", citations, grep, { peer: "grep -c", goal: { most: 2 } }),
        ratioRow("citations --strip of a gigabyte", strip, grep, { peer: "grep -c", goal: { most: 2 } }),
        limitRow("memory", [memory], "MiB", RSS_LIMIT_MIB),
        ratioRow("start with a small input", starts([program, "citations"]), starts([program, "--version"]), {
          peer: "--version",
          goal: { most: 2 },
        }),
      ],
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Answers of agents: real prose and code; a block after every fiftieth; the same bytes every time. */
function mixedText(): string {
  const material = readMaterial();
  const random = chance(1);
  const paragraphs: string[] = [];
  for (let bytes = 0, n = 0; bytes < FILE_BYTES; n += 1) {
    const entry = `MEMORY.md:${n % 997}-${(n % 997) + 2}|note=[note ${n % 53}]`;
    const ids = `<rollout_ids>\n019c6e27-e55b-73d1-87d8-${String(n % 997).padStart(12, "0")}\n</rollout_ids>`;
    const block = `${OPEN_TAG}\n<citation_entries>\n${entry}\n</citation_entries>\n${ids}\n</oai-mem-citation>\n`;
    const paragraph = `${answerOf(material, random)}\n${n % 50 === 0 ? block : ""}`;
    bytes += Buffer.byteLength(paragraph);
    paragraphs.push(paragraph);
  }
  return paragraphs.join("");
}

/** Time and peak memory of a program whose standard input is a pipe that `cat` fills. */
async function throughPipe(dir: string, text: string, command: string[], to: "file" | "nowhere" = "file") {
  const pipe = join(dir, "pipe");
  spawnSync("mkfifo", [pipe]);
  spawn("sh", ["-c", `cat ${Array(COPIES).fill(text).join(" ")} > ${pipe}`], { stdio: "ignore" });
  const input = openSync(pipe, "r");
  // Not to /dev/null: grep would stop at the first match.
  const output = openSync(join(dir, "output"), "w");
  const started = performance.now();
  const child = spawn(command[0] ?? "", command.slice(1), {
    stdio: [input, to === "file" ? output : "ignore", "inherit"],
  });
  closeSync(input);
  closeSync(output);
  let rssMiB = 0;
  const sampling = setInterval(() => {
    rssMiB = Math.max(rssMiB, peakMemory(child.pid));
  }, SAMPLE_MS);
  await once(child, "exit");
  const ms = Math.round(performance.now() - started);
  clearInterval(sampling);
  rmSync(pipe);
  return { ms, rssMiB };
}

/** The most memory a process ever held, in MiB; 0 once it is gone. What `wait` tells includes the parent's. */
function peakMemory(pid: number | undefined): number {
  try {
    const kib = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
    return Math.ceil(Number(kib ?? 0) / 1024);
  } catch {
    return 0;
  }
}

function starts(command: string[]): number[] {
  return Array.from({ length: STARTS }, () => {
    const started = performance.now();
    spawnSync(command[0] ?? "", command.slice(1), { input: "plain text\n" });
    return performance.now() - started;
  });
}
