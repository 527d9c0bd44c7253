import { MemoriesError } from "../../lib/core/errors.ts";

/** Throws `bad_option` when two things were asked for that exclude each other; each is named as it was typed. */
export function refuseTogether(both: boolean, one: string, other: string): void {
  if (!both) return;
  throw new MemoriesError("bad_option", `${one} does not go together with ${other}`, { hint: "leave one of them out" });
}

/** Throws `bad_option` when a program was given leave that there is no program for. */
export function refuseWithoutProgram(
  agent: string | undefined,
  leave: {
    readonly unconfined?: true | undefined;
    readonly allowNetwork?: true | undefined;
    readonly ro?: readonly string[] | undefined;
  },
): void {
  const confining = leave.allowNetwork === true ? "--allow-network" : leave.ro === undefined ? undefined : "--ro";
  refuseTogether(leave.unconfined === true && leave.ro !== undefined, "--unconfined", "--ro");
  const flag = leave.unconfined === true ? "--unconfined" : confining;
  if (flag === undefined || agent === "command") return;
  throw new MemoriesError("bad_option", `${flag} is for --agent command only`, {
    hint: "only a program of yours is confined; leave it out",
  });
}

/** Throws `bad_option` when something was asked for that means nothing without another; each is named as it is typed. */
export function refuseAlone(alone: boolean, one: string, needed: string): void {
  if (!alone) return;
  throw new MemoriesError("bad_option", `${one} means nothing without ${needed}`, {
    hint: `add ${needed}, or leave it out`,
  });
}
