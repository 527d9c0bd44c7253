import { expect, test } from "bun:test";
import fc from "fast-check";
import { classifyCommand } from "../../../lib/core/usage/classify-command.ts";
import { MEMORY_KINDS } from "../../../lib/core/usage/memory-kind.ts";

const M = "/home/dev/.memories/memories";
const kinds = (script: string) => classifyCommand({ kind: "script", script });

test.each([
  [`cat ${M}/MEMORY.md`, ["memory_md"]],
  [`cat -n ${M}/memory_summary.md | head -20`, ["memory_summary"]],
  [`sed -n '1,200p' ${M}/MEMORY.md`, ["memory_md"]],
  [`sed -n "234,236p;400q" ${M}/MEMORY.md`, ["memory_md"]],
  [`sed -ne 's/^## //p' -e '/^$/d' ${M}/raw_memories.md`, ["raw_memories"]],
  [`head -n 5 ${M}/raw_memories.md && tail -n +5 ${M}/MEMORY.md`, ["memory_md", "raw_memories"]],
  [`grep -rn -i 'discount' ${M}/rollout_summaries/`, ["rollout_summaries"]],
  [`rg -n --context 2 "a|b" ${M}/rollout_summaries ${M}/MEMORY.md`, ["memory_md", "rollout_summaries"]],
  [`rg -e foo -e bar ${M}/skills/cart/SKILL.md`, ["skills"]],
  [`nl -ba ${M}/MEMORY.md | sed -n '1,5p'`, ["memory_md"]],
  [`wc -l ${M}/MEMORY.md`, ["memory_md"]],
  [`awk 'NR>=10 && NR<=20 { print $1 }' ${M}/MEMORY.md`, ["memory_md"]],
  [`awk -F: '$2 > 5' ${M}/MEMORY.md`, ["memory_md"]],
  [`less -N ${M}/MEMORY.md`, ["memory_md"]],
  [`bat --paging=never ${M}/skills/x/SKILL.md`, ["skills"]],
  [`cat ${M}/rollout_summaries/2026-*.md`, ["rollout_summaries"]],
  ["cat ~/.codex/memories/MEMORY.md", ["memory_md"]],
  ["cat memories/MEMORY.md", ["memory_md"]],
  ["cd ~/.memories/memories && cat MEMORY.md; rg x skills", ["memory_md", "skills"]],
  ["cd ~/.memories/memories/skills && rg foo", ["skills"]],
  [`cat ${M}/MEMORY.md 2>/dev/null || true`, ["memory_md"]],
  [`cat ${M}/MEMORY.md 2>&1 | wc -l`, ["memory_md"]],
  [`wc -l < ${M}/MEMORY.md`, ["memory_md"]],
  [`bash -lc "cat ${M}/MEMORY.md"`, ["memory_md"]],
  [`ls ${M}; find ${M} -name '*.md' | head; cat '${M}/MEMORY.md'`, ["memory_md"]],
  [`cat ${M}/MEMORY.md\ncat ${M}/memory_summary.md # both`, ["memory_md", "memory_summary"]],
  [`/usr/bin/cat ${M}/MEMORY.md`, ["memory_md"]],
] as const)("reads are counted: %s", (script, expected) => {
  expect(kinds(script)).toEqual([...expected]);
});

test.each([
  `ls ${M}/skills/`,
  `find ${M}/skills -name SKILL.md`,
  `rg --files ${M}/skills`,
  `tree ${M}/skills`,
  `stat ${M}/MEMORY.md`,
  `grep ${M}/MEMORY.md notes.txt`,
  `echo ${M}/MEMORY.md`,
  `cat ${M}`,
  `rg foo ${M}`,
  "cat /home/dev/notmemories/MEMORY.md",
  `cat ${M}/MEMORY.md.bak`,
  "cat memories/../MEMORY.md",
  "cat MEMORY.md",
  `cat ${M}/*.md`,
  "",
])("neither listings nor other files count: %s", (script) => {
  expect(kinds(script)).toEqual([]);
});

test.each([
  `cat ${M}/MEMORY.md > copy.md`,
  `cat ${M}/MEMORY.md >> copy.md`,
  `cat ${M}/MEMORY.md &`,
  `cat ${M}/MEMORY.md & ls`,
  `cat $(echo ${M}/MEMORY.md)`,
  `cat \`echo x\` ${M}/MEMORY.md`,
  `cat <(cat ${M}/MEMORY.md)`,
  `cat "$HOME/.memories/memories/MEMORY.md"`,
  `cat \${HOME}/memories/MEMORY.md`,
  `X=1 cat ${M}/MEMORY.md`,
  `cat ${M}/MEMORY.md; rm -rf x`,
  `cat ${M}/MEMORY.md | tee copy.md`,
  `cat ${M}/MEMORY.md | xargs rm`,
  `cat ${M}/MEMORY.md | sh`,
  `sed -i 's/a/b/' ${M}/MEMORY.md`,
  `sed -ni p ${M}/MEMORY.md`,
  `sed --in-place=.bak p ${M}/MEMORY.md`,
  `sed 'w copy.md' ${M}/MEMORY.md`,
  `sed -n '1,5w copy.md' ${M}/MEMORY.md`,
  `sed 's/a/b/w copy.md' ${M}/MEMORY.md`,
  `sed 's/a/date/e' ${M}/MEMORY.md`,
  `sed '1e date' ${M}/MEMORY.md`,
  `sed -f script.sed ${M}/MEMORY.md`,
  `sed 's/[/]/x/;s/a/b/w f' ${M}/MEMORY.md`,
  `awk '{ print > "copy.md" }' ${M}/MEMORY.md`,
  `awk '{ print $1 | "sh" }' ${M}/MEMORY.md`,
  `awk 'BEGIN { system("rm x") }' ${M}/MEMORY.md`,
  `awk '{ while (("date" | getline x) > 0) print x }' ${M}/MEMORY.md`,
  `awk -f p.awk ${M}/MEMORY.md`,
  `gawk -i inplace '{ print }' ${M}/MEMORY.md`,
  `rg --pre ./run.sh foo ${M}/MEMORY.md`,
  `rg --hostname-bin ./run.sh foo ${M}/MEMORY.md`,
  `rg -z foo ${M}/MEMORY.md`,
  `find ${M}/skills -name '*.md' -exec cat {} +; cat ${M}/MEMORY.md`,
  `find ${M} -delete; cat ${M}/MEMORY.md`,
  `find ${M} -fprintf x %p; cat ${M}/MEMORY.md`,
  `less -o log ${M}/MEMORY.md`,
  `less '+!date' ${M}/MEMORY.md`,
  `bat --pager 'sh -c date' ${M}/MEMORY.md`,
  `sort -o copy.md ${M}/MEMORY.md`,
  `uniq ${M}/MEMORY.md copy.md`,
  `python3 -c 'print(1)'; cat ${M}/MEMORY.md`,
  `sudo cat ${M}/MEMORY.md`,
  `time cat ${M}/MEMORY.md`,
  `! cat ${M}/MEMORY.md`,
  `(cat ${M}/MEMORY.md)`,
  `{ cat ${M}/MEMORY.md; }`,
  `if true; then cat ${M}/MEMORY.md; fi`,
  `for f in a; do cat ${M}/MEMORY.md; done`,
  `cat <<E\n${M}/MEMORY.md\nE`,
  `cat ${M}/{MEMORY,x}.md; cat ${M}/MEMORY.md`,
  `cat '${M}/MEMORY.md`,
  `./cat ${M}/MEMORY.md`,
  `cat --unknown ${M}/MEMORY.md`,
  `cd /tmp || cat ${M}/MEMORY.md`,
  `eval cat ${M}/MEMORY.md`,
  `bash -c "rm x; cat ${M}/MEMORY.md"`,
])("whatever may do more than read is refused: %s", (script) => {
  expect(kinds(script)).toEqual([]);
});

const W = "C:\\Users\\dev\\.codex\\memories";

test.each([
  [`Get-Content ${W}\\MEMORY.md`, ["memory_md"]],
  [`Get-Content -Path "${W}\\MEMORY.md" -TotalCount 40`, ["memory_md"]],
  [`gc -LiteralPath '${W}\\memory_summary.md' -Raw`, ["memory_summary"]],
  [`cat ~\\.codex\\memories\\MEMORY.md | Select-Object -First 20`, ["memory_md"]],
  [`type ${W}\\raw_memories.md`, ["raw_memories"]],
  [`Get-Content $env:USERPROFILE\\.codex\\memories\\MEMORY.md`, ["memory_md"]],
  [`Select-String -Path ${W}\\rollout_summaries\\*.md -Pattern 'discount'`, ["rollout_summaries"]],
  [`sls discount ${W}\\MEMORY.md,${W}\\skills\\a\\SKILL.md`, ["memory_md", "skills"]],
  [`Set-Location ${W}; Get-Content MEMORY.md`, ["memory_md"]],
  [`Get-Content -LiteralPath:${W}\\MEMORY.md`, ["memory_md"]],
  ["type %USERPROFILE%\\.memories\\memories\\MEMORY.md", ["memory_md"]],
  [`gc ${W}\\MEMORY.md | Where-Object { $_ -match "pnpm" } | select -First 3`, ["memory_md"]],
  [`pwsh -NoProfile -Command "Get-Content ${W}\\MEMORY.md"`, ["memory_md"]],
  [`cmd /c type ${W}\\MEMORY.md`, ["memory_md"]],
  [`findstr /n discount ${W}\\MEMORY.md`, ["memory_md"]],
  ["Get-Content /home/dev/.codex/memories_v2/MEMORY.md", ["memory_md"]],
] as const)("reads in PowerShell are counted: %s", (script, expected) => {
  expect(kinds(script)).toEqual([...expected]);
});

test.each([
  `Get-ChildItem ${W}\\skills`,
  `Get-Content ${W}\\MEMORY.md > copy.md`,
  `Get-Content ${W}\\MEMORY.md | Set-Content copy.md`,
  `Get-Content ${W}\\MEMORY.md | ForEach-Object { rm x }`,
  `Get-Content ${W}\\MEMORY.md | Where-Object { $_ -match "$(rm x)" }`,
  `Get-Content ${W}\\MEMORY.md | Where-Object { rm x; $_ -match "a" }`,
  `Get-Content $(rm x) ${W}\\MEMORY.md`,
  `Remove-Item x; Get-Content ${W}\\MEMORY.md`,
  `Get-Content ${W}\\MEMORY.md -Unknown x`,
  `$x = Get-Content ${W}\\MEMORY.md`,
  `Select-String ${W}\\MEMORY.md notes.txt`,
  "Get-Content notes\\MEMORY.md",
  `Get-Content '${W}\\MEMORY.md`,
])("what is more than reading in PowerShell, or reads something else, is not: %s", (script) => {
  expect(kinds(script)).toEqual([]);
});

test("in PowerShell the root is known however its path is written", () => {
  const places = { insideRoot: (path: string) => (path === "~/notes/MEMORY.md" ? "MEMORY.md" : undefined) };
  const read = (script: string) => classifyCommand({ kind: "script", script }, places);
  expect(read("Get-Content ~\\notes\\MEMORY.md")).toEqual(["memory_md"]);
  expect(read("cat '~\\notes\\MEMORY.md' | wc -l")).toEqual([]);
});

test("the root is known whatever it is called, and other folders by their names", () => {
  const places = {
    insideRoot: (path: string) => (path.startsWith("/srv/notes/") ? path.slice("/srv/notes/".length) : undefined),
  };
  const read = (script: string, cwd?: string) =>
    classifyCommand({ kind: "script", script, ...(cwd && { cwd }) }, places);
  expect(read("cat /srv/notes/MEMORY.md /srv/notes/other.md")).toEqual(["memory_md"]);
  expect(read("rg x skills", "/srv/notes")).toEqual(["skills"]);
  expect(read(`cat ${M}/MEMORY.md`)).toEqual(["memory_md"]);
  expect(read("cat /srv/other/MEMORY.md")).toEqual([]);
});

test("a program with arguments is taken as it is, and a shell's script is read", () => {
  const argv = (...words: string[]) => classifyCommand({ kind: "argv", argv: words });
  expect(argv("bash", "-lc", `cat ${M}/MEMORY.md && ls`)).toEqual(["memory_md"]);
  expect(argv("cat", `${M}/MEMORY.md`)).toEqual(["memory_md"]);
  expect(argv("cat", "$(memories/MEMORY.md)")).toEqual([]);
  expect(argv("rm", `${M}/MEMORY.md`)).toEqual([]);
  expect(argv()).toEqual([]);
});

test("a relative path counts from the folder the command ran in", () => {
  expect(classifyCommand({ kind: "script", script: "cat MEMORY.md", cwd: M })).toEqual(["memory_md"]);
  expect(classifyCommand({ kind: "script", script: "cat MEMORY.md", cwd: "/srv/app" })).toEqual([]);
});

test("a kind stands once, in one order, however often it is read", () => {
  expect(kinds(`cat ${M}/skills/a/SKILL.md ${M}/MEMORY.md ${M}/skills/b/SKILL.md`)).toEqual(["memory_md", "skills"]);
});

test("no text throws, and only known kinds come out", () => {
  const piece = fc.constantFrom(
    ..."cat sed awk rg grep -n -i -e -- 'p' \"x\" ' \" ` $( ) ${ } { } < > >> & && || | ; \n \\ # * ? [ ] ! ~ / = $'".split(
      " ",
    ),
    `${M}/MEMORY.md`,
    "1,5p",
    "s/a/b/",
    "{print $1}",
    "<<E",
    "\n",
    "\0",
  );
  const script = fc.oneof(
    fc.array(piece, { maxLength: 25 }).map((parts) => parts.join(" ")),
    fc.array(piece, { maxLength: 25 }).map((parts) => parts.join("")),
    fc.string({ maxLength: 80 }),
  );
  fc.assert(
    fc.property(script, (text) => {
      for (const kind of kinds(text)) expect(MEMORY_KINDS).toContain(kind);
    }),
    { numRuns: 3_000 },
  );
});

test("adding a command that writes takes every kind away", () => {
  const reads = fc.constantFrom(`cat ${M}/MEMORY.md`, `rg x ${M}/skills`, `ls ${M}`);
  const writes = fc.constantFrom("rm x", "touch y", "echo hi > z", "tee f", "sed -i s/a/b/ f", "npm test");
  const joint = fc.constantFrom("; ", " && ", " || ", " | ", "\n");
  fc.assert(
    fc.property(fc.array(reads, { minLength: 1, maxLength: 4 }), writes, joint, fc.nat(), (many, write, by, at) => {
      const all: string[] = [...many];
      all.splice(at % (many.length + 1), 0, write);
      expect(kinds(all.join(by))).toEqual([]);
    }),
  );
});

test("very deep and very long scripts come to an end", () => {
  expect(kinds(`${"(".repeat(50_000)}cat ${M}/MEMORY.md`)).toEqual([]);
  expect(kinds(`${"$(".repeat(20_000)}`)).toEqual([]);
  expect(kinds(`cat ${"x ".repeat(100_000)}${M}/MEMORY.md`)).toEqual(["memory_md"]);
});
