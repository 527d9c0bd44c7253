import { afterEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CONFIG_NAMES, resolveConfig } from "../../cli/config/config.ts";
import { readConfigFile } from "../../cli/config/config-files.ts";
import { loadConfig } from "../../cli/config/load-config.ts";
import { settingsOf } from "../../cli/config/settings-of.ts";
import { checkText, checkTyped } from "../../cli/options/check-value.ts";
import type { OptionRow } from "../../cli/options/option.ts";
import { rowOf } from "../../cli/options/settings.ts";
import { configSchema } from "../../cli/reference/config-schema.ts";
import { MemoriesError } from "../../lib/core/errors.ts";

const dir = mkdtempSync(join(tmpdir(), "memories-config-"));
const home = join(dir, "home");
const codexHome = join(dir, "codex");
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const env = { HOME: dir, MEMORIES_HOME: home, CODEX_HOME: codexHome };
function files(own: string | undefined, reference?: string): void {
  for (const [folder, name, text] of [
    [home, "memories.toml", own],
    [codexHome, "config.toml", reference],
  ] as const) {
    mkdirSync(folder, { recursive: true });
    if (text !== undefined) writeFileSync(join(folder, name), text);
  }
}
async function complaint(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof MemoriesError)
      return `${thrown.code}: ${thrown.message} | ${thrown.hint}`.replaceAll(dir, "~");
    throw thrown;
  }
  return "accepted";
}

test("a value comes from flag, environment, memories.toml, config.toml, default, in this order", async () => {
  const layers = [
    { value: 3, kind: "flag" },
    { value: 4, kind: "environment" },
    { value: 5, kind: "memories.toml" },
    { value: 6, kind: "config.toml" },
    { value: 10, kind: "default" },
  ] as const;
  for (const [at, expected] of layers.entries()) {
    rmSync(dir, { recursive: true, force: true });
    files(
      at <= 2 ? "[memories]\nmax_rollout_age_days = 5\n" : undefined,
      at <= 3 ? "[memories]\nmax_rollout_age_days = 6\n" : undefined,
    );
    const { config } = await loadConfig(
      at === 0 ? { maxRolloutAgeDays: 3 } : {},
      at <= 1 ? { ...env, MEMORIES_MAX_ROLLOUT_AGE_DAYS: "4" } : env,
    );
    const found = config.values.get("maxRolloutAgeDays");
    expect({ value: found?.value, kind: found?.origin.kind }).toEqual(expected);
    expect(settingsOf(config).maxRolloutAgeDays).toBe(expected.value);
  }
});

test("the reference's file is clamped, its unknown keys are passed over, its wrong types are told", async () => {
  files(
    undefined,
    'model = "x"\n[memories]\nmax_rollout_age_days = 900\nmin_rollout_idle_hours = 0\nother = 1\nuse_memories = "no"\n',
  );
  const { config } = await loadConfig({}, env);
  expect(settingsOf(config)).toMatchObject({ maxRolloutAgeDays: 90, minRolloutIdleHours: 1, useMemories: true });
  expect(config.warnings.map((text) => text.replaceAll(dir, "~"))).toEqual([
    '~/codex/config.toml: memories.use_memories = "no" is not true or false; ignored',
  ]);
});

test("a switch that the reference has for itself alone is kept beside the value", async () => {
  files("[memories]\n", '[memories]\ngenerate_memories = false\nversion = "v2"\n');
  const { config } = await loadConfig({}, env);
  expect(settingsOf(config).generateMemories).toBe(true);
  expect(config.values.get("generateMemories")).toMatchObject({
    value: true,
    origin: { kind: "default" },
    theirs: { value: false, place: join(dir, "codex/config.toml") },
  });
});

test("a broken config.toml of the reference is told and passed over", async () => {
  files(undefined, "[memories\n");
  const { config } = await loadConfig({}, env);
  expect(config.warnings.length).toBe(1);
  expect(config.warnings[0]).toContain("config.toml");
});

test("the older name of a key is still read", async () => {
  files(undefined, "[memories]\nno_memories_if_mcp_or_web_search = true\n");
  expect(settingsOf((await loadConfig({}, env)).config).disableOnExternalContext).toBe(true);
});

test("memories.toml is strict: place, value, what is allowed, the nearest name", async () => {
  const cases: [string, string][] = [
    [
      "[memories]\nmax_rollout_age_day = 3\n",
      "bad_config: ~/home/memories.toml: unknown key memories.max_rollout_age_day = 3 | did you mean max_rollout_age_days?",
    ],
    [
      "[memories]\nmax_rollout_age_days = 91\n",
      "bad_config: ~/home/memories.toml: memories.max_rollout_age_days = 91 is not a whole number from 0 to 90 | set max_rollout_age_days to a whole number from 0 to 90, or remove it",
    ],
    [
      '[memories]\nuse_memories = "yes"\n',
      'bad_config: ~/home/memories.toml: memories.use_memories = "yes" is not true or false | set use_memories to true or false, or remove it',
    ],
    [
      "[memory]\n",
      "bad_config: ~/home/memories.toml: unknown table or key: memory | everything else belongs under [memories]",
    ],
    ["memories = 3\n", "bad_config: ~/home/memories.toml: memories is not a table | write [memories]"],
    ["[memories\n", "bad_config: ~/home/memories.toml:1:"],
  ];
  for (const [text, expected] of cases) {
    files(text);
    expect(await complaint(loadConfig({}, env))).toStartWith(expected);
  }
});

test("a variable is as strict as a flag, and an empty one is not set", async () => {
  expect(await complaint(loadConfig({}, { ...env, MEMORIES_TIMEOUT: "soon" }))).toBe(
    'bad_option: MEMORIES_TIMEOUT: "soon" is not a whole number from 1 up | give a whole number from 1 up',
  );
  expect(settingsOf((await loadConfig({}, { ...env, MEMORIES_TIMEOUT: "" })).config).timeout).toBe(600);
});

test("the attestation command is one program by flag or variable, an argument vector in the file", async () => {
  files('[memories]\nattestation_command = ["sign", "--once"]\n');
  expect(settingsOf((await loadConfig({}, env)).config).attestationCommand).toEqual(["sign", "--once"]);
  expect(settingsOf((await loadConfig({ attestationCommand: "/bin/sign" }, env)).config).attestationCommand).toEqual([
    "/bin/sign",
  ]);
});

test("paths of a file are relative to the home, typed ones to the current folder, ~ is the person's home", async () => {
  files('[memories]\nroot = "elsewhere"\ncodex_home = "~/agent"\n');
  const { paths } = await loadConfig({}, { HOME: dir, MEMORIES_HOME: home });
  expect(paths).toMatchObject({
    home,
    root: join(home, "elsewhere"),
    codexHome: join(dir, "agent"),
    codexDatabaseHomes: [],
  });
  const typed = await loadConfig({ root: "here", home: "~/x" }, { HOME: dir });
  expect(typed.paths.root).toBe(join(process.cwd(), "here"));
  expect(typed.paths.home).toBe(join(dir, "x"));
});

test("a folder to replay and a database file are paths too", async () => {
  files('[memories]\nextract_model = "replay:answers"\nconsolidation_model = "replay:~/a b"\ndb = "file:state/m.db"\n');
  const { config } = await loadConfig({}, env);
  const value = (name: "extractModel" | "consolidationModel" | "db") => config.values.get(name)?.value;
  expect(value("extractModel")).toBe(`replay:${home}/answers`);
  expect(value("consolidationModel")).toBe(`replay:${dir}/a b`);
  expect(value("db")).toBe(`file:${home}/state/m.db`);
  const typed = await loadConfig({ db: "file:here.db", extractModel: "replay:~/x" }, { HOME: "/home/50%" });
  expect(typed.config.values.get("db")?.value).toBe("file:here.db");
  expect(typed.config.values.get("extractModel")?.value).toBe("replay:/home/50%/x");
  const remote = await loadConfig({ db: "file:~/x.db" }, { HOME: "/home/50%" });
  expect(remote.config.values.get("db")?.value).toBe("file:/home/50%25/x.db");
  for (const db of ["libsql://host/x", "file:/a/b", "file::memory:", "file:"]) {
    expect((await loadConfig({ db }, env)).config.values.get("db")?.value).toBe(db);
  }
});

test("each key refuses what its row does not allow, wherever it is given", () => {
  for (const name of CONFIG_NAMES) {
    const row: OptionRow = rowOf(name);
    for (const wrong of wrongFor(row))
      expect([name, checkTyped(row.fileKind ?? row.kind, wrong)]).toEqual([name, undefined]);
    if (row.env !== undefined) expect(() => checkText(row.kind, "\0", row.env ?? "")).toThrow(MemoriesError);
  }
});

function wrongFor({ kind, fileKind }: OptionRow): unknown[] {
  const actual = fileKind ?? kind;
  if (actual.type === "integer")
    return ["3", 1.5, actual.min - 1, true, [], ...(actual.max === undefined ? [] : [actual.max + 1])];
  if (actual.type === "decimal") return ["3", actual.min - 1, true, [], Number.NaN];
  if (actual.type === "boolean") return ["true", 1, []];
  if (actual.type === "list") return ["one", [1], [""], 3];
  if (actual.type === "choice") return ["other", 1, true];
  return [1, true, [], ""];
}

test("every default lies within its own range", () => {
  const { values } = resolveConfig({ options: {}, env: {} });
  for (const [name, { value }] of values) {
    const row: OptionRow = rowOf(name);
    if (value !== undefined) expect([name, checkTyped(row.fileKind ?? row.kind, value)]).toEqual([name, value]);
  }
});

test("the JSON schema knows every key", () => {
  expect(configSchema()).toMatchObject({
    properties: {
      memories: {
        additionalProperties: false,
        properties: { max_rollout_age_days: { minimum: 0, maximum: 90, default: 10 } },
      },
    },
  });
});

test("a file that is not there is no configuration", async () => {
  expect(await readConfigFile(join(dir, "nowhere/memories.toml"))).toBeUndefined();
});
