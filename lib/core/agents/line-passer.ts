import { parseRfc3339 } from "../text/time.ts";
import { readUsualTime, USUAL_TIME_BYTES } from "../text/usual-time.ts";
import type { Glance, LineKind } from "./agent-format.ts";
import type { SessionFacts } from "./session/session-event.ts";

/** A kind's lines are told by so many bytes at their beginnings and ends. */
const HEAD_BYTES = 320;
const TAIL_BYTES = 64;

/** A kind in the form in which lines are compared with it. */
interface KnownKind extends Pick<LineKind, "head" | "tail"> {
  readonly marks: readonly Buffer[];
  readonly needs: LineKind["needs"];
  readonly time: { readonly which: "first" | "last"; readonly key: Buffer; readonly form: "text" | "milliseconds" };
}

/** Whether some facts are known, and what the person said first: then lines may be passed over for what they lack. */
export type KnowsFacts = (needs: readonly (keyof SessionFacts)[]) => boolean;

/** Of a line that is passed over its time, in milliseconds, where one was seen. */
export interface PassedLine {
  readonly timeMs: number | undefined;
}

/** Tells of lines that nothing in them matters to a session's metadata but their time, without parsing them. */
export class LinePasser {
  private readonly knows: KnowsFacts;
  private readonly kinds: readonly KnownKind[];
  private readonly needs: readonly (keyof SessionFacts)[];
  /** What becomes known stays known. */
  private isSettled = false;

  constructor({ marks, needs, kinds = [] }: Glance, knows: KnowsFacts) {
    this.knows = knows;
    this.needs = needs;
    const known = marks === undefined ? kinds : [...kinds, { ...ANY_KIND, marks }];
    this.kinds = known.map((kind) => ({
      head: kind.head,
      tail: kind.tail,
      needs: kind.needs,
      marks: kind.marks.map((mark) => Buffer.from(mark)),
      time: {
        which: kind.time.which,
        key: Buffer.from(kind.time.key),
        // A key behind which a text stands ends in its opening quote.
        form: kind.time.key.endsWith('"') ? "text" : "milliseconds",
      },
    }));
  }

  /** The line `bytes[start, end)` where it may be passed over. */
  pass(bytes: Buffer, start: number, end: number): PassedLine | undefined {
    this.isSettled ||= this.knows(this.needs);
    if (!this.isSettled) return undefined;
    const line = bytes.subarray(start, end);
    const kind = this.kindOf(line);
    if (kind === undefined) return undefined;
    for (const mark of kind.marks) if (line.includes(mark)) return undefined;
    return { timeMs: timeIn(line, kind.time) };
  }

  /** The first kind that a line is of, as long as it may be passed over for it. */
  private kindOf(line: Buffer): KnownKind | undefined {
    const head = line.toString("latin1", 0, HEAD_BYTES);
    for (const kind of this.kinds) {
      if (!kind.head.test(head)) continue;
      if (kind.tail?.test(line.toString("latin1", Math.max(0, line.length - TAIL_BYTES))) === false) return undefined;
      return kind.needs === undefined || this.knows(kind.needs) ? kind : undefined;
    }
    return undefined;
  }
}

/** What is of no other kind. Records are written with their own time after what they hold. */
const ANY_KIND = { head: /^/, time: { which: "last", key: '"timestamp":"' } } as const;

function timeIn(line: Buffer, { which, key, form }: KnownKind["time"]): number | undefined {
  const at = which === "first" ? line.indexOf(key) : line.lastIndexOf(key);
  if (at < 0) return undefined;
  const from = at + key.length;
  if (form === "milliseconds") return millisecondsAt(line, from);
  const to = from + USUAL_TIME_BYTES;
  if (to > line.length) return undefined;
  return readUsualTime(line, from) ?? parseRfc3339(line.toString("latin1", from, to));
}

function millisecondsAt(line: Buffer, from: number): number | undefined {
  const digits = /^[1-9]\d{0,14}(?=[,}])/.exec(line.toString("latin1", from, from + MILLISECONDS_DIGITS + 1));
  return digits === null ? undefined : Number(digits[0]);
}

/** Of a number that is a time in milliseconds, whichever. */
const MILLISECONDS_DIGITS = 15;
