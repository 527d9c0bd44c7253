import { existsSync, lstatSync, readlinkSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { errorCode } from "../fs/error-code.ts";
import { findProgram } from "./find-program.ts";
import { socketsUnder } from "./sockets-under.ts";

/** What a confined command sees beside its copy. */
export interface SandboxView {
  /** What the user lets it read (`--ro PATH`). */
  readonly readOnly: readonly string[];
  /** Folders with a person's content (the home, `<home>`, what agents record): none is shown because a program lies in it. */
  readonly personal: readonly string[];
  /** Shown empty in any case: where our own state lies. */
  readonly emptied: readonly string[];
}

/** What programs need to run at all; links among them (`/bin` to `usr/bin`) are made as links. */
const SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/nix/store", "/gnu/store"];
/** What programs need of `/run` on some systems: links into the stores above, no sockets. */
const SHOWN_OF_RUN = ["/run/current-system", "/run/opengl-driver"];
/** Empty, for files of its own that nobody else sees. */
const SCRATCH = ["/tmp", "/var/tmp"];
/** Its content names the servers that look up names; it often is a link into `/run`, beside sockets. */
const RESOLVER = "/etc/resolv.conf";
/** Folders that hold what anybody leaves there: a program in one is shown alone. */
const SHARED = [
  "/",
  "/tmp",
  "/var/tmp",
  "/run",
  "/dev/shm",
  "/home",
  "/root",
  "/opt",
  "/srv",
  "/var",
  "/mnt",
  "/media",
];

/**
 * The bubblewrap arguments that show a command what it needs and nothing else: the system read-only, its own folder,
 * what the user names, empty places for scratch, and `folder`, the one it may write to. Everything else is not there,
 * and in what is shown, sockets are covered.
 */
export function viewArgs(
  command: readonly string[],
  folder: string,
  view: SandboxView,
  network: "network_off" | "network_on",
  searchPath: string | undefined,
): string[] {
  const own = ownPlaces(command[0] ?? "", view.personal, searchPath);
  const shown = [...own, ...view.readOnly.map((path) => resolve(path))].filter((path) => existsSync(path));
  const covered = shown.flatMap((path) => socketsUnder(path));
  const hidden = view.emptied.filter((path) => existsSync(path) && shown.some((each) => isIn(path, each)));
  return [
    ...SYSTEM.flatMap(systemArgs),
    ...["--dev", "/dev", "--proc", "/proc"],
    ...SCRATCH.flatMap((path) => ["--tmpfs", path]),
    ...["--dir", "/run"],
    ...SHOWN_OF_RUN.flatMap((path) => ["--ro-bind-try", path, path]),
    ...(network === "network_on" ? resolverArgs() : []),
    ...shown.flatMap((path) => ["--ro-bind", path, path]),
    ...covered.flatMap((path) => ["--ro-bind", "/dev/null", path]),
    ...hidden.flatMap((path) => ["--tmpfs", path]),
    ...["--bind", folder, folder, "--remount-ro", "/"],
  ];
}

/** The folders a program lies in, as found and behind links; the file alone where the folder is more than the program's. */
function ownPlaces(name: string, personal: readonly string[], searchPath: string | undefined): string[] {
  const program = findProgram(name, searchPath);
  if (program === undefined) return [];
  const places = personal.flatMap((path) => (existsSync(path) ? [path, realpathSync(path)] : [path]));
  return [...new Set([program.path, program.realPath])].map((path) => {
    const folder = dirname(path);
    const isShared = SHARED.includes(folder) || places.some((each) => isIn(each, folder));
    return isShared ? path : folder;
  });
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

function systemArgs(path: string): string[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  return found.isSymbolicLink() ? ["--symlink", readlinkSync(path), path] : ["--ro-bind", path, path];
}

/** The file behind a link that leads out of `/etc`, and it alone. */
function resolverArgs(): string[] {
  try {
    const real = realpathSync(RESOLVER);
    return isIn(real, "/etc") ? [] : ["--ro-bind", real, real];
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
    return [];
  }
}
