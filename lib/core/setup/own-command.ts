/** How this very program is started: its absolute path, and the words that come before or after its command. */
export interface OwnCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** What wires an agent: this program as its hooks start it, and the memory folder for those that read it themselves. */
export interface Wiring {
  readonly program: OwnCommand;
  readonly root: string;
}

/** The same program with other words. */
export function withWords({ command, args }: OwnCommand, ...words: readonly string[]): OwnCommand {
  return { command, args: [...args, ...words] };
}

/** A command line for a POSIX shell that starts exactly these words. */
export function shellLine({ command, args }: OwnCommand): string {
  return [command, ...args].map(quoted).join(" ");
}

function quoted(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
