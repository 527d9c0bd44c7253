import { undoWhenStopped } from "../left-overs.ts";
import { endGroup } from "../run-client.ts";

const COLUMNS = 140;
const ROWS = 50;
const POLL_MS = 100;
const QUIT_MS = 8_000;
const SHOWN = 1_500;

/** What terminals answer to a program that asks what they are, and where the cursor is. */
const ANSWERS: readonly (readonly [question: string, answer: string])[] = [
  ["\x1b[c", "\x1b[?62;22c"],
  ["\x1b[0c", "\x1b[?62;22c"],
  ["\x1b[6n", "\x1b[1;1R"],
  ["\x1b[5n", "\x1b[0n"],
  ["\x1b[?u", "\x1b[?0u"],
  ["\x1b]11;?\x07", "\x1b]11;rgb:0000/0000/0000\x07"],
  ["\x1b]11;?\x1b\\", "\x1b]11;rgb:0000/0000/0000\x1b\\"],
];

/** A program on a pseudo-terminal, with a person's hands: keys go in, what was written is looked at. */
export class TerminalSession {
  readonly #child: ReturnType<typeof Bun.spawn>;
  readonly #isUndone: () => void;
  #written = "";
  #lastWrite = Date.now();

  constructor(command: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
    const decoder = new TextDecoder();
    this.#child = Bun.spawn([...command], {
      cwd,
      env: { ...env, PWD: cwd },
      terminal: {
        cols: COLUMNS,
        rows: ROWS,
        data: (terminal, bytes) => {
          const text = decoder.decode(bytes, { stream: true });
          this.#written += text;
          this.#lastWrite = Date.now();
          for (const [question, answer] of ANSWERS) if (text.includes(question)) terminal.write(answer);
        },
      },
    });
    this.#isUndone = undoWhenStopped(() => endGroup(this.#child.pid));
  }

  /** What was written so far, without colours and cursor moves, white space folded. */
  get text(): string {
    return this.#written
      .replaceAll(/\x1b\][^\x07\x1b]*(\x07|\x1b\\)/g, "")
      .replaceAll(/\x1b\[[0-9;?<>=]*[ -/]*[@-~]/g, " ")
      .replaceAll(/\s+/g, " ");
  }

  /** Waits for words on the screen; throws with what is there when they do not come. */
  async until(words: RegExp, timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!words.test(this.text)) {
      if (Date.now() > deadline || this.#child.exitCode !== null)
        throw new Error(`the terminal never showed ${words}: …${this.text.slice(-SHOWN)}`);
      await Bun.sleep(POLL_MS);
    }
  }

  /** Waits until nothing has been written for a while; a spinner that never rests is waited for no longer than told. */
  async quiet(restMs: number, timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (Date.now() - this.#lastWrite < restMs && Date.now() < deadline) await Bun.sleep(POLL_MS);
  }

  /** Types a line, waits as a hand does, and presses Enter: clients take keys that come at once for a paste. */
  async say(text: string, pauseMs: number): Promise<void> {
    this.#child.terminal?.write(text);
    await Bun.sleep(pauseMs);
    this.press("\r");
  }

  press(key: string): void {
    this.#child.terminal?.write(key);
  }

  /** Waits until the program has ended by itself, then ends what is left of it. */
  async end(): Promise<void> {
    await Promise.race([this.#child.exited, Bun.sleep(QUIT_MS)]);
    endGroup(this.#child.pid);
    this.#isUndone();
    this.#child.terminal?.close();
  }
}
