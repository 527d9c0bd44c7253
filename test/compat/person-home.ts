import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { InstalledClient } from "./install-client.ts";
import { undoWhenStopped } from "./left-overs.ts";
import { OWN_BINARY } from "./own-binary.ts";

const TRIES = 30;
const BETWEEN_TRIES_MS = 100;

/** A throw-away home of a person who works with one client; nothing of the real environment but `PATH` reaches it. */
export class PersonHome {
  /** What the client takes for the person's home. */
  readonly dir: string;
  readonly client: InstalledClient;
  readonly #port: () => number;
  readonly #more: Readonly<Record<string, string>>;
  readonly #place: string;
  readonly #isUndone: () => void;

  /** `port` is the scripted model's, which is the proxy for everything beyond this machine as well. */
  constructor(client: InstalledClient, port: () => number, more: Readonly<Record<string, string>> = {}) {
    this.client = client;
    this.#port = port;
    this.#more = more;
    this.#place = realpathSync(mkdtempSync(join(tmpdir(), "memories-compat-")));
    this.#isUndone = undoWhenStopped(() => removeFolder(this.#place));
    this.dir = join(this.#place, "dev");
    mkdirSync(this.dir);
    mkdirSync(join(this.#place, "tmp"));
    this.write(".gitconfig", "[user]\n\tname = Dev\n\temail = dev@example.com\n[init]\n\tdefaultBranch = main\n");
  }

  get environment(): Record<string, string> {
    const beyond = `http://127.0.0.1:${this.#port()}`;
    return {
      PATH: [dirname(OWN_BINARY), this.client.nodeFolder, process.env.PATH ?? ""].join(delimiter),
      LANG: "C.UTF-8",
      TZ: "UTC",
      TERM: "xterm-256color",
      HOME: this.dir,
      USER: "dev",
      SHELL: "/bin/bash",
      TMPDIR: join(this.#place, "tmp"),
      HTTP_PROXY: beyond,
      HTTPS_PROXY: beyond,
      http_proxy: beyond,
      https_proxy: beyond,
      NO_PROXY: "127.0.0.1,localhost",
      no_proxy: "127.0.0.1,localhost",
      ...this.#more,
    };
  }

  /** A path beside the home, for what the client must not see. */
  beside(name: string): string {
    return join(this.#place, name);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.dir, path)), { recursive: true });
    writeFileSync(join(this.dir, path), text);
  }

  /** Makes a folder of the home a git repository with one commit. */
  commitAll(folder: string, branch: string): void {
    this.#git(folder, "init", "-q", "-b", branch);
    this.#git(folder, "add", "-A");
    this.#git(folder, "commit", "-qm", "Import");
    this.#git(folder, "remote", "add", "origin", `git@git.example.com:acme/${folder}.git`);
  }

  remove(): void {
    removeFolder(this.#place);
    this.#isUndone();
  }

  #git(folder: string, ...args: string[]): void {
    execFileSync("git", args, {
      cwd: join(this.dir, folder),
      env: this.environment,
      stdio: ["ignore", "ignore", "pipe"],
    });
  }
}

/** Removes a folder that a process which is just ending may still write into. */
function removeFolder(path: string): void {
  for (let tries = 1; ; tries += 1) {
    try {
      rmSync(path, { recursive: true, force: true });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY" || tries === TRIES) throw error;
      Bun.sleepSync(BETWEEN_TRIES_MS);
    }
  }
}
