import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { MemoriesError } from "../../core/errors.ts";
import { errorCode } from "../fs/error-code.ts";
import { REPORT_HANDLE, startProgram } from "../process/run-program.ts";

/** How a command is kept in its folder. `unconfined` is the user's word that it need not be. */
export type Confinement = "network_off" | "network_on" | "unconfined";

const BUBBLEWRAP = "bwrap";
/** Sockets in these lead out of the sandbox (container engines, session buses, displays), so they show empty. */
const HIDDEN = ["/run", "/tmp/.X11-unix"];
/** What programs and name look-ups need of `/run` on some systems. */
const SHOWN_OF_RUN = ["/run/current-system", "/run/opengl-driver"];
const SHOWN_FOR_NETWORK = ["/run/systemd/resolve", "/run/NetworkManager", "/run/resolvconf"];

/**
 * The arguments that run a command with the whole file system read-only but `folder`, in namespaces of its
 * own, without capabilities or a terminal, and killed as a whole when it or its parent ends. `infoHandle`: the
 * open file on which bubblewrap tells the process id of its first process inside.
 */
function bubblewrapArgs(folder: string, confinement: "network_off" | "network_on", infoHandle: number): string[] {
  const shown = confinement === "network_on" ? [...SHOWN_OF_RUN, ...SHOWN_FOR_NETWORK] : SHOWN_OF_RUN;
  return [
    ...["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"],
    ...(confinement === "network_on" ? ["--share-net"] : []),
    ...["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"],
    ...HIDDEN.filter((path) => existsSync(path)).flatMap((path) => ["--tmpfs", path]),
    ...shown.flatMap((path) => ["--ro-bind-try", path, path]),
    ...["--bind", folder, folder],
    // After the folder is in its place, which may lie below one of them.
    ...HIDDEN.filter((path) => existsSync(path)).flatMap((path) => ["--remount-ro", path]),
    ...["--chdir", folder, "--info-fd", String(infoHandle), "--"],
  ];
}

/** The argv that runs `argv` in `folder` under a confinement. */
export function confinedArgv(
  argv: readonly string[],
  folder: string,
  confinement: Confinement,
  infoHandle: number,
): readonly string[] {
  if (confinement === "unconfined") return argv;
  return [BUBBLEWRAP, ...bubblewrapArgs(folder, confinement, infoHandle), ...argv];
}

/**
 * Refuses (`sandbox_missing`) where a confined command could not be run: tries bubblewrap on a command that does
 * nothing. To be asked before anything is changed. `path` is the PATH to search.
 */
export async function requireSandbox(confinement: Confinement, path: string | undefined): Promise<void> {
  if (confinement === "unconfined") return;
  const problem = await tryBubblewrap(await realpath(tmpdir()), confinement, path);
  if (problem === undefined) return;
  throw new MemoriesError("sandbox_missing", `bubblewrap does not work here: ${problem}`, {
    hint: "install bubblewrap (the program bwrap), or pass --unconfined to run the command without confinement",
  });
}

/** Why bubblewrap does not work; undefined when it does. */
async function tryBubblewrap(
  folder: string,
  confinement: "network_off" | "network_on",
  path: string | undefined,
): Promise<string | undefined> {
  const command = [BUBBLEWRAP, ...bubblewrapArgs(folder, confinement, REPORT_HANDLE), "true"];
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
