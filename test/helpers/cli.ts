import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { REPORTS } from "../../cli/reference/json-schemas.ts";
import { SAMPLE_NOW } from "./moment.ts";

export const TOP = join(import.meta.dirname, "../..");

/** The words that start the program from source. */
export const FROM_SOURCE = [process.execPath, join(TOP, "cli/main.ts")];

export interface CliResult {
  readonly exit: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A throw-away person: a home, a codex home with the sample sessions, and a way to run the program as them. */
export interface Sandbox {
  readonly dir: string;
  readonly home: string;
  readonly codexHome: string;
  readonly root: string;
  readonly env: Record<string, string>;
  /** The words that start the program. */
  readonly command: readonly string[];
  /** Runs `memories …` and waits. */
  run(args: readonly string[], options?: { input?: string | Uint8Array; env?: Record<string, string> }): CliResult;
  /** The same without waiting. */
  start(args: readonly string[], env?: Record<string, string>): ReturnType<typeof spawn>;
  /** stdout of `--json`, parsed. Throws with stderr when that fails. */
  json(args: readonly string[]): Record<string, unknown>;
  dispose(): void;
}

export interface SandboxOptions {
  readonly now?: string;
  /** The words that start the program; by default the built one, which starts in a third of the time. */
  readonly program?: readonly string[];
  readonly sessions?: string;
  /** Variables beside those that every sandbox has. */
  readonly env?: Readonly<Record<string, string>>;
}

export function sandbox(options: SandboxOptions = {}): Sandbox {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "memories-cli-")));
  const [home, codexHome] = [join(dir, ".memories"), join(dir, ".codex")];
  cpSync(options.sessions ?? join(TOP, "fixtures/rollouts"), codexHome, { recursive: true });
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? "",
    HOME: dir,
    TMPDIR: process.env.TMPDIR ?? tmpdir(),
    LANG: "C.UTF-8",
    MEMORIES_NOW: options.now ?? SAMPLE_NOW,
    ...options.env,
  };
  const command = options.program ?? [binary()];
  const [file = "", ...first] = command;
  const run: Sandbox["run"] = (args, { input, env: extra } = {}) => {
    const result = spawnSync(file, [...first, ...args], {
      cwd: dir,
      env: { ...env, ...extra },
      input: input ?? "",
      maxBuffer: 1 << 28,
    });
    if (result.error !== undefined) throw result.error;
    return {
      exit: result.status,
      signal: result.signal,
      stdout: result.stdout.toString("utf8"),
      stderr: result.stderr.toString("utf8"),
    };
  };
  return {
    dir,
    home,
    codexHome,
    root: join(home, "memories"),
    env,
    command,
    run,
    start: (args, extra) => spawn(file, [...first, ...args], { cwd: dir, env: { ...env, ...extra }, stdio: "pipe" }),
    json: (args) => {
      const { stdout, stderr } = run([...args, "--json"]);
      let value: Record<string, unknown>;
      try {
        value = JSON.parse(stdout);
      } catch {
        throw new Error(`no JSON from memories ${args.join(" ")}: ${stdout}${stderr}`);
      }
      checkReport(args, value);
      return value;
    },
    dispose: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** Every report of the suite is held to its schema; an error is told as one. */
function checkReport(args: readonly string[], value: Record<string, unknown>): void {
  const shape = REPORTS[String(value.command)];
  // An error in place of a report has a form of its own; a part of a report may be called so too.
  if (!("command" in value)) return;
  if (shape === undefined) throw new Error(`memories ${args.join(" ")} has no schema`);
  const { error } = shape.safeParse(value);
  if (error !== undefined) throw new Error(`memories ${args.join(" ")} breaks its schema: ${z.prettifyError(error)}`);
}

let built: string | undefined;

/** `dist/memories`, built now when it is older than any source. */
export function binary(): string {
  if (built !== undefined) return built;
  const path = join(TOP, "dist/memories");
  if (!existsSync(path) || newestSource() > statSync(path).mtimeMs) {
    const build = spawnSync(process.execPath, ["build.ts"], { cwd: TOP, encoding: "utf8" });
    if (build.status !== 0) throw new Error(`the build failed: ${build.stdout}${build.stderr}`);
  }
  built = path;
  return path;
}

function newestSource(): number {
  const folders = ["cli", "lib", "scripts", "templates"].flatMap((top) =>
    readdirSync(join(TOP, top), { recursive: true, encoding: "utf8" }).map((name) => join(TOP, top, name)),
  );
  return Math.max(
    ...[...folders, join(TOP, "package.json"), join(TOP, "build.ts")].map((path) => statSync(path).mtimeMs),
  );
}

/** A folder with one program, `memories`, for a PATH of its own. */
export function programFolder(dir: string, command: readonly string[]): string {
  const folder = join(dir, "bin");
  mkdirSync(folder, { recursive: true });
  const words = command.map((word) => `'${word}'`).join(" ");
  writeFileSync(join(folder, "memories"), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
  return folder;
}

/** Deno as npm brings it; its own launcher would need Node. */
export function denoProgram(): string {
  const packages = join(TOP, "node_modules/@deno");
  const path = readdirSync(packages)
    .map((name) => join(packages, name, "deno"))
    .find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`no deno under ${packages}`);
  return path;
}
