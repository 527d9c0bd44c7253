import { countOtherMachines } from "../../edge/state/threads/foreign-threads.ts";
import type { World } from "../world.ts";

/** A machine that has indexed sessions into the same state, and how many of them are there. */
export interface OtherMachine {
  readonly machine: string;
  readonly threads: number;
}

/** The other machines whose sessions are left to them, by name. */
export async function otherMachines(world: World): Promise<OtherMachine[]> {
  const counts = await countOtherMachines(await world.state(), await world.machine());
  return [...counts].map(([machine, threads]) => ({ machine, threads }));
}

/** What is said of them, and what takes their sessions over, one line a machine. */
export function describeOtherMachine({ machine, threads }: OtherMachine): string {
  return `${threads} ${threads === 1 ? "session is" : "sessions are"} of machine ${machine}; memories threads --take-over ${machine}`;
}
