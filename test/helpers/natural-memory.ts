import { readFileSync } from "node:fs";
import { join } from "node:path";

const PROJECTS = 60;
const TASKS = 900;
/** Of so many words of this repository's own prose a memory consists, frequent ones more often. */
const WORDS = wordsOf("README.md", "CONTRIBUTING.md", "docs/reference.md");

/** A raw memory as phase 1 writes it, the same for the same seed; 2 to 8 KB. `cwd`: the session's folder. */
export function naturalMemory(seed: number): {
  readonly cwd: string;
  readonly rawMemory: string;
  readonly recap: string;
} {
  const next = numbers(seed);
  const word = () => WORDS[Math.floor(WORDS.length * next() ** 2.5)] ?? "";
  const words = (count: number) => Array.from({ length: count }, word).join(" ");
  const sentence = (least: number, most: number) => `${words(least + Math.floor(next() * (most - least)))}.`;
  const some = (least: number, most: number, make: () => string) =>
    Array.from({ length: least + Math.floor(next() * (most - least + 1)) }, make).join("");
  const file = () => `src/${word()}/${word()}-${Math.floor(next() * 400)}.ts`;
  const command = () => `pnpm ${word()} --${word()} ${file()}`;
  const project = `${WORDS[Math.floor(next() ** 1.5 * PROJECTS)]}-service`;
  const cwd = `/home/dev/${project}`;
  const title = () => `${words(4)} ${Math.floor(next() * TASKS)}`;
  const task = (number: number) =>
    `### Task ${number}: ${title()}\n\noutcome: success – the user said "${words(5)}"\n` +
    `\n#### Preference signals\n\n${some(1, 6, () => `- ${next() < 0.5 ? "for this task" : "standing wish"}: "${sentence(6, 24)}"\n`)}` +
    `\n#### Reusable knowledge\n\n${some(2, 8, () => `- \`${command()}\` ran without an error, printing \`${words(8)}\` (run in this session)\n`)}` +
    `\n#### Failures and how to do differently\n\n${some(1, 6, () => `- \`${command()}\` failed: \`${words(9)}\` → \`${command()}\` worked later, after ${sentence(5, 14)}\n`)}` +
    `\n#### References\n\n${some(1, 8, () => `- \`${file()}\`: changed in this session\n`)}`;
  const tasks = Array.from({ length: 1 + Math.floor(next() * 3) }, (_, at) => task(at + 1)).join("\n");
  const front = `description: ${sentence(8, 20)}\ntask: ${title()}\ntask_group: ${project}\ntask_outcome: success\ncwd: ${cwd}\nkeywords: ${words(9).replaceAll(" ", ", ")}`;
  return {
    cwd,
    rawMemory: `---\n${front}\n---\n\n${tasks}`,
    recap: `# ${title()}\n\n${some(4, 12, () => `- ${sentence(12, 40)}\n`)}`,
  };
}

/** Numbers from 0 up to 1, the same for the same seed. */
function numbers(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function wordsOf(...files: readonly string[]): readonly string[] {
  const text = files.map((file) => readFileSync(join(import.meta.dirname, "../..", file), "utf8")).join("\n");
  return [...new Set(text.match(/\b[A-Za-z]{3,14}\b/g) ?? [])].map((word) => word.toLowerCase());
}
