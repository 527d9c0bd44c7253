import { isPersonsFile } from "../consolidate/persons-files.ts";
import type { RunRecord } from "./run-record.ts";

/** Whether a run shows that a person was there: it took in what one wrote by hand, or it was taken back by one. */
export function showsPerson({ command, changes }: Pick<RunRecord, "command" | "changes">): boolean {
  return command === "undo" || changes.some(({ path }) => isPersonsFile(path));
}

/** What a record says near its beginning of the person: whether one was there, and when the run was (RFC 3339). */
export interface PersonSeen {
  readonly showsPerson: boolean;
  readonly time: string;
}

const SHOWS_PERSON = /^ {2}"shows_person": (true|false),?\n/m;
const TIME = /^ {2}"time": "([0-9TZ:.+-]+)",?\n/m;

/**
 * Reads from the first lines of a record's JSON, which may be long, whether it shows a person; undefined where they do not
 * tell, as in records of earlier versions. Then the record has to be read as a whole.
 */
export function readPersonSeen(head: string): PersonSeen | undefined {
  const [, shows] = SHOWS_PERSON.exec(head) ?? [];
  const [, time] = TIME.exec(head) ?? [];
  return shows === undefined || time === undefined ? undefined : { showsPerson: shows === "true", time };
}
