import { binary } from "../../helpers/cli.ts";
import { SAMPLE_NOW } from "../../helpers/moment.ts";
import type { Sample } from "./run-measured.ts";

/** A build of the program with a home of its own. */
export interface Side {
  readonly name: "ours" | "other";
  readonly program: string;
  readonly dir: string;
}

/** What is built from these sources and another build of the program, each with a folder below `dir`. */
export function twoSides(other: string, dir: string): Side[] {
  return [
    { name: "ours", program: binary(), dir: `${dir}/ours` },
    { name: "other", program: other, dir: `${dir}/other` },
  ];
}

/** The options that put a run into the home of its side; `codexHome`: where the transcripts are. */
export function placeOf(side: Side, codexHome = `${side.dir}/codex`): string[] {
  return ["--home", `${side.dir}/home`, "--codex-home", codexHome, "--now", SAMPLE_NOW];
}

/** Nothing of this machine's person: a program that is measured sees these variables alone. */
export function environmentOf(side: Side): Record<string, string> {
  return { PATH: process.env.PATH ?? "", HOME: side.dir, LANG: "C.UTF-8" };
}

/** Each work so many times in turns, after one time that does not count, so that a busy machine is busy for all of them. */
export async function inTurns<Name extends string>(
  rounds: number,
  works: Readonly<Record<Name, (round: number) => Promise<Sample>>>,
): Promise<Record<Name, Sample[]>> {
  const names = Object.keys(works) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as Sample[]])) as Record<Name, Sample[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const sample = await works[name](round);
      if (round > 0) samples[name].push(sample);
    }
  }
  return samples;
}

export const cpuOf = (samples: readonly Sample[]): number[] => samples.map(({ cpuMs }) => cpuMs);
export const wallOf = (samples: readonly Sample[]): number[] => samples.map(({ wallMs }) => wallMs);
export const peakOf = (samples: readonly Sample[]): number[] => samples.map(({ peakMb }) => peakMb);
