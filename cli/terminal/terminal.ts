import { fstatSync } from "node:fs";

/**
 * Whether a file descriptor is a terminal. Loading the terminal module takes as long as the rest of a small command, so
 * it is asked only about character devices: pipes and files are told apart by a look.
 */
export function isTerminal(fd: 0 | 1 | 2): boolean {
  try {
    if (!fstatSync(fd).isCharacterDevice()) return false;
  } catch {
    return false;
  }
  return process.getBuiltinModule("node:tty").isatty(fd);
}
