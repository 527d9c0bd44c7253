/** Each recipe as far as this machine can execute it: silent when all is well, loud when not. */
import { afterAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CronExpressionParser } from "cron-parser";
import { parse as parsePlist } from "plist";
import { parse as parseYaml } from "yaml";
import { cronRecipe } from "../../lib/core/cost/recipes/cron-recipe.ts";
import type { RecipeFacts } from "../../lib/core/cost/recipes/recipe-facts.ts";
import { RECIPES } from "../../lib/core/cost/recipes/recipes.ts";
import { systemdRecipe } from "../../lib/core/cost/recipes/systemd-recipe.ts";
import { binary, sandbox } from "../helpers/cli.ts";
import { MEMORY } from "../helpers/extract-world.ts";
import { type ModelServer, startModelServer } from "../helpers/model-server.ts";
import { runBeside } from "../helpers/run-beside.ts";
import { runProgram } from "../helpers/run-program.ts";

const place = sandbox();
afterAll(() => place.dispose());

const printed = (name: string, ...more: string[]) => {
  const { exit, stdout, stderr } = place.run(["recipe", name, ...more]);
  expect([exit, stderr]).toEqual([0, ""]);
  return stdout;
};

/** The line of a crontab that is a job: when, and what the shell gets, a percent sign given back. */
function jobOf(crontab: string): { readonly when: string; readonly command: string } {
  const line = crontab.split("\n").find((each) => each !== "" && !each.startsWith("#")) ?? "";
  const [, when = "", command = ""] = /^((?:\S+ ){5})(.*)$/.exec(line) ?? [];
  return { when: when.trim(), command: command.replaceAll("\\%", "%") };
}

/** Both phases of a person's model, good for a whole run. */
function workingServer(): Promise<ModelServer> {
  return startModelServer(({ body }) => {
    if (!Array.isArray(body.tools) || body.tools.length === 0) return { kind: "answer", answer: MEMORY };
    if (JSON.stringify(body.input).includes("function_call_output")) return { kind: "answer", answer: "done" };
    const files = { "MEMORY.md": "# Task Group: app\n", "memory_summary.md": "v1\n\n## User Profile\n" };
    const calls = Object.entries(files).map(([path, content]) => ({ name: "write", input: { path, content } }));
    return { kind: "answer", toolCalls: calls };
  });
}

test.each(["hour", "day", "week"])("cron, every %s: its time is one that cron knows", (every) => {
  const { when } = jobOf(printed("cron", "--every", every));
  const next = CronExpressionParser.parse(when, { currentDate: "2026-11-27T00:00:00Z", tz: "UTC" });
  const [first, second] = [next.next().getTime(), next.next().getTime()];
  expect((second - first) / 3_600_000).toBe({ hour: 1, day: 24, week: 168 }[every] ?? 0);
});

test("cron: its command is silent while all is well, and one that fails says so", async () => {
  const server = await workingServer();
  const odd = sandbox();
  try {
    mkdirSync(odd.home, { recursive: true, mode: 0o700 });
    writeFileSync(join(odd.home, "api-key"), "sk-test-0123456789\n", { mode: 0o600 });
    const recipe = await runBeside(odd, ["recipe", "cron"], { OPENAI_BASE_URL: server.baseUrl });
    const { command } = jobOf(recipe.stdout);
    expect(command).toContain(`MEMORIES_API_KEY_FILE=${odd.home}/api-key`);
    // What cron gives a job: hardly anything.
    const env = { PATH: "/usr/bin:/bin", HOME: odd.dir, MEMORIES_NOW: odd.env.MEMORIES_NOW ?? "" };
    expect(await runProgram("/bin/sh", ["-c", command], env)).toEqual({ exit: 0, stdout: "", stderr: "" });
    expect(server.requests.length).toBeGreaterThan(2);
    expect(server.requests.every(({ headers }) => headers.authorization === "Bearer sk-test-0123456789")).toBe(true);
    writeFileSync(join(odd.codexHome, "sessions/2026/11/22/x"), "");
    server.script(() => ({ kind: "status", status: 401 }));
    const again = { ...env, MEMORIES_NOW: "2026-11-25T12:00:00Z" };
    rmSync(join(odd.home, "memories.db"));
    const failed = await runProgram("/bin/sh", ["-c", command], again);
    expect(failed.exit).not.toBe(0);
    expect(failed.stderr).toStartWith("memories: ");
  } finally {
    await server.close();
    odd.dispose();
  }
});

const ODD: RecipeFacts = {
  program: ["/opt/my tools/100%/memories"],
  home: "/home/o'neil/$HOME/.memories",
  codexHome: '/home/o\'neil/a "quoted" \\ place',
  root: "/home/o'neil/memory",
  keyFile: "/home/o'neil/key & more",
  limit: 5,
  maxTokens: 90_000,
  every: "day",
  baseUrl: "http://127.0.0.1:11434/v1?x=%20",
};

test("cron: whatever stands in a path reaches the program as it is", () => {
  const { command } = jobOf(cronRecipe({ ...ODD, program: ["/usr/bin/printf", "%s\\n"] })[0]?.text ?? "");
  const { stdout } = spawnSync("/bin/sh", ["-c", command], { encoding: "utf8" });
  for (const path of [ODD.home, ODD.codexHome, ODD.root]) expect(stdout.split("\n")).toContain(path);
});

test("systemd: both units verify, also with odd paths", () => {
  if (!existsSync("/usr/bin/systemd-analyze")) throw new Error("systemd-analyze is needed to verify the units");
  const folders = [join(place.dir, "units"), join(place.dir, "odd-units")];
  expect(
    printed("systemd", "--dir", folders[0] ?? "")
      .trim()
      .split("\n").length,
  ).toBe(2);
  mkdirSync(folders[1] ?? "");
  const program = join(place.dir, "my tools", "memories");
  mkdirSync(join(place.dir, "my tools"));
  writeFileSync(program, "#!/bin/sh\n", { mode: 0o755 });
  for (const { name, text } of systemdRecipe({ ...ODD, program: [program] })) {
    writeFileSync(join(folders[1] ?? "", name), text);
  }
  for (const folder of folders) {
    const units = ["memories.service", "memories.timer"].map((name) => join(folder, name));
    const env = { PATH: process.env.PATH, HOME: place.dir, XDG_RUNTIME_DIR: place.dir };
    const verified = spawnSync("systemd-analyze", ["verify", "--user", "--man=no", ...units], {
      encoding: "utf8",
      env,
    });
    const about = verified.stderr.split("\n").filter((line) => line.includes("memories."));
    expect({ exit: verified.status, about }).toEqual({ exit: 0, about: [] });
  }
});

test("launchd: a property list with the words of the run, whatever stands in them", () => {
  const read = parsePlist(printed("launchd")) as Record<string, unknown>;
  expect(read.ProgramArguments).toEqual(
    expect.arrayContaining([binary(), "run", "--quiet", place.home, place.codexHome]),
  );
  expect(read.StartCalendarInterval).toEqual({ Hour: 4, Minute: 17 });
  const odd = parsePlist(RECIPES.launchd(ODD)[0]?.text ?? "") as Record<string, unknown>;
  expect(odd.ProgramArguments).toEqual(expect.arrayContaining([ODD.program[0] ?? "", ODD.home, ODD.codexHome]));
  expect(odd.EnvironmentVariables).toEqual({ MEMORIES_API_KEY_FILE: ODD.keyFile, OPENAI_BASE_URL: ODD.baseUrl });
});

test("docker: a compose file that mounts the sessions for reading alone and starts a run that is known", () => {
  interface Compose {
    readonly services: {
      readonly memories: {
        readonly command: string[];
        readonly volumes: { readonly source: string; readonly target: string; readonly read_only?: boolean }[];
      };
    };
  }
  const { memories } = (parseYaml(printed("docker")) as Compose).services;
  const sessions = memories.volumes.find(({ target }) => target === "/sessions");
  expect(sessions).toEqual({ type: "bind", source: place.codexHome, target: "/sessions", read_only: true } as never);
  // The words are those of a run: with the places of this machine in the place of the container's it goes through.
  const inside: Record<string, string> = { "/data": place.home, "/sessions": place.codexHome, "/memory": place.root };
  const words = memories.command.map((word) => inside[word] ?? word);
  expect(place.run([...words, "--offline"])).toMatchObject({ exit: 0, stdout: "", stderr: "" });
  const odd = (parseYaml(RECIPES.docker(ODD)[0]?.text ?? "") as Compose).services.memories;
  expect(odd.volumes.map(({ source }) => source.replaceAll("$$", "$"))).toEqual([
    ODD.home,
    ODD.root,
    ODD.codexHome,
    ODD.keyFile,
  ]);
});

test("a recipe's file is not written over, and an unknown recipe is refused with a near one", () => {
  const folder = join(place.dir, "taken");
  printed("cron", "--dir", folder);
  const before = readFileSync(join(folder, "crontab"), "utf8");
  expect(place.run(["recipe", "cron", "--dir", folder])).toMatchObject({ exit: 2 });
  expect(readFileSync(join(folder, "crontab"), "utf8")).toBe(before);
  expect(place.run(["recipe", "crom"]).stderr).toContain("did you mean cron?");
  expect(place.run(["recipe"]).exit).toBe(2);
});
