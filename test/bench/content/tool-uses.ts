import type { Chance } from "./chance.ts";
import type { Material, Piece } from "./material.ts";

/** A tool that an agent used: which, with what, and what it gave back. */
export interface ToolUse {
  readonly name: string;
  /** The arguments; the input of a tool that takes plain text. */
  readonly input: string;
  readonly kind: "function" | "custom";
  readonly output: string;
  /** Base64 of an image that it gave back instead of text. */
  readonly image?: string;
  readonly exit: number;
}

/** How much of a file is looked at, in bytes: most looks are short, some are whole files. */
const LOOKS = [200, 900, 3_000, 9_000, 40_000];
const LINES_FOUND = 40;

type Kind = (material: Material, random: Chance) => ToolUse;

const read: Kind = (material, random) => {
  const { name, text } = random.of(material.code);
  return command(`sed -n '1,200p' ${name}`, text.slice(0, random.of(LOOKS)));
};
const readDocs: Kind = (material, random) => {
  const { name, text } = random.of(material.docs);
  return command(`cat ${name}`, text.slice(0, random.of(LOOKS)));
};
const search: Kind = (material, random) => {
  const { name, text } = random.of(material.code);
  const found = text.split("\n").flatMap((line, at) => (line.includes("export") ? [`${name}:${at + 1}:${line}`] : []));
  return command(`rg -n export ${name}`, found.slice(0, LINES_FOUND).join("\n"));
};
const test: Kind = (material, random) => {
  const { name, text } = random.of(material.testLogs);
  return command(name, text, text.includes("(fail)") ? 1 : 0);
};
const diff: Kind = (material, random) => {
  const { name, text } = random.of(material.diffs);
  return command(`git show ${name}`, text.slice(0, random.of(LOOKS)));
};
const lock: Kind = (material, random) => {
  const { name, text } = random.of(material.locks);
  const from = random.below(text.length);
  return command(`grep -n -A200 resolved ${name}`, text.slice(from, from + random.of(LOOKS)));
};
const patch: Kind = (material, random) => {
  const { name, text } = random.of(material.code);
  const lines = text.split("\n").slice(0, 4 + random.below(40));
  const changed = lines.map((line, at) => (at % 5 === 2 ? `-${line}\n+${line} // changed` : ` ${line}`));
  const input = `*** Begin Patch\n*** Update File: ${name}\n@@\n${changed.join("\n")}\n*** End Patch\n`;
  const output = shown(`Success. Updated the following files:\nM ${name}\n`, 0);
  return { name: "apply_patch", input, kind: "custom", output, exit: 0 };
};
const look: Kind = (material, random) => {
  const { name, text } = random.of(material.images);
  return {
    name: "view_image",
    input: JSON.stringify({ path: `/srv/app/${name}` }),
    kind: "function",
    output: "",
    image: text,
    exit: 0,
  };
};

/** How often each is used, as in sessions of people: reading most, an image now and then. */
const SHARES: readonly (readonly [number, Kind])[] = [
  [34, read],
  [12, search],
  [16, test],
  [10, diff],
  [14, patch],
  [8, readDocs],
  [3, lock],
  [3, look],
];
const KINDS = SHARES.flatMap(([share, kind]) => Array.from({ length: share }, () => kind));

/** Some use of a tool, with what it really would have given back. */
export function toolUse(material: Material, random: Chance): ToolUse {
  return random.of(KINDS)(material, random);
}

/** Uses whose output is nothing but random letters: what no rule about words can be quick on. */
export function letterUse(letters: Piece, random: Chance): ToolUse {
  const from = random.below(letters.text.length / 2);
  return command(`cat ${letters.name}`, letters.text.slice(from, from + random.of(LOOKS)));
}

const shown = (output: string, exit: number) => `Exit code: ${exit}\nWall time: 0.4 seconds\nOutput:\n${output}`;

function command(cmd: string, output: string, exit = 0): ToolUse {
  return { name: "exec_command", input: JSON.stringify({ cmd }), kind: "function", output: shown(output, exit), exit };
}
