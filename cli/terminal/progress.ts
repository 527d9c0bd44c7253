import stringWidth from "string-width";
import type { ProgressEvent } from "../../lib/flow/world.ts";
import { cutText } from "../print/cut-text.ts";
import { visible } from "./visible.ts";

const BAR_CELLS = 24;
/** Below so many places the bar is shorter, so that the numbers behind it have room. */
const NARROW_PLACES = 60;
const NARROW_BAR_CELLS = 6;
const TICK_MS = 1_000;
const CLEAR_LINE = "\r\u001b[K";
/** A rate measured over less than this says nothing. */
const SHORTEST_MEASURE_SECONDS = 0.1;
const LONGEST_IN_SECONDS = 90;

/** A line on the terminal that is drawn anew with each step, and wiped before anything else is written. */
export interface ProgressBar {
  draw(event: ProgressEvent): void;
  /** Shows why something takes longer, until the next step. */
  name(trouble: string): void;
  clear(): void;
}

/** `milliseconds` is a clock that only goes on; the rate of a task counts from the end of the one before it. */
export function makeBar(
  write: (text: string) => void,
  milliseconds: () => number,
  columns: () => number = () => Number.POSITIVE_INFINITY,
): ProgressBar {
  let drawn = false;
  let shown: ProgressEvent | undefined;
  let trouble: string | undefined;
  let startedAt = milliseconds();
  let lastAt = startedAt;
  let ticker: ReturnType<typeof setInterval> | undefined;
  const show = (event: ProgressEvent) => {
    // A line that reached the last place would wrap on some terminals.
    const width = columns() - 1;
    const line = renderProgress(event, (milliseconds() - startedAt) / 1_000, width);
    write(`${CLEAR_LINE}${cutText(trouble === undefined ? line : `${line}; ${trouble}`, width)}`);
    drawn = true;
  };
  return {
    clear() {
      if (drawn) write(CLEAR_LINE);
      drawn = false;
      clearInterval(ticker);
      ticker = undefined;
    },
    name(next) {
      trouble = visible(next);
      if (shown !== undefined && drawn) show(shown);
    },
    draw(event) {
      trouble = undefined;
      if (event.task !== shown?.task) startedAt = lastAt;
      shown = event;
      lastAt = milliseconds();
      show(event);
      if (ticker !== undefined || event.done >= event.total) return;
      // It only draws: nobody waits for it.
      ticker = setInterval(() => show(shown ?? event), TICK_MS);
      ticker.unref();
    },
  };
}

/**
 * `extract 0/8 asking qwen3 at 127.0.0.1:11434 …, 3 s` before the first answer; `extract ████░░ 2/8, 0.5/s, 12 s left`;
 * of work whose end nobody knows only the step and the bound.
 */
export function renderProgress(
  { task, done, total, end, note, tokens }: ProgressEvent,
  seconds: number,
  width: number = Number.POSITIVE_INFINITY,
): string {
  const spent = tokens === undefined || tokens === 0 ? "" : `, ${tokens} tokens`;
  if (end === "open") {
    return visible(`${task} ${done} of at most ${total}, ${Math.round(seconds)} s${spent}${note ? `: ${note}` : ""}`);
  }
  if (done === 0 && note !== undefined) {
    const asking = (of: string) => visible(`${task} 0/${total} ${of} …, ${Math.round(seconds)} s${spent}`);
    // Where both have no room, that the seconds go on says more than the host.
    return stringWidth(asking(note)) <= width ? asking(note) : asking(note.replace(/ at \S+$/, ""));
  }
  const length = width < NARROW_PLACES ? NARROW_BAR_CELLS : BAR_CELLS;
  const filled = total === 0 ? length : Math.round((length * done) / total);
  const cells = "█".repeat(filled) + "░".repeat(length - filled);
  return `${task} ${cells} ${done}/${total}${pace(done, total, seconds)}${spent}`;
}

function pace(done: number, total: number, seconds: number): string {
  if (done === 0 || seconds < SHORTEST_MEASURE_SECONDS) return "";
  const rate = done / seconds;
  const left = Math.ceil((total - done) / rate);
  const shown = left > LONGEST_IN_SECONDS ? `${Math.ceil(left / 60)} min left` : `${left} s left`;
  return `, ${rate.toFixed(1)}/s${left > 0 ? `, ${shown}` : ""}`;
}
