/** What the program makes of sessions, and of answers of a model, that have nothing a rule could hold on to. */
import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { binary, type Sandbox, sandbox } from "../helpers/cli.ts";
import { type Script, startModelServer } from "../helpers/model-server.ts";
import { runBeside } from "../helpers/run-beside.ts";
import { messageLine, metaLine, threadId, userLine, writeTranscript } from "../helpers/transcripts.ts";

setDefaultTimeout(0);

const open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const ONE_WORD_MESSAGES = 10_000;
const TEMPLATE =
  "## Role\n\nYou are an expert.\n\n## Rules\n\n- ALWAYS be careful.\n- NEVER guess.\n- Do not stop.\n".repeat(3);
const PASTE = "$ npm test\nerror: you must always run install first\n\nwarning: never ignore this";

/** Somebody who said these things, session by session, and got the same answer each time. */
function person(...sessions: readonly (readonly string[])[]): Sandbox {
  const made = sandbox({ program: [binary()] });
  open.push({ close: () => made.dispose() });
  rmSync(join(made.codexHome, "sessions"), { recursive: true });
  for (const [at, messages] of sessions.entries()) {
    const lines = messages.flatMap((text) => [
      messageLine("user", text),
      userLine(text),
      messageLine("assistant", "Added the page with npm."),
    ]);
    writeTranscript(made.codexHome, threadId(at), [metaLine(threadId(at)), ...lines]);
  }
  return made;
}

function handbookByRules(box: Sandbox): string {
  expect(box.json(["extract", "--offline", "--last", "10"])).toMatchObject({ failed: 0 });
  expect(box.json(["consolidate", "--offline"])).toMatchObject({ status: "succeeded" });
  return readFileSync(join(box.root, "MEMORY.md"), "utf8");
}

test("sessions of templates, of pastes and of single words leave no preference, and the others theirs", () => {
  const words = Array.from({ length: ONE_WORD_MESSAGES }, (_, at) => (at % 2 === 0 ? "ok" : "weiter"));
  const wishes = ["今后 always use pnpm, nie npm", "من الآن فصاعدا always استخدم pnpm", "never שנה את הקבצים האלה"];
  const box = person(
    [TEMPLATE, TEMPLATE],
    [`fix this\n\n${PASTE}`, PASTE],
    words,
    ["Add a page", ...wishes.slice(0, 1)],
    ["أضف صفحة", ...wishes.slice(1)],
  );
  const text = handbookByRules(box);
  const preferences = text.split("\n").filter((line) => /^- (?:said|standing|wish|for this|correction)/.test(line));
  for (const wish of wishes) expect(preferences.filter((line) => line.includes(wish))).toHaveLength(1);
  expect(preferences).toHaveLength(wishes.length);
});

const KEY = `sk-proj-${"aB3dE5fG7hJ9kL1m".repeat(3)}`;
const SAID = `Always read the key ${KEY} from the vault, never from a file.`;
const ALSO = "Answer in short sentences from now on.";

/** Plays a session to a model that gives these as what the person prefers; what the memory holds, and how often it was asked. */
async function answeredWith(...preferences: readonly string[]): Promise<{ memory: string; asked: number }> {
  const box = person(["Add a page", SAID, ALSO]);
  const bullets = preferences.map((one) => `- ${one}\n`).join("");
  const answer = {
    rollout_summary: `# A page\n\n${bullets}`,
    rollout_slug: "a_page",
    raw_memory: `---\ndescription: a page\ntask: add a page\n---\n\n### Task 1: add a page\n\n#### Preference signals\n\n${bullets}`,
  };
  const script: Script = () => ({ kind: "answer", answer });
  const server = await startModelServer(script);
  open.push(server);
  const env = { OPENAI_API_KEY: "k", OPENAI_BASE_URL: server.baseUrl };
  const ran = await runBeside(box, ["extract", "--last", "1", "--yes", "--json"], env);
  expect([ran.exit, ran.stderr.includes("failed")]).toEqual([0, false]);
  const shown = box.run(["show", threadId(0)]).stdout;
  return { memory: shown, asked: server.requests.length };
}

test("a model may quote with typographic marks and over what was redacted", async () => {
  const quotes = [
    "the user: “Always read the key [REDACTED_SECRET] from the vault, never from a file.”",
    "the user: «answer in short sentences from now on»",
  ];
  const { memory, asked } = await answeredWith(...quotes);
  expect(asked).toBe(1);
  for (const quote of quotes) expect(memory).toContain(`- ${quote}`);
});

test("a model that translates, or joins two messages, is asked once more, and the words are marked", async () => {
  for (const quote of [
    'the user: "Antworte ab jetzt in kurzen Sätzen."',
    'the user: "never from a file, answer in short sentences"',
  ]) {
    const { memory, asked } = await answeredWith(quote);
    expect(asked).toBe(2);
    expect(memory).toContain(`${quote} (not found in the person's words)`);
    expect(memory.split(quote)).toHaveLength(2);
  }
});
