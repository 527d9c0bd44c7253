import { itemLine, messageLine, threadId, transcriptLine, userLine } from "../../helpers/transcripts.ts";
import { type Chance, chance } from "./chance.ts";
import { type Material, readMaterial } from "./material.ts";
import { letterUse, type ToolUse, toolUse } from "./tool-uses.ts";
import { answerOf, requestOf } from "./words-of-a-person.ts";

/** The two forms in which Codex writes a session. */
export type TranscriptForm = "legacy" | "paginated";

/** What sessions are about: real files, or nothing but random letters. */
export type Content = "natural" | "letters";

/** At most so many tools are used between two words of the person. */
const USES_A_TURN = 9;
/** A model's reasoning that only its maker can read: base64 of about this length. */
const REASONING_BYTES = 1_500;
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const LETTERS_BYTES = 400_000;

/** The lines of one turn after the other, without end: a request, some tools with their output, an answer. */
export function* sessionTurns(
  seed: number,
  form: TranscriptForm = "legacy",
  content: Content = "natural",
): Generator<string[]> {
  const material = readMaterial();
  const random = chance(seed);
  const letters = { name: "letters.txt", text: lettersOf(random) };
  const use = content === "natural" ? () => toolUse(material, random) : () => letterUse(letters, random);
  let ordinal = 0;
  for (let turn = 0; ; turn += 1) {
    const lines = turnLines(turn, form, material, random, use);
    yield form === "legacy" ? lines : lines.map((line) => numbered(line, ordinal++));
  }
}

/** A line of the paginated form has a number behind its time. */
export const numbered = (line: string, ordinal: number): string =>
  line.replace('","type":', () => `","ordinal":${ordinal},"type":`);

function turnLines(turn: number, form: TranscriptForm, material: Material, random: Chance, use: () => ToolUse) {
  const request = requestOf(material, random);
  const lines = [transcriptLine("turn_context", { cwd: "/work", model: "gpt-5.4", summary: "none" })];
  if (form === "legacy") lines.push(userLine(request), messageLine("user", request));
  else {
    const content = [{ type: "text", text: request, text_elements: [] }];
    lines.push(messageLine("user", request), completedLine({ type: "UserMessage", id: `u${turn}`, content }));
  }
  const uses = 1 + random.below(USES_A_TURN);
  for (let at = 0; at < uses; at += 1) lines.push(...useLines(`call_${turn}_${at}`, use(), form, material, random));
  const answer = answerOf(material, random);
  const said = completedLine({ type: "AgentMessage", id: `a${turn}`, content: [{ type: "Text", text: answer }] });
  return [...lines, ...(form === "paginated" ? [said] : []), messageLine("assistant", answer)];
}

function useLines(id: string, use: ToolUse, form: TranscriptForm, material: Material, random: Chance): string[] {
  const sealed = random.of(material.images).text.slice(0, REASONING_BYTES);
  const [call, result] =
    use.kind === "custom" ? ["custom_tool_call", "custom_tool_call_output"] : ["function_call", "function_call_output"];
  const output =
    use.image === undefined
      ? use.output
      : [{ type: "input_image", image_url: `data:image/png;base64,${use.image}`, detail: "original" }];
  return [
    itemLine({ type: "reasoning", summary: [], content: null, encrypted_content: sealed }),
    itemLine({ type: call, name: use.name, [use.kind === "custom" ? "input" : "arguments"]: use.input, call_id: id }),
    ...(form === "paginated" && use.name === "exec_command" ? [executionLine(id, use)] : []),
    itemLine({ type: result, call_id: id, output }),
    transcriptLine("event_msg", { type: "token_count", info: { total_token_usage: { total_tokens: 1_000 } } }),
  ];
}

const completedLine = (item: object) =>
  transcriptLine("event_msg", { type: "item_completed", thread_id: threadId(1), turn_id: threadId(2), item });

function executionLine(id: string, use: ToolUse): string {
  const command = ["/bin/bash", "-lc", JSON.parse(use.input).cmd];
  const end = {
    source: "unified_exec_startup",
    status: "completed",
    aggregated_output: use.output,
    exit_code: use.exit,
  };
  return completedLine({ type: "CommandExecution", id, command, cwd: "file:///work", parsed_cmd: [], ...end });
}

function lettersOf(random: Chance): string {
  return Array.from({ length: LETTERS_BYTES }, () => LETTERS[random.below(LETTERS.length)]).join("");
}
