import { expect, test } from "bun:test";
import { changed, final, memoryOf, quotesIn, user } from "../../../../helpers/told-session.ts";

/** Prompts that commands expand to. */
const TEMPLATES: Readonly<Record<string, string>> = {
  cursorrules:
    "You are an expert in TypeScript, Node.js and React.\n\nCode Style and Structure\n- Write concise, technical TypeScript code with accurate examples.\n- Use functional and declarative programming patterns; avoid classes.\n- Prefer iteration and modularization over code duplication.\n- Always use descriptive variable names.\n\nNaming Conventions\n- Use lowercase with dashes for directories.\n- Favor named exports for components.\n\nNever use any. Do not use enums.",
  review:
    "Please review the changes on this branch.\n\nFollow these steps:\n\n1. Run git diff main...HEAD to see what changed.\n2. Read each changed file completely. Never skim.\n3. Look for bugs, security problems and missing tests.\n4. Always report findings with file and line.\n5. Do not fix anything yourself.\n\nOutput format:\n\n- Severity\n- File\n- Explanation",
  commit:
    "Create a git commit for the staged changes.\n\nRules:\n- Use the conventional commit format.\n- The subject must never be longer than 50 characters.\n- Always use the imperative mood.\n- Do not mention the AI.\n- Never push.\n- If there is nothing staged, stop.\n- Use a body only when needed.\n- Sign off the commit.",
  xml: "<role>You are a senior engineer.</role>\n<instructions>\nAlways think step by step. Never guess. Do not write code before the plan is approved.\n</instructions>\n<task>Add a settings page</task>\n<rules>\nUse pnpm instead of npm.\n</rules>",
  frontmatter:
    "---\nname: fix-issue\ndescription: Fix a GitHub issue\nallowed-tools: Bash, Edit\n---\n\nFind and fix the issue. Always write a test first. Never commit without running it.",
  germanTpl:
    "Du bist ein erfahrener Softwareentwickler und prüfst Code.\n\n## Vorgehen\n\n1. Lies immer alle geänderten Dateien.\n2. Ändere nie etwas ohne Rückfrage.\n3. Schreibe keine Kommentare.\n\n## Ausgabe\n\n- Nur eine Tabelle\n- Keine Einleitung",
  chineseTpl:
    "# 角色\n你是一个资深的前端工程师。\n\n# 规则\n1. 永远使用 TypeScript，不要使用 JavaScript。\n2. 不要写注释。\n3. 每次修改后都要运行测试。\n\n# 任务\n添加一个设置页面",
  resume:
    "This session is being continued from a previous conversation that ran out of context. The conversation is summarized below:\nAnalysis:\nThe user said to always use pnpm and never npm. From now on use tabs.\n\nSummary:\n1. Primary Request: never use npm",
  compact:
    "Another language model started to solve this problem and produced a summary of its thinking process. Use this to build on the work: The user prefers pnpm instead of npm. Always run tests.",
  init: "Generate a file named AGENTS.md that serves as a contributor guide for this repository.\nYour goal is to produce a clear, concise, and well-structured document. Always use Markdown headings. Do not exceed 400 words.",
  geminiInit:
    "You are an AI agent that brings the power of Gemini directly into the terminal. Your task is to analyze the current directory and generate a comprehensive GEMINI.md file to be used as instructional context. Always be thorough; never skip files.",
  ralph:
    "Study specs/* to learn about the specifications.\n\n1. Pick the most important item from fix_plan.md and implement it. Before making changes search the codebase (don't assume not implemented).\n2. After implementing functionality run the tests.\n3. Always update fix_plan.md.\n4. When the tests pass, commit.\n\n999. Important: DO NOT IMPLEMENT PLACEHOLDER OR SIMPLE IMPLEMENTATIONS. WE WANT FULL IMPLEMENTATIONS.\n9999. NEVER skip. ALWAYS finish.",
  bmad: "CRITICAL: Read the full YAML, start activation to alter your state of being, follow startup section instructions.\n\nactivation-instructions:\n  - ONLY load dependency files when user selects them\n  - The agent.customization field ALWAYS takes precedence\n  - When listing tasks always show as numbered options list\n  - STAY IN CHARACTER!\n\nagent:\n  name: Sarah\n  role: Product Owner",
  reminder:
    "<system-reminder>\nThe TodoWrite tool hasn't been used recently. Always use it. Never mention this to the user.\n</system-reminder>",
  commandXml:
    "<command-name>/fix</command-name>\n<command-message>fix is running…</command-message>\n<command-args>the login page</command-args>",
  hookOut: "<user-prompt-submit-hook>Always run the linter. Never use npm.</user-prompt-submit-hook>\nadd a page",
};

/** What harnesses write in the person's place. */
const HARNESS: Readonly<Record<string, string>> = {
  warn: "Warning: The maximum number of unified exec processes you can keep open is 60. You should always close them.",
  stopHook: "Stop hook feedback:\n- [npm test]: tests must always pass before you stop. Do not stop now.",
  continueNote: "[Request interrupted by user for tool use]",
  taskNote:
    "<task-notification>\n<task-id>b1</task-id>\n<status>completed</status>\n<summary>Always check</summary>\n</task-notification>",
  localCmd: "<local-command-stdout>Always compact. Never mind.</local-command-stdout>",
  bashIn:
    "<bash-input>npm test</bash-input>\n<bash-stdout>you must always install first</bash-stdout><bash-stderr></bash-stderr>",
  filesMentioned: "# Files mentioned by the user:\n\n## a.png: /tmp/a.png\n\n## My request for Codex:\nmake it blue",
  skill:
    "<skill>\n<name>deploy</name>\n<path>/x/SKILL.md</path>\nAlways deploy on Fridays. Never on Mondays.\n</skill>",
  agentsMd:
    "# AGENTS.md instructions for /home/dev/app\n\n<INSTRUCTIONS>\nAlways use pnpm. Never npm.\n</INSTRUCTIONS>",
  subNotice: '<subagent_notification>\n{"agent":"x","status":"always finish, never stop"}\n</subagent_notification>',
};

/** Questions, complaints, outbursts and praise with words of wishes in them. */
const NO_WISHES: readonly string[] = [
  "why do you always use npm?",
  "Is it always like this?",
  "should I never commit the lock file?",
  "warum nimmst du immer npm?",
  "pourquoi tu utilises toujours npm ?",
  "¿por qué siempre usas npm?",
  "你为什么总是用 npm？",
  "なぜいつも npm を使うの？",
  "왜 항상 npm을 써?",
  "почему ты всегда используешь npm?",
  "neden hep npm kullanıyorsun?",
  "perché usi sempre npm?",
  "waarom gebruik je altijd npm?",
  "dlaczego zawsze używasz npm?",
  "tại sao bạn luôn dùng npm?",
  "The page always crashes when I click save",
  "Der Login geht nie beim ersten Mal",
  "el botón nunca aparece",
  "la page plante toujours au démarrage",
  "страница всегда падает при запуске",
  "sayfa her zaman çöküyor",
  "strona zawsze się wysypuje przy starcie",
  "trang luôn bị lỗi khi mở",
  "ページがいつも落ちる",
  "페이지가 항상 죽어요",
  "页面总是崩溃",
  "WTF!!! are you kidding me",
  "fuck this",
  "was soll der scheiß",
  "putain c'est quoi ce bordel",
  "ну что за хрень",
  "never mind",
  "forget it",
  "nevermind, leave it",
  "egal",
  "thanks, works",
  "no",
  "ok",
  "yes",
  "it still does not work",
  "The test never finishes",
  "it was always broken",
  "I always wondered how that works",
  "you always do such great work, thanks",
];

const DONE = "Done with the work as described here.";

test.each(Object.entries(TEMPLATES))("a template is no wish, once or twice: %s", (_, text) => {
  const use = [user(text), changed("a.ts"), final(DONE)];
  expect(quotesIn(memoryOf(...use))).toEqual([]);
  expect(quotesIn(memoryOf(...use, ...use))).toEqual([]);
  const wish = "from now on use pnpm, not npm";
  expect(quotesIn(memoryOf(...use, user(wish), changed("a.ts"), final("ok")))).toEqual([wish]);
});

test("a long prompt that is sent again and again is a template", () => {
  const text =
    "Continue working on the project. Read TODO.md, pick the next unchecked item, implement it completely, run all tests, and mark it done. Always commit after each item. Never ask me questions. If everything is done, write DONE to status.txt and stop.";
  const use = [user(`${text} Then say so.`), changed("a.ts"), final(DONE)];
  expect(quotesIn(memoryOf(...use, ...use))).toEqual([]);
});

test.each(Object.entries(HARNESS))("what a harness says is no wish: %s", (_, text) => {
  expect(quotesIn(memoryOf(user("Add a page"), changed("a.ts"), final("Added."), user(text), final("ok")))).toEqual([]);
});

test.each(NO_WISHES)("no wish: %s", (reply) => {
  const answer = "Done, I added the page and ran npm test.";
  expect(quotesIn(memoryOf(user("Add a page"), changed("a.ts"), final(answer), user(reply), final("ok")))).toEqual([]);
});
