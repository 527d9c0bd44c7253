import type { Sandbox } from "./cli.ts";

/** What a terminal got from a program, and how the program ended. */
export interface Screen {
  readonly exit: number;
  /** Both streams as they came, with the line ends that were written. */
  readonly text: string;
}

/** Places and lines of a terminal. */
export interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** Runs a program of a sandbox with stdin, stdout and stderr on a terminal. */
export async function onTerminal(
  place: Sandbox,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
  size: Size = { cols: 200, rows: 50 },
): Promise<Screen> {
  const decoder = new TextDecoder();
  let text = "";
  const child = Bun.spawn([...command], {
    cwd: place.dir,
    env: { ...place.env, TERM: "xterm", ...env },
    terminal: {
      ...size,
      data: (_, bytes) => {
        text += decoder.decode(bytes, { stream: true });
      },
    },
  });
  const exit = await child.exited;
  child.terminal?.close();
  return { exit, text: text.replaceAll("\r\n", "\n") };
}
