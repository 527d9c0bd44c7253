import { closeSync, mkdirSync, openSync, utimesSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { itemLine, messageLine, metaLine, threadId, transcriptLine, userLine, WRITTEN_AT } from "./transcripts.ts";

/** Numbers that look random and are the same every time. */
export function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const WORDS =
  "the tests pass now import const return function src/lib/index.ts value error npm run build --verbose 0x1f4 café expected received line".split(
    " ",
  );

/** A megabyte of words and lines, out of which texts are cut. */
function prose(random: (below: number) => number): string {
  const words: string[] = [];
  for (let length = 0; length < 1_000_000; ) {
    const word = `${WORDS[random(WORDS.length)] ?? ""}${random(9) === 0 ? "\n" : " "}`;
    words.push(word);
    length += word.length;
  }
  return words.join("");
}

const OUTPUT_SIZES = [200, 900, 3_000, 9_000, 40_000];

const completedLine = (item: object) =>
  transcriptLine("event_msg", { type: "item_completed", thread_id: threadId(1), turn_id: threadId(2), item });

/** One turn of a session as the reference writes it: a request, some tools with their output, an answer. */
export function* turns(seed: number, form: TranscriptForm = "legacy"): Generator<string[]> {
  let ordinal = 0;
  for (const lines of unnumberedTurns(seed, form)) {
    if (form === "legacy") yield lines;
    else yield lines.map((line) => line.replace('","type":', () => `","ordinal":${ordinal++},"type":`));
  }
}

function* unnumberedTurns(seed: number, form: TranscriptForm): Generator<string[]> {
  const random = numbers(seed);
  const source = prose(random);
  const text = (length: number) => {
    const at = random(source.length - length);
    return source.slice(at, at + length);
  };
  for (let n = 0; ; n += 1) {
    const lines = [transcriptLine("turn_context", { cwd: "/work", model: "gpt-5.4", summary: "none" })];
    const request = text(200);
    if (form === "legacy") lines.push(userLine(request), messageLine("user", request));
    else {
      const content = [{ type: "text", text: request, text_elements: [] }];
      lines.push(messageLine("user", request), completedLine({ type: "UserMessage", id: `u${n}`, content }));
    }
    for (let call = 0; call < 6; call += 1) {
      const id = `call_${n}_${call}`;
      const cmd = text(120);
      const output = text(OUTPUT_SIZES[random(5)] ?? 200);
      lines.push(
        itemLine({ type: "reasoning", summary: [], content: null, encrypted_content: text(1_500) }),
        itemLine({
          type: "function_call",
          name: "exec_command",
          arguments: JSON.stringify({ cmd }),
          call_id: id,
        }),
        ...(form === "legacy" ? [] : [executionLine(id, cmd, output)]),
        itemLine({ type: "function_call_output", call_id: id, output }),
        transcriptLine("event_msg", { type: "token_count", info: { total_token_usage: { total_tokens: n * 10 } } }),
      );
    }
    const answer = text(800);
    if (form === "paginated") {
      lines.push(completedLine({ type: "AgentMessage", id: `a${n}`, content: [{ type: "Text", text: answer }] }));
    }
    lines.push(messageLine("assistant", answer));
    yield lines;
  }
}

/** The two forms in which the reference writes a session. */
export type TranscriptForm = "legacy" | "paginated";

/** The same line as it stands in a paginated file: with an ordinal, the person's words as an item. */
export function paginated(line: string, ordinal: number): string {
  const { timestamp, type, payload } = JSON.parse(line);
  if (payload.type !== "user_message") return JSON.stringify({ timestamp, ordinal, type, payload });
  const content = [{ type: "text", text: payload.message, text_elements: [] }];
  const item = { type: "UserMessage", id: threadId(ordinal), content };
  const completed = { type: "item_completed", thread_id: threadId(1), turn_id: threadId(2), item };
  return JSON.stringify({ timestamp, ordinal, type, payload: completed });
}

function executionLine(id: string, cmd: string, output: string): string {
  const command = ["/bin/bash", "-lc", cmd];
  const end = { source: "unified_exec_startup", status: "completed", aggregated_output: output, exit_code: 0 };
  return completedLine({ type: "CommandExecution", id, command, cwd: "file:///work", parsed_cmd: [], ...end });
}

/** Writes `count` sessions of about `bytes` each under `<codexHome>/sessions`, spread over 300 days. */
export function writeManySessions(
  codexHome: string,
  count: number,
  bytes: number,
  form: TranscriptForm = "legacy",
): void {
  const blocks: string[] = [];
  for (const turn of turns(7)) {
    const lines = form === "legacy" ? turn : turn.map(paginated);
    blocks.push(`${lines.join("\n")}\n`);
    if (blocks.length === 200) break;
  }
  const random = numbers(11);
  const instructions = { text: "Work carefully. ".repeat(800) };
  for (let n = 0; n < count; n += 1) {
    const day = `2026/${String(1 + (n % 10)).padStart(2, "0")}/${String(1 + (n % 30)).padStart(2, "0")}`;
    const meta = metaLine(threadId(n), { base_instructions: instructions, history_mode: form });
    const pieces = [`${form === "legacy" ? meta : paginated(meta, 0)}\n`];
    for (let length = 0; length < bytes; ) {
      const block = blocks[random(blocks.length)] ?? "";
      pieces.push(block);
      length += block.length;
    }
    const path = join(codexHome, "sessions", day, `rollout-2026-11-22T14-10-55-${threadId(n)}.jsonl`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, pieces.join(""));
    utimesSync(path, WRITTEN_AT, WRITTEN_AT);
  }
}

/** Writes one session of about `bytes`. */
export function writeLongSession(path: string, bytes: number, form: TranscriptForm = "legacy"): void {
  const file = openSync(path, "w", 0o600);
  let length = writeSync(file, `${metaLine(threadId(1), form === "legacy" ? {} : { history_mode: form })}\n`);
  for (const lines of turns(3, form)) {
    length += writeSync(file, `${lines.join("\n")}\n`);
    if (length >= bytes) break;
  }
  closeSync(file);
}
