/** Every flag, variable and key, each wrong in every way that its row of the table knows. */
import { afterAll, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCommandLine } from "../../cli/argv/program.ts";
import type { Command } from "../../cli/command.ts";
import { loadCommands } from "../../cli/commands/index.ts";
import { CONFIG_NAMES, resolveConfig } from "../../cli/config/config.ts";
import { readConfigFile } from "../../cli/config/config-files.ts";
import { GLOBAL_OPTIONS } from "../../cli/options/global-options.ts";
import type { OptionRow } from "../../cli/options/option.ts";
import { OPTIONS, type OptionName, rowOf } from "../../cli/options/settings.ts";
import { MemoriesError } from "../../lib/core/errors.ts";
import { type CliResult, sandbox } from "../helpers/cli.ts";
import { snapshot } from "../helpers/snapshot.ts";
import { rightText, wrongTexts, wrongTomlValues } from "../helpers/wrong-values.ts";

const COMMANDS = await loadCommands();

const place = sandbox();
afterAll(() => place.dispose());

/** Arguments without which a command is wrong anyway. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  explain: ["01a203bf-0c85"],
  show: ["01a203bf-0c85"],
  completions: ["bash"],
  export: ["a-folder"],
  usage: ["classify", "ls"],
};
const globals = Object.keys(GLOBAL_OPTIONS) as OptionName[];
const accepts = (command: Command): OptionName[] => [...globals, ...command.options];
const flagged = (name: OptionName): OptionRow[] => [rowOf(name)].filter((row) => row.flag !== undefined);

/** What is wrong with the flag of a row, each as the words to type. */
function wrongUses(row: OptionRow): string[][] {
  const flag = `--${row.flag}`;
  if (row.kind.type === "switch") return [[`${flag}=true`], [`${flag}=`]];
  const right = rightText(row.kind);
  const standsAlone = row.kind.type === "choice" && row.kind.alone !== undefined;
  return [
    ...(standsAlone ? [] : [[flag], [flag, "--json"]]),
    [`${flag}=`],
    ...(standsAlone ? [] : [[flag, ""]]),
    ...wrongTexts(row.kind).map((text) => [`${flag}=${text}`]),
    ...(standsAlone ? [] : wrongTexts(row.kind).map((text) => [flag, text])),
    ...(row.kind.type === "list" ? [] : [[flag, right, flag, right]]),
  ];
}

async function complaint(typed: readonly string[]): Promise<MemoriesError> {
  try {
    await readCommandLine(typed);
  } catch (thrown) {
    if (thrown instanceof MemoriesError) return thrown;
    throw thrown;
  }
  throw new Error(`accepted: memories ${typed.join(" ")}`);
}

/** One line that names the place, one remedy; a usage error. */
function expectNamed(error: MemoriesError, place: string): void {
  expect(error.message).toContain(place);
  expect(error.message).not.toContain("\n");
  expect([error.message, error.hint ?? ""]).toEqual([error.message, expect.stringMatching(/^[^\n]+$/)]);
  expect(error.kind).toBe("usage");
}

for (const command of COMMANDS) {
  test(`${command.name}: each of its flags, wrong in every way, is named with a remedy`, async () => {
    for (const row of accepts(command).flatMap(flagged)) {
      for (const words of wrongUses(row)) {
        expectNamed(await complaint([command.name, ...(NEEDED[command.name] ?? []), ...words]), `--${row.flag}`);
        expectNamed(
          await complaint([...words.slice(0, 1).filter((word) => word.includes("=")), command.name, ...words]),
          "-",
        );
      }
    }
  });

  test(`${command.name}: a flag that it does not have is refused, and a near one offered`, async () => {
    const own = new Set(accepts(command).map((name) => rowOf(name).flag));
    for (const row of (Object.keys(OPTIONS) as OptionName[]).flatMap(flagged)) {
      if (own.has(row.flag))
        expect((await complaint([command.name, `--${row.flag}x`])).hint).toMatch(/did you mean --/);
      else
        expectNamed(await complaint([command.name, `--${row.flag}`]), `--${row.flag} is not an option of this command`);
    }
    expectNamed(await complaint([command.name, "-Z"]), "-Z is not an option");
  });
}

/** As whoever runs the program sees it: exit code, both streams, and every byte below the home directory. */
function expectRefused(args: readonly string[], env?: Record<string, string>): CliResult {
  const before = snapshot(place.dir);
  const result = place.run(args, env === undefined ? {} : { env });
  expect({ args, exit: result.exit, stdout: result.stdout }).toEqual({ args, exit: 2, stdout: "" });
  expect(result.stderr).toMatch(/^memories: [^\n]+\n {2}[^\n]+\n$/);

  const asJson = place.run(["--json", ...args], env === undefined ? {} : { env });
  expect(asJson.exit).toBe(2);
  const streams = asJson.stdout === "";
  const line = streams ? asJson.stderr.split("\n")[2] : asJson.stdout;
  const [, message, hint] = /^memories: (.*)\n {2}(.*)\n/.exec(result.stderr) ?? [];
  expect(JSON.parse(line ?? "")).toEqual({ error: { code: expect.stringMatching(/^[a-z_]+$/), message, hint } });
  expect(asJson.stderr).toBe(streams ? `${result.stderr}${line}\n` : result.stderr);
  expect({ args, ...snapshot(place.dir) }).toEqual({ args, ...before });
  return result;
}

/** A hook ends with 0 whatever is wrong: it must not keep a session from starting. */
const ENDS_WITH_0: readonly OptionName[] = ["forHook"];

for (const name of (Object.keys(OPTIONS) as OptionName[]).filter((each) => flagged(each).length > 0)) {
  if (ENDS_WITH_0.includes(name)) continue;
  const row = rowOf(name);
  const command = COMMANDS.find((each) => accepts(each).includes(name));
  test(`--${row.flag} (${name}), wrong, ends the program with 2 and changes nothing`, () => {
    if (command === undefined) throw new Error(`no command takes ${name}`);
    const needed = NEEDED[command.name] ?? [];
    // The last of the ways that need no other flag: a value out of range, of the wrong form, or none.
    const words = wrongUses(row).filter((typed) => !typed.includes("--json"));
    for (const typed of [words[0] ?? [], words.at(-1) ?? []]) expectRefused([command.name, ...needed, ...typed]);
  });
}

test("a command that there is not is refused", () => {
  expectRefused(["extrakt"]);
  expectRefused(["--quiet", "no-such-command"]);
  expectRefused(["help", "no-such-command"]);
});

test("a stream keeps stdout for its text: the error as JSON stands on stderr", () => {
  for (const args of [
    ["redact", "--bogus"],
    ["redact", "/nowhere/at/all"],
    ["citations", "--strip", "--bogus"],
    ["citations", "--format", "ndjson", "--bogus"],
    ["citations", "--format=tsv", "/nowhere/at/all"],
    ["citations", "--strip", "/nowhere/at/all"],
    ["citations", "--rollouts", "/nowhere/at/all"],
    ["mcp", "--bogus"],
  ]) {
    const { exit, stdout, stderr } = place.run([...args, "--json"]);
    expect({ args, exit, stdout }).toEqual({ args, exit: 2, stdout: "" });
    expect(JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
      error: { code: expect.stringMatching(/^bad_/) },
    });
  }
  expect(place.run(["citations", "--json", "/nowhere/at/all"]).stdout).toStartWith('{"error":{"code":"bad_input"');
});

/** What is wrong with a configuration file, as `config --check` finds it. */
async function refusalOf(path: string): Promise<MemoriesError> {
  try {
    const own = await readConfigFile(path);
    resolveConfig({ options: {}, env: {}, ...(own !== undefined && { own }) });
  } catch (thrown) {
    if (thrown instanceof MemoriesError) return thrown;
    throw thrown;
  }
  throw new Error(`accepted: ${path}`);
}

const SECRETS_APART = { HOME: place.dir, MEMORIES_HOME: place.home };

for (const name of CONFIG_NAMES) {
  const row: OptionRow = rowOf(name);
  const variable = row.env;
  if (variable !== undefined) {
    test(`${variable}, wrong in every way, is refused and named`, () => {
      const wrong = wrongTexts(row.kind);
      for (const text of wrong) {
        const config = () => resolveConfig({ options: {}, env: { ...SECRETS_APART, [variable]: text } });
        expect(config).toThrow(variable);
        // What a flag says wins, and the variable is still wrong.
        const over = () => resolveConfig({ options: { [name]: 1 }, env: { ...SECRETS_APART, [variable]: text } });
        expect(over).toThrow(variable);
      }
      const last = wrong.at(-1);
      if (last === undefined) return;
      const { stderr } = expectRefused(["status"], { [variable]: last });
      expect(stderr).toContain(`${variable}: ${JSON.stringify(last)} is not `);
    });
  }
  for (const key of row.key === undefined ? [] : [row.key, ...(row.olderKeys ?? [])]) {
    test(`${key} in memories.toml, wrong in every way, is refused and named`, async () => {
      const file = join(place.home, "memories.toml");
      const table = row.table ?? "memories";
      mkdirSync(place.home, { recursive: true, mode: 0o700 });
      try {
        const said = `${file}: ${table}.${key} = `;
        for (const [at, value] of wrongTomlValues(row).entries()) {
          writeFileSync(file, `[${table}]\n${key} = ${value}\n`);
          const error = await refusalOf(file);
          expect({ key, value, kind: error.kind }).toEqual({ key, value, kind: "usage" });
          expect(error.message).toStartWith(said);
          if (at > 0) continue;
          // How the program says so is the same for each.
          const { exit, stdout, stderr } = place.run(["config", "--check", file]);
          expect({ key, value, exit, stdout }).toEqual({ key, value, exit: 2, stdout: "" });
          expect(stderr).toStartWith(`memories: ${error.message}\n`);
        }
        expectRefused(["status"]);
        writeFileSync(file, `[${table}]\n${key}x = 1\n`);
        expect(expectRefused(["status"]).stderr).toContain(`did you mean ${key}?`);
      } finally {
        writeFileSync(file, "");
      }
    });
  }
}

test("a variable that is nearly one of ours is refused, another program's is passed over", () => {
  expect(expectRefused(["status"], { MEMORIES_MAX_UNUSED_DAY: "3" }).stderr).toContain(
    "did you mean MEMORIES_MAX_UNUSED_DAYS?",
  );
  expect(expectRefused(["threads"], { MEMORIES_EXTRACT_MODL: "x" }).stderr).toContain("MEMORIES_EXTRACT_MODL=x");
  expect(place.run(["config"], { env: { MEMORIES_BIN: "/x", MEMORIES_CLI: "1", MEMORIES_TEST_DIR: "/y" } }).exit).toBe(
    0,
  );
  expect(place.run(["config"], { env: { MEMORIES_MAX_UNUSED_DAY: "" } }).exit).toBe(0);
});

test("a variable that was meant to hold the DB's token is named without its value", () => {
  const token = "abcdefgh12345678abcdefgh";
  for (const [name, value] of [
    ["MEMORIES_DB_TOKN", token],
    ["MEMORIES_DB_URI", `libsql://db.example?authToken=${token}`],
  ] as const) {
    const { stderr } = expectRefused(["threads"], { [name]: value });
    expect(stderr).toContain(`unknown variable in the environment: ${name}`);
    expect(stderr).not.toContain(token);
  }
});
