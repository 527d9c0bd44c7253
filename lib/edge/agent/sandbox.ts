import { realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { MemoriesError } from "../../core/errors.ts";
import { errorCode } from "../fs/error-code.ts";
import { REPORT_HANDLE, startProgram } from "../process/run-program.ts";
import { type SandboxView, viewArgs } from "./sandbox-view.ts";

/** How a command is kept in its folder. `unconfined` is the user's word that it need not be. */
export type Confinement = "network_off" | "network_on" | "unconfined";

const BUBBLEWRAP = "bwrap";

/** A command and how it is kept. */
export interface ConfinedCommand {
  /** Program and arguments. */
  readonly argv: readonly string[];
  /** The one folder it may write to. An absolute path without links. */
  readonly folder: string;
  readonly confinement: Confinement;
  /** What else it sees; unless `unconfined`. */
  readonly view: SandboxView;
  /** The PATH on which the program is looked for. */
  readonly searchPath: string | undefined;
}

/**
 * The argv that runs a command under a confinement: in namespaces of its own, without capabilities or a terminal, and
 * killed as a whole when it or its parent ends. On `reportHandle` bubblewrap tells the process id of its first process
 * inside.
 */
export function confinedArgv(
  { argv, folder, confinement, view, searchPath }: ConfinedCommand,
  reportHandle: number,
): readonly string[] {
  if (confinement === "unconfined") return argv;
  return [
    BUBBLEWRAP,
    ...["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"],
    ...(confinement === "network_on" ? ["--share-net"] : []),
    ...viewArgs(argv, folder, view, confinement, searchPath),
    ...["--chdir", folder, "--info-fd", String(reportHandle), "--"],
    ...argv,
  ];
}

/**
 * Refuses (`sandbox_missing`) where a confined command could not be run: tries bubblewrap, with the view that the
 * command will have, on a program that does nothing. To be asked before anything is changed. Throws `bad_option` for a
 * folder that cannot be shown.
 */
export async function requireSandbox(
  confinement: Confinement,
  searchPath: string | undefined,
  view: SandboxView = NO_VIEW,
): Promise<void> {
  if (confinement === "unconfined") return;
  const argv = ["true"];
  const command = { argv, folder: await realpath(tmpdir()), confinement, view, searchPath };
  const problem = await tryBubblewrap(confinedArgv(command, REPORT_HANDLE), searchPath);
  if (problem === undefined) return;
  throw new MemoriesError("sandbox_missing", `bubblewrap does not work here: ${problem}`, {
    hint: "install bubblewrap (the program bwrap), or pass --unconfined to run the command without confinement",
  });
}

const NO_VIEW: SandboxView = { readOnly: [], personal: [], emptied: [] };

/** Why bubblewrap does not work; undefined when it does. */
async function tryBubblewrap(command: readonly string[], path: string | undefined): Promise<string | undefined> {
  const program = await startProgram({ command, env: { PATH: path }, reports: "report" });
  let said = "";
  program.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = `${said}${text}`.slice(0, 300);
  });
  program.stdout.resume();
  program.report?.resume();
  const { code, failure } = await program.ended;
  if (failure !== undefined) return errorCode(failure) === "ENOENT" ? "bwrap is not installed" : failure.message;
  return code === 0 ? undefined : said.trim() || `it ended with exit code ${code}`;
}
