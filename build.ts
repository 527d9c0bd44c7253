import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BunPlugin } from "bun";

/** A platform the binary is made for: Bun's name of the runtime, its npm package, and libSQL's addon. */
interface Target {
  readonly runtime: Bun.Build.CompileTarget;
  readonly bun: string;
  readonly addon: string;
  readonly os: string;
  readonly cpu: string;
}

const TARGETS: Readonly<Record<string, Target>> = {
  "linux-x64": target("bun-linux-x64", "bun-linux-x64", "linux-x64-gnu", "linux", "x64"),
  "linux-x64-musl": target("bun-linux-x64-musl", "bun-linux-x64-musl", "linux-x64-musl", "linux", "x64"),
  "linux-arm64": target("bun-linux-arm64", "bun-linux-aarch64", "linux-arm64-gnu", "linux", "arm64"),
  "linux-arm64-musl": target("bun-linux-arm64-musl", "bun-linux-aarch64-musl", "linux-arm64-musl", "linux", "arm64"),
  "darwin-x64": target("bun-darwin-x64", "bun-darwin-x64", "darwin-x64", "darwin", "x64"),
  "darwin-arm64": target("bun-darwin-arm64", "bun-darwin-aarch64", "darwin-arm64", "darwin", "arm64"),
};

function target(runtime: Bun.Build.CompileTarget, bun: string, addon: string, os: string, cpu: string): Target {
  return { runtime, bun: `@oven/${bun}`, addon: `@libsql/${addon}`, os, cpu };
}

const HERE = import.meta.dirname;
/**
 * libSQL asks the machine what it is and computes the name of its addon, which no bundler can follow. A binary knows the
 * one it carries: it needs neither the question nor the packages that ask it.
 */
const COMPUTED_REQUIRE =
  /const \{ load, currentTarget \} = require\("@neon-rs\/load"\);\s+const \{ familySync, GLIBC, MUSL \} = require\("detect-libc"\);\s+function requireNative\(\) \{.*?return require\(`@libsql\/\$\{target\}`\);\s+\}/s;

function fail(message: string): never {
  process.stderr.write(`build: ${message}\n`);
  process.exit(1);
}

function say(message: string): void {
  process.stdout.write(`build: ${message}\n`);
}

/** The target of this machine; musl is told by the loader that Alpine and its kin have. */
function hostTarget(): string {
  const arch = process.arch === "arm64" ? "arm64" : "x64";
  if (process.platform === "darwin") return `darwin-${arch}`;
  const loader = arch === "arm64" ? "/lib/ld-musl-aarch64.so.1" : "/lib/ld-musl-x86_64.so.1";
  const glibc = arch === "arm64" ? "/lib/ld-linux-aarch64.so.1" : "/lib64/ld-linux-x86-64.so.2";
  return existsSync(loader) && !existsSync(glibc) ? `linux-${arch}-musl` : `linux-${arch}`;
}

/** Stands where libSQL computes its addon's name: the addon's bytes become part of the binary. */
function embedAddon(addonPath: string, seen: { addon: boolean }): BunPlugin {
  const loader = join(HERE, "lib/edge/state/open/load-addon.ts");
  const sha256 = createHash("sha256").update(readFileSync(addonPath)).digest("hex");
  const contents = [
    `import path from ${JSON.stringify(addonPath)} with { type: "file" };`,
    `import { loadAddon } from ${JSON.stringify(loader)};`,
    `export const addon = () => loadAddon(path, ${JSON.stringify(sha256)});`,
  ].join("\n");
  return {
    name: "embed-libsql-addon",
    setup(build) {
      build.onResolve({ filter: /^embedded-libsql-addon$/ }, ({ path }) => ({ path, namespace: "embedded" }));
      build.onLoad({ filter: /.*/, namespace: "embedded" }, () => ({ contents, loader: "ts" }));
      build.onLoad({ filter: /node_modules[/\\]libsql[/\\]index\.js$/ }, ({ path }) => {
        const source = readFileSync(path, "utf8");
        const contents = source.replace(
          COMPUTED_REQUIRE,
          () => 'const requireNative = () => require("embedded-libsql-addon").addon();',
        );
        if (contents === source) fail(`${path} no longer has the lines that load the addon`);
        seen.addon = true;
        return { contents, loader: "js" };
      });
    },
  };
}

/** Where the runtime and the addon of a target lie: installed here, or fetched from the registry into a temp folder. */
function packagesOf({ addon, bun, os, cpu }: Target, host: boolean): { addon: string; runtime: string | undefined } {
  const require = createRequire(join(HERE, "package.json"));
  if (host) return { addon: require.resolve(`${addon}/index.node`), runtime: undefined };
  const folder = mkdtempSync(join(tmpdir(), "memories-build-"));
  const versions = {
    [addon]: require("libsql/package.json").version,
    [bun]: Bun.version,
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: versions }));
  const install = spawnSync(process.execPath, ["install", "--no-save", `--os=${os}`, `--cpu=${cpu}`], {
    cwd: folder,
    encoding: "utf8",
  });
  const addonPath = join(folder, "node_modules", addon, "index.node");
  const runtime = join(folder, "node_modules", bun, "bin", "bun");
  if (install.status !== 0 || !existsSync(addonPath) || !existsSync(runtime)) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`its packages cannot be had: ${install.stderr.trim().split("\n").at(-1)}`);
  }
  return { addon: addonPath, runtime };
}

interface What {
  readonly entry: string;
  readonly outfile: string;
}

async function buildTarget(name: string, host: boolean, { entry, outfile }: What): Promise<string> {
  const chosen = TARGETS[name] ?? fail(`unknown target ${name}; known: ${Object.keys(TARGETS).join(", ")}`);
  const packages = packagesOf(chosen, host);
  const draft = `${outfile}.draft`;
  const seen = { addon: false };
  const result = await Bun.build({
    entrypoints: [entry],
    minify: true,
    bytecode: true,
    // Chunks of their own keep what a bare command does not need out of its start.
    splitting: true,
    // Chunks without effects of their own may come along with one that is loaded with them: each costs a tenth of a
    // millisecond more than its code.
    minChunkSize: 65_536,
    format: "esm",
    target: "bun",
    plugins: [embedAddon(packages.addon, seen)],
    compile: {
      target: chosen.runtime,
      outfile: draft,
      autoloadBunfig: false,
      autoloadDotenv: false,
      ...(packages.runtime === undefined ? {} : { executablePath: packages.runtime }),
    },
  });
  // A failed bytecode step is only a log line, over an invalid binary.
  if (!result.success || result.logs.length > 0) fail(`${name}: ${result.logs.map(String).join("\n")}`);
  if (!seen.addon) fail(`${name}: the libSQL addon was not embedded`);
  renameSync(draft, outfile);
  return outfile;
}

/** Runs the fresh binary where nothing else is: it must open its DB with the embedded addon. */
function smoke(binary: string): void {
  const empty = mkdtempSync(join(tmpdir(), "memories-smoke-"));
  const run = spawnSync(binary, ["status", "--json", "--home", join(empty, "home"), "--codex-home", empty], {
    cwd: empty,
    env: {},
    encoding: "utf8",
  });
  rmSync(empty, { recursive: true, force: true });
  if (run.status !== 0) fail(`the binary does not work alone (exit ${run.status}): ${run.stderr}${run.stdout}`);
}

/** The value behind an option of this script. */
function optionOf(args: readonly string[], option: string): string | undefined {
  const at = args.indexOf(option);
  return at === -1 ? undefined : (args[at + 1] ?? fail(`${option} needs a value`));
}

async function main(args: readonly string[]): Promise<void> {
  const host = hostTarget();
  const [entry, outfile] = [optionOf(args, "--entry"), optionOf(args, "--outfile")];
  // Another program with the same addon inside: what a benchmark compares with.
  if (entry !== undefined && outfile !== undefined) return void (await buildTarget(host, true, { entry, outfile }));
  mkdirSync(join(HERE, "dist"), { recursive: true });
  const names = args.includes("--all") ? Object.keys(TARGETS) : [optionOf(args, "--target") ?? host];
  for (const name of names) {
    try {
      const binary = await buildTarget(name, name === host, {
        entry: join(HERE, "cli/main.ts"),
        outfile: join(HERE, "dist", name === host ? "memories" : `memories-${name}`),
      });
      if (name === host) smoke(binary);
      say(`${name}: ${binary} (${Math.round(Bun.file(binary).size / 1_048_576)} MiB)`);
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      if (name === host || names.length === 1) fail(`${name}: ${reason}`);
      say(`${name}: left out, ${reason}`);
    }
  }
}

await main(process.argv.slice(2));
