import { describe, expect, test } from "bun:test";
import { RanReader } from "../../../../../lib/core/agents/codex/ran/ran-reader.ts";
import type { Ran } from "../../../../../lib/core/evidence/ran.ts";
import type { JsonObject } from "../../../../../lib/core/text/json.ts";

type Line = readonly ["item" | "event", JsonObject];
const call = (name: string, args: object | string, more: object = {}): Line => [
  "item",
  {
    type: "function_call",
    name,
    call_id: "c",
    arguments: typeof args === "string" ? args : JSON.stringify(args),
    ...more,
  },
];
const custom = (name: string, input: string): Line => ["item", { type: "custom_tool_call", name, input, call_id: "c" }];
const output = (value: unknown, more: object = {}): Line => [
  "item",
  { type: "function_call_output", call_id: "c", output: value, ...more },
];
const item = (fields: object): Line => ["event", { type: "item_completed", item: { id: "c", ...fields } }];

function read(lines: readonly Line[]): (readonly [string, Ran])[] {
  const found: { id: string | undefined; tool: string; ran: Ran }[] = [];
  const reader = new RanReader<number>({
    ran: (ran, { id, tool }) => found.push({ id, tool, ran }),
    replaced(id) {
      found.splice(0, found.length, ...found.filter((one) => one.id !== id));
    },
  });
  for (const [kind, payload] of lines) reader[kind](payload, 0);
  reader.finish();
  return found.map(({ tool, ran }) => [tool, ran] as const);
}
const command = (text: string, exitCode: number | undefined, printed: string, more: object = {}): Ran => ({
  kind: "command",
  command: text,
  ...(exitCode !== undefined && { exitCode }),
  output: printed,
  by: "agent",
  ...more,
});
const head = (end: string) => `Chunk ID: ab\nWall time: 0.1 seconds\n${end}\nOutput:\nprinted\n`;

describe("without structured items, calls and their outputs say what ran", () => {
  test.each<[string, Line[], (readonly [string, Ran])[]]>([
    [
      "a command",
      [call("exec_command", { cmd: "make", workdir: "/w" }), output(head("Process exited with code 2"))],
      [["exec_command", command("make", 2, "printed\n", { cwd: "/w" })]],
    ],
    [
      "a program with its arguments",
      [
        call("shell", { command: ["git", "commit", "-m", "a b"] }),
        output('{"output":"ok","metadata":{"exit_code":0}}'),
      ],
      [["shell", command("git commit -m 'a b'", 0, "ok")]],
    ],
    [
      "a script of a shell",
      [call("shell", { command: ["bash", "-lc", "ls | wc"] }), output('{"output":"no","metadata":{"exit_code":1}}')],
      [["shell", command("ls | wc", 1, "exit code 1\nno")]],
    ],
    [
      "a shell of Windows",
      [call("shell", { command: ["powershell.exe", "-NoProfile", "-Command", "gc a"] }), output("x")],
      [["shell", command("gc a", 0, "x")]],
    ],
    [
      "a command that has not ended",
      [call("exec_command", { cmd: "make" }), output(head("Process running with session ID 7"))],
      [["exec_command", command("make", undefined, "printed\n")]],
    ],
    ["a command that was refused", [call("exec_command", { cmd: "rm" }), output("exec_command failed: Rejected")], []],
    ["a tool that there is not", [call("mcp__x__y", {}), output("unsupported call: mcp__x__y")], []],
    [
      "a tool of a server",
      [call("find", { q: 1 }, { namespace: "mcp__my_docs__" }), output("found")],
      [["my_docs.find", { kind: "mcp", server: "my_docs", tool: "find", arguments: { q: 1 }, failed: false }]],
    ],
    [
      "a tool of a server, as old versions name it",
      [call("docs__find", {}), output("Error: no")],
      [["docs.find", { kind: "mcp", server: "docs", tool: "find", arguments: {}, failed: true }]],
    ],
    [
      "a patch",
      [
        custom("apply_patch", "*** Begin Patch\n*** Update File: a.ts\n@@\n*** Delete File: b.ts\n"),
        output("Success."),
      ],
      [
        ["apply_patch", { kind: "file_change", path: "a.ts", change: "update" }],
        ["apply_patch", { kind: "file_change", path: "b.ts", change: "delete" }],
      ],
    ],
    [
      "a patch that failed",
      [custom("apply_patch", "*** Begin Patch\n*** Add File: a"), output("Exit code: 1\nno")],
      [],
    ],
    [
      "a call without an output",
      [call("exec_command", { cmd: "make" })],
      [["exec_command", command("make", undefined, "")]],
    ],
    [
      "a search",
      [["item", { type: "web_search_call", action: { type: "search", query: "rain" } }]],
      [["web_search", { kind: "web_search", query: "rain" }]],
    ],
    [
      "a command of the person",
      [
        [
          "item",
          {
            type: "message",
            role: "user",
            content: [
              {
                type: "input_text",
                text: "<user_shell_command>\n<command>\nmake\n</command>\n<result>\nExit code: 2\nDuration: 0.1 seconds\nOutput:\nno\n</result>\n</user_shell_command>",
              },
            ],
          },
        ],
      ],
      [["user_shell", command("make", 2, "no", { by: "user" })]],
    ],
  ])("%s", (_, lines, expected) => expect(read(lines)).toEqual(expected));
});

describe("in code mode the script says what was called", () => {
  const printed = (...texts: string[]) =>
    output(
      texts.map((text) => ({ type: "input_text", text })),
      { type: "custom_tool_call_output" },
    );
  const DONE = "Script completed\nWall time 0.1 seconds\nOutput:\n";

  test.each<[string, string, Line, (readonly [string, Ran])[]]>([
    [
      "with the result that it prints",
      'const r = await tools.exec_command({cmd: "npm test"});\ntext(JSON.stringify(r));',
      printed(DONE, '{"exit_code":1,"output":"no"}'),
      [["exec_command", command("npm test", 1, "no")]],
    ],
    [
      "with results in one text",
      "const rs = await Promise.all([tools.exec_command({cmd: 'a'}), tools.exec_command({cmd: 'b'})]); text(rs)",
      printed(`${DONE}[{"exit_code":0,"output":"x"},{"exit_code":3,"output":"y"}]`),
      [
        ["exec_command", command("a", 0, "x")],
        ["exec_command", command("b", 3, "y")],
      ],
    ],
    [
      "with results under names, of promises or a line each",
      "const [l, t, u] = await Promise.allSettled(['a', 'b', 'c'].map((cmd) => tools.exec_command({cmd}))); text({l, t}); text(u)",
      printed(
        `${DONE}{"l":{"status":"fulfilled","value":{"exit_code":2,"output":"x"}},\n "t":{"value":{"exitCode":0,"out":"y"}}}`,
        'done\n{"exit_code":3,"output":"z"}\n',
      ),
      [
        ["exec_command", command("a", 2, "x")],
        ["exec_command", command("b", 0, "y")],
        ["exec_command", command("c", 3, "z")],
      ],
    ],
    [
      "a result is no other command's, when one of them is computed",
      "const r = await tools.exec_command({cmd: pick()}); await tools.exec_command({cmd: 'make'}); text(r)",
      printed(DONE, '{"exit_code":3,"output":"of another"}'),
      [["exec_command", command("make", undefined, "")]],
    ],
    [
      "with the exit code in a line of its own, where the script speaks of one",
      'const r = await tools.exec_command({cmd: "ls"}); text(`exit ${r.exit_code}\\n${r.output}`)',
      printed(DONE, "exit 2\nno such folder"),
      [["exec_command", command("ls", 2, "no such folder")]],
    ],
    [
      "a line of the command itself is none",
      'const r = await tools.exec_command({cmd: "ls"}); text(r.output)',
      printed(DONE, "exit code: 2"),
      [["exec_command", command("ls", undefined, "\nexit code: 2")]],
    ],
    [
      "with what the tool says before its output",
      'text(await tools.shell_command({command: "ls"}))',
      printed(DONE, "Exit code: 1\nWall time: 0 seconds\nOutput:\nno"),
      [["exec_command", command("ls", 1, "no")]],
    ],
    [
      "without one, as nobody knows how it ended",
      'const r = await tools.exec_command({cmd: "ls"}); text(r.output)',
      printed(DONE, "a.ts"),
      [["exec_command", command("ls", undefined, "\na.ts")]],
    ],
    [
      "and tools of servers",
      "text(await tools.mcp__notes__find({q: 1}))",
      printed(DONE, "{}"),
      [["notes.find", { kind: "mcp", server: "notes", tool: "find", arguments: { q: 1 }, failed: false }]],
    ],
    [
      "but not what did not get to run",
      "text(await tools.mcp__notes__erase({}))",
      printed("Script failed\n", "Script error:\nTypeError: tools.mcp__notes__erase is not a function"),
      [],
    ],
  ])("%s", (_, script, end, expected) => expect(read([custom("exec", script), end])).toEqual(expected));
});

describe("structured items win", () => {
  const ran = {
    type: "CommandExecution",
    command: ["/bin/bash", "-lc", "make"],
    exit_code: 2,
    aggregated_output: "no",
  };
  const made = command("make", 2, "no", { cwd: "/w x" });
  const made2 = item({ ...ran, cwd: "file:///w%20x" });
  const ended = output(head("Process exited with code 2"));

  test.each<[string, Line[], (readonly [string, Ran])[]]>([
    ["over their call", [call("exec_command", { cmd: "make" }), made2, ended], [["exec_command", made]]],
    [
      "over a script",
      [custom("exec", "tools.exec_command({cmd: 'make'})"), item({ ...ran, id: "x", cwd: "/w x" }), ended],
      [["exec_command", made]],
    ],
    [
      "over a call that came before it was over",
      [call("exec_command", { cmd: "make" }), output(head("Process running with session ID 7")), made2],
      [["exec_command", made]],
    ],
    [
      "so that a later call without one did not run",
      [
        call("exec_command", { cmd: "make" }),
        made2,
        ended,
        call("exec_command", { cmd: "rm" }),
        output("whatever is said of it"),
      ],
      [["exec_command", made]],
    ],
    [
      "once, for a search that stands twice",
      [
        item({ type: "WebSearch", query: "rain" }),
        ["item", { type: "web_search_call", action: { type: "search", query: "rain" } }],
        ["item", { type: "web_search_call", action: { type: "search", query: "rain" } }],
        ["event", { type: "web_search_end", call_id: "w", query: "rain" }],
      ],
      [
        ["web_search", { kind: "web_search", query: "rain" }],
        ["web_search", { kind: "web_search", query: "rain" }],
      ],
    ],
    [
      "but not when they were declined",
      [
        item({ ...ran, status: "declined" }),
        item({ type: "FileChange", status: "failed", changes: { a: { type: "add" } } }),
      ],
      [],
    ],
    [
      "also those of the person",
      [item({ ...ran, source: "user_shell" })],
      [["user_shell", command("make", 2, "no", { by: "user" })]],
    ],
    [
      "and the events of older versions",
      [
        ["event", { type: "exec_command_end", call_id: "a", command: ["ls"], exit_code: 0, stdout: "x" }],
        [
          "event",
          {
            type: "mcp_tool_call_end",
            call_id: "b",
            invocation: { server: "s", tool: "t", arguments: {} },
            result: { Ok: { isError: true } },
          },
        ],
        ["event", { type: "patch_apply_end", call_id: "d", success: true, changes: { "/a": { update: {} } } }],
        ["event", { type: "patch_apply_end", call_id: "e", success: false, changes: { "/b": { type: "add" } } }],
      ],
      [
        ["exec_command", command("ls", 0, "x")],
        ["s.t", { kind: "mcp", server: "s", tool: "t", arguments: {}, failed: true }],
        ["apply_patch", { kind: "file_change", path: "/a", change: "update" }],
      ],
    ],
  ])("%s", (_, lines, expected) => expect(read(lines)).toEqual(expected));
});
