import { type Section, sectionKey } from "../reading/outline.ts";
import type { HandbookBlock, HandbookTask } from "./handbook.ts";

/** The heading of a block of the handbook begins so. */
export const TASK_GROUP = "Task Group:";

/** How a generated handbook names its blocks and numbers its tasks, so that it meets the one on disk. */
export interface Naming {
  /** The key of the section on disk that is this block, whatever a person called it. */
  readonly keyOf: (block: HandbookBlock) => string;
  readonly numberOf: (block: HandbookBlock, taskKey: string) => number;
}

/** A block as the handbook on disk has it. */
interface KnownBlock {
  readonly key: string;
  readonly files: ReadonlySet<string>;
  readonly tasks: readonly { readonly number: number; readonly title: string; readonly files: ReadonlySet<string> }[];
  /** The highest number that a task or a reference has. */
  readonly highest: number;
}

/**
 * Names for what was generated before and for what is generated now. A task that the handbook on disk knows
 * keeps its number: by title, else by the sessions it comes from. Others get numbers that nothing in their block
 * has used, so that no reference left behind comes to mean another task.
 */
export function nameTasks(
  before: readonly HandbookBlock[],
  now: readonly HandbookBlock[],
  disk: Section,
): { readonly before: Naming; readonly now: Naming } {
  const known = disk.sections.filter(({ key }) => key.startsWith(sectionKey(TASK_GROUP))).map(knownBlock);
  const keys = meetBlocks([...before, ...now], known);
  const keyOf = (block: HandbookBlock) => keys.get(ownKey(block)) ?? ownKey(block);
  const fresh = new Map<string, number>();
  const highest = new Map(known.map((block) => [block.key, block.highest]));
  const freshNumber = (block: HandbookBlock, task: HandbookTask): number => {
    const id = `${keyOf(block)}\n${task.key}`;
    const number = fresh.get(id) ?? (highest.get(keyOf(block)) ?? 0) + 1;
    highest.set(keyOf(block), Math.max(highest.get(keyOf(block)) ?? 0, number));
    fresh.set(id, number);
    return number;
  };
  const name = (blocks: readonly HandbookBlock[]): Naming => {
    const numbers = new Map<string, number>();
    for (const block of blocks) {
      const met = meetTasks(block.tasks, known.find(({ key }) => key === keyOf(block))?.tasks ?? []);
      for (const task of block.tasks) {
        numbers.set(`${keyOf(block)}\n${task.key}`, met.get(task.key) ?? freshNumber(block, task));
      }
    }
    return { keyOf, numberOf: (block, taskKey) => numbers.get(`${keyOf(block)}\n${taskKey}`) ?? 0 };
  };
  return { before: name(before), now: name(now) };
}

function ownKey(block: HandbookBlock): string {
  return sectionKey(`${TASK_GROUP} ${block.name}`);
}

/** For blocks that are not on disk under their own name: the section there that lists their sessions. */
function meetBlocks(blocks: readonly HandbookBlock[], known: readonly KnownBlock[]): Map<string, string> {
  const names = new Set(blocks.map(ownKey));
  const onDisk = new Set(known.map(({ key }) => key));
  const met = new Map<string, string>();
  for (const block of blocks) {
    if (onDisk.has(ownKey(block)) || met.has(ownKey(block))) continue;
    const paths = block.tasks.flatMap(({ sources }) => sources.map(({ path }) => path));
    const found = known.find(({ key, files }) => !names.has(key) && paths.some((path) => files.has(path)));
    if (found !== undefined) met.set(ownKey(block), found.key);
  }
  return met;
}

/** The numbers of those tasks that are on disk, each number for one task. */
function meetTasks(tasks: readonly HandbookTask[], known: KnownBlock["tasks"]): Map<string, number> {
  const met = new Map<string, number>();
  const taken = new Set<number>();
  const settle = (matches: (task: HandbookTask, one: KnownBlock["tasks"][number]) => boolean) => {
    for (const task of tasks) {
      if (met.has(task.key)) continue;
      const found = known.find((one) => !taken.has(one.number) && matches(task, one));
      if (found === undefined) continue;
      met.set(task.key, found.number);
      taken.add(found.number);
    }
  };
  settle((task, one) => one.title === task.key || one.title.startsWith(`${task.key}, `));
  settle((task, one) => task.sources.some(({ path }) => one.files.has(path)));
  return met;
}

function knownBlock(section: Section): KnownBlock {
  const tasks = section.sections.flatMap((task) => {
    const number = /^task (\d+)$/.exec(task.key)?.[1];
    if (number === undefined) return [];
    const title = sectionKey(task.heading.replace(/^#+\s*task \d+\s*:?/i, ""));
    return [{ number: Number(number), title, files: filesOf(task) }];
  });
  const used = [...tasks.map(({ number }) => number), ...referencesOf(section)];
  return { key: section.key, files: filesOf(section), tasks, highest: used.reduce((a, b) => Math.max(a, b), 0) };
}

function filesOf(section: Section): Set<string> {
  const own = section.units.flatMap(({ key }) => /^file (\S+)/.exec(key)?.[1] ?? []);
  return new Set([...own, ...section.sections.flatMap((child) => [...filesOf(child)])]);
}

function referencesOf(section: Section): number[] {
  const own = section.units.flatMap(({ refs }) => refs.map((ref) => Number(/^Task (\d+)$/.exec(ref)?.[1] ?? 0)));
  return [...own, ...section.sections.flatMap(referencesOf)];
}
