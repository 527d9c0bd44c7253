import { expect, test } from "bun:test";
import { commandProblems } from "./command-rows.ts";

const tool = (text: string) => ({ tier: "tool", text });

test("a command is found as it is and inside JSON, with its exit code in the row after it", () => {
  const rows = [tool('exec {"cmd":"echo \\"a\\""}'), tool("Process exited with code 3\na"), tool("ls"), tool("b")];
  const ran = [
    { command: 'echo "a"', exit: 3 },
    { command: "ls", exit: undefined },
  ];
  expect(commandProblems(rows, ran)).toEqual([]);
});

test("a command that is missing, out of order, or whose exit code is another or nowhere is a problem", () => {
  const rows = [tool("make"), tool('{"exit_code":0}'), tool("ls"), tool("b")];
  expect(commandProblems(rows, [{ command: "make", exit: 1 }])).toHaveLength(1);
  expect(commandProblems(rows, [{ command: "ls", exit: 0 }])).toHaveLength(1);
  expect(commandProblems(rows, [{ command: "cargo", exit: undefined }])).toHaveLength(1);
  const swapped = ["ls", "make"].map((command) => ({ command, exit: undefined }));
  expect(commandProblems(rows, swapped)).toHaveLength(1);
});
