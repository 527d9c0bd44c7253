import { chance } from "./chance.ts";
import { readMaterial } from "./material.ts";
import { sentenceOf } from "./words-of-a-person.ts";

/** What phase 1 would have made of a session, in its bytes like a real one. */
export interface MemoryTexts {
  readonly rawMemory: string;
  readonly recap: string;
}

const RAW_BYTES = 4_800;
const RECAP_BYTES = 1_500;

/** A raw memory and a recap of real sentences, names and commands; the same for the same seed. */
export function memoryTexts(seed: number): MemoryTexts {
  const material = readMaterial();
  const random = chance(seed);
  const file = () => random.of(material.code).name;
  const lines = [
    () => `- "${sentenceOf(material, random)}" (said by the person)`,
    () => `- \`bun test ${file()}\` ran without an error`,
    () => `- \`${file()}\`: ${sentenceOf(material, random)}`,
  ];
  const fill = (head: string, bytes: number) => {
    const parts = [head];
    for (let length = head.length; length < bytes; ) {
      const line = `${random.of(lines)()}\n`;
      parts.push(line);
      length += line.length;
    }
    return parts.join("");
  };
  const front = `---\ndescription: ${sentenceOf(material, random).slice(0, 80)}\ntask: look at ${file()}\ntask_group: app\ntask_outcome: success\ncwd: /home/dev/app\nkeywords: ${file()}\n---\n\n`;
  return {
    rawMemory: fill(`${front}### Task 1: ${file()}\n\n#### Reusable knowledge\n\n`, RAW_BYTES),
    recap: fill(`# ${sentenceOf(material, random).slice(0, 60)}\n\n`, RECAP_BYTES),
  };
}
