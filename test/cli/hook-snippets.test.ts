import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withoutOwnTexts } from "../../lib/core/agents/own-texts.ts";
import { binary, type Sandbox, sandbox } from "../helpers/cli.ts";

let box: Sandbox;
beforeEach(() => {
  box = sandbox();
  mkdirSync(box.root, { recursive: true });
  writeFileSync(join(box.root, "memory_summary.md"), "v1\n\n- pnpm, never npm\n");
});
afterEach(() => box.dispose());

/** The program as a hook calls it. */
const PROGRAM = binary();

function snippet(agent: string): string {
  const { exit, stdout, stderr } = box.run(["hook", agent, "--quiet"]);
  expect([exit, stderr]).toEqual([0, ""]);
  return stdout;
}

/** What a command line of a hook prints when a shell runs it as the agent does. */
function ran(command: string, input: object): string {
  const { status, stdout } = spawnSync("/bin/sh", ["-c", command], {
    cwd: "/",
    env: box.env,
    input: JSON.stringify(input),
    encoding: "utf8",
  });
  expect(status).toBe(0);
  return stdout;
}

test("Codex's hooks have the path of this program and the limit that the text needs, and work from a shell", () => {
  const { hooks } = JSON.parse(snippet("codex"));
  const [{ hooks: handlers }] = hooks.SessionStart;
  expect(handlers).toMatchObject([
    { type: "command", command: `${PROGRAM} instructions --for-hook codex`, additionalContextLimit: 10_000 },
    { type: "command", command: `${PROGRAM} run --hook --detach` },
  ]);
  const answer = JSON.parse(ran(handlers[0].command, { session_id: "s", source: "startup" }));
  expect(answer.hookSpecificOutput.additionalContext).toContain("pnpm, never npm");
});

test("the hooks of the others have each product's shape", () => {
  const claude = JSON.parse(snippet("claude-code")).hooks.SessionStart[0].hooks;
  expect(claude[0]).toEqual({
    type: "command",
    command: `${PROGRAM} instructions --for-hook claude-code`,
    timeout: 10,
  });
  for (const agent of ["gemini-cli", "qwen-code"]) {
    const [group] = JSON.parse(snippet(agent)).hooks.SessionStart;
    expect(group.matcher).toBe("*");
    expect(group.hooks[0]).toMatchObject({ command: `${PROGRAM} instructions --for-hook ${agent}`, timeout: 10_000 });
  }
  const copilot = JSON.parse(snippet("copilot"));
  expect(copilot.version).toBe(1);
  expect(copilot.hooks.sessionStart.map((hook: { bash: string }) => hook.bash)).toEqual([
    `${PROGRAM} instructions --for-hook copilot`,
    `${PROGRAM} run --hook --detach`,
  ]);
});

test("a home with blanks and quotes in its name survives the shell", () => {
  const home = join(box.dir, "o'brien's home");
  mkdirSync(join(home, "memories"), { recursive: true });
  writeFileSync(join(home, "memories/memory_summary.md"), "v1\n\n- from elsewhere\n");
  const { stdout } = box.run(["hook", "copilot", "--home", home]);
  const [inject] = JSON.parse(stdout).hooks.sessionStart;
  expect(JSON.parse(ran(inject.bash, { sessionId: "s" })).additionalContext).toContain("from elsewhere");
});

test.each(["opencode", "kilo"])(
  "the plugin for %s gives sessions the text, the same one each time, helpers none",
  async (agent) => {
    const text = await inPlugin(
      agent,
      `
    const output = async (sessionID) => {
      const system = [];
      await hooks["experimental.chat.system.transform"]({ sessionID }, { system });
      return system;
    };
    await hooks.event({ event: { type: "session.created", properties: { info: { id: "helper", parentID: "own" } } } });
    await hooks.event({ event: { type: "session.idle", properties: {} } });
    console.log(JSON.stringify([await output("own"), await output("own"), await output("helper")]));
  `,
    );
    const [first, again, helper] = JSON.parse(text);
    expect(first.length).toBe(1);
    expect(first[0]).toContain("pnpm, never npm");
    expect(again).toEqual(first);
    expect(helper).toEqual([]);
  },
);

/** Runs the plugin in a process of its own, as its client does, with `hooks` being what it answers. */
async function inPlugin(agent: string, script: string): Promise<string> {
  const plugin = join(box.dir, "plugin.mjs");
  writeFileSync(plugin, snippet(agent));
  const main = `import { Memories } from ${JSON.stringify(plugin)};
    const hooks = await Memories({ directory: "/srv/app" });
    ${script}`;
  writeFileSync(join(box.dir, "main.mjs"), main);
  const { stdout, stderr } = spawnSync(process.execPath, [join(box.dir, "main.mjs")], {
    env: box.env,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return stdout;
}

test("the extension for pi adds the text to the system prompt of each run", () => {
  writeFileSync(join(box.dir, "extension.ts"), snippet("pi"));
  const main = `import extension from ${JSON.stringify(join(box.dir, "extension.ts"))};
    const on = new Map();
    extension({ on: (event, does) => on.set(event, does) });
    const sessionManager = { getSessionId: () => "s", getSessionFile: () => undefined };
    await on.get("session_start")({ reason: "startup" }, { cwd: "/srv/app", sessionManager });
    console.log(JSON.stringify(await on.get("before_agent_start")({ systemPrompt: "You are pi." }, {})));`;
  writeFileSync(join(box.dir, "main.ts"), main);
  const { stdout, stderr } = spawnSync(process.execPath, [join(box.dir, "main.ts")], {
    env: box.env,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  const { systemPrompt } = JSON.parse(stdout);
  expect(systemPrompt).toStartWith("You are pi.\n\n## Memory of earlier sessions");
  expect(systemPrompt).toContain("pnpm, never npm");
});

test("the rules files name the folder and this program, and are known as ours when they come back", () => {
  for (const agent of ["cline", "cursor"]) {
    const rules = snippet(agent);
    expect(rules).toContain(`\`${box.root}\``);
    expect(rules).toContain(`\`${PROGRAM} instructions\``);
    expect(withoutOwnTexts(rules)).not.toContain("Memory is read-only");
  }
  expect(snippet("cursor")).toStartWith("---\ndescription: ");
});

test("an agent that there is not is exit 2 and names the nearest", () => {
  expect(box.run(["hook", "claude"]).exit).toBe(2);
  expect(box.run(["hook", "copylot"]).stderr).toContain("did you mean copilot?");
  expect(box.run(["hook"]).exit).toBe(2);
});
