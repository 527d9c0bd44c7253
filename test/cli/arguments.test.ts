import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readCommandLine } from "../../cli/argv/program.ts";
import { loadCommands } from "../../cli/commands/index.ts";
import { CONFIG_NAMES } from "../../cli/config/config.ts";
import { OPTIONS, type OptionName, rowOf } from "../../cli/options/settings.ts";
import { COMMAND_GROUPS, renderCommandHelp, renderProgramHelp } from "../../cli/reference/help.ts";
import { MemoriesError } from "../../lib/core/errors.ts";
import { TOP } from "../helpers/cli.ts";

const COMMANDS = await loadCommands();

async function read(line: string) {
  const request = await readCommandLine(line.split(" ").filter((word) => word !== ""));
  if (request.kind !== "run") throw new Error(`${line} does not run`);
  return { name: request.command.name, args: request.args, rest: request.rest, ...request.options };
}

async function complaint(...typed: string[]): Promise<string> {
  try {
    await readCommandLine(typed);
  } catch (thrown) {
    if (thrown instanceof MemoriesError) return `${thrown.code}: ${thrown.message} | ${thrown.hint}`;
    throw thrown;
  }
  return "accepted";
}

test("a value that looks like a number stays the text that was typed", async () => {
  expect(await read("extract --thread 0190")).toMatchObject({ thread: "0190" });
  expect(await read("explain 1e3")).toMatchObject({ args: ["1e3"] });
  expect(await read("forget 0x10")).toMatchObject({ args: ["0x10"] });
});

test("a value may start with a dash, hold an equals sign, or be joined to its flag", async () => {
  expect(await read("extract --root -x --home=a=b")).toMatchObject({ root: "-x", home: "a=b" });
});

test("a repeated flag is an error unless it is a list", async () => {
  expect(await read("extract --source cli --source exec,mcp")).toMatchObject({ sources: ["cli", "exec", "mcp"] });
  expect(await complaint("extract", "--model", "a", "--model", "b")).toBe(
    "bad_option: --model was given 2 times | give it once",
  );
});

test("options may stand before the command, and -- ends them", async () => {
  expect(await read("--home extract extract --dry-run")).toMatchObject({
    name: "extract",
    home: "extract",
    dryRun: true,
  });
  expect(await read("consolidate --agent command -- sh -c --force")).toMatchObject({ rest: ["sh", "-c", "--force"] });
  expect(await read("consolidate --agent command -- sh -c --force")).not.toHaveProperty("force");
});

test("short switches may be written together", async () => {
  expect(await read("diff -qv")).toMatchObject({ quiet: true, verbose: true });
});

test("--no-color is heard, and only when it was typed", async () => {
  expect(await read("diff --no-color")).toMatchObject({ noColor: true });
  expect(await read("diff")).not.toHaveProperty("noColor");
});

test("what is wrong is named with its remedy", async () => {
  expect(await complaint("extrakt")).toBe(
    'unknown_command: unknown command: "extrakt" | did you mean memories extract?',
  );
  expect(await complaint("diff", "--exit-cod")).toBe(
    "bad_option: --exit-cod is not an option | did you mean --exit-code?",
  );
  expect(await complaint("diff", "--force")).toStartWith("bad_option: --force is not an option of this command");
  expect(await complaint("extract", "--model")).toStartWith("bad_option: --model needs a value");
  expect(await complaint("diff", "--stat=yes")).toBe(
    'bad_option: --stat takes no value, but was given "yes" | write --stat alone',
  );
  expect(await complaint("extract", "--limit", "0")).toBe(
    'bad_option: --limit: "0" is not a whole number from 1 up | give a whole number from 1 up',
  );
  expect(await complaint("extract", "--api", "soap")).toContain('"soap" is not one of responses, chat');
  expect(await complaint("extract", "--now", "yesterday")).toContain("RFC 3339");
  expect(await complaint("diff", "one")).toStartWith('bad_option: diff: one argument too many: "one"');
  expect(await complaint("explain")).toStartWith("bad_option: explain needs <THREAD>");
});

test("every option refuses an empty value and names itself", async () => {
  for (const command of COMMANDS) {
    for (const name of command.options) {
      const row = rowOf(name);
      if (row.flag === undefined || row.kind.type === "switch") continue;
      expect(await complaint(command.name, `--${row.flag}=`)).toStartWith(
        `bad_option: --${row.flag}: the value is empty`,
      );
    }
  }
});

test("help and version are asked for anywhere", async () => {
  for (const typed of [["--version"], ["-V"], ["version"]]) {
    expect(await readCommandLine(typed)).toEqual({ kind: "version" });
  }
  for (const typed of [[], ["--help"], ["help"], ["-h"]]) {
    expect(await readCommandLine(typed)).toEqual({ kind: "help", command: undefined });
  }
  for (const command of COMMANDS) {
    expect(await readCommandLine([command.name, "--help"])).toEqual({ kind: "help", command });
    expect(await readCommandLine(["help", command.name])).toEqual({ kind: "help", command });
  }
});

test("what other tools call things leads to what does them here", async () => {
  for (const word of ["ls", "list", "find", "init", "install"]) {
    expect(await complaint(word)).toStartWith(`unknown_command: unknown command: "${word}" | `);
    expect(await complaint(word)).toContain("memories ");
  }
});

test("memories --help names every command, each in one group", () => {
  const text = renderProgramHelp(COMMANDS);
  const grouped = COMMAND_GROUPS.flatMap(({ names }) => names).toSorted();
  expect(grouped).toEqual(COMMANDS.map(({ name }) => name).toSorted());
  for (const name of grouped) expect(text).toMatch(new RegExp(`^  ${name} `, "m"));
});

test("help fits every width: no line is longer, and no word is cut", () => {
  // Choices go on below behind their bar, and a shell joins an example again.
  const joined = (text: string) => text.replaceAll(/\|\n\s+/g, "|").replaceAll(/ \\\n/g, " ");
  const words = (text: string) =>
    joined(text)
      .split(/\s+/)
      .filter((word) => word !== "");
  for (const width of [40, 80, 120]) {
    const layout = { width, heading: (title: string) => title };
    const program = renderProgramHelp(COMMANDS, layout);
    expect(words(program)).toEqual(words(renderProgramHelp(COMMANDS)));
    expect(program.split("\n").filter((line) => line.length > width)).toEqual([]);
    for (const command of COMMANDS) {
      const text = renderCommandHelp(command, layout);
      expect(words(text)).toEqual(words(renderCommandHelp(command)));
      // A flag, a variable or an example is one word to whoever copies it.
      const long = text.split("\n").filter((line) => line.length > width && / \S+ \S/.test(line.trim()));
      expect(
        long.filter((line) => !command.examples.includes(line.trim()) && !/^ {2}(-|memories )/.test(line)),
      ).toEqual([]);
    }
  }
});

test("flags, variables and keys are each one name for one thing", async () => {
  const rows = (Object.keys(OPTIONS) as OptionName[]).map(rowOf);
  const twice = (names: (string | undefined)[]) =>
    names.filter((name, i) => name !== undefined && names.indexOf(name) !== i);
  expect(twice(rows.map((row) => row.env))).toEqual([]);
  expect(twice(CONFIG_NAMES.flatMap((name) => [rowOf(name).key, ...(rowOf(name).olderKeys ?? [])]))).toEqual([]);
  for (const command of COMMANDS) expect(twice(command.options.map((name) => rowOf(name).flag))).toEqual([]);
});

test("the version is the package's", async () => {
  const { version } = JSON.parse(readFileSync(join(TOP, "package.json"), "utf8"));
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});
