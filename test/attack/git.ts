import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Attack, Bench } from "./attack.ts";

const REAL = Bun.which("git") ?? "/usr/bin/git";
const SECRET = "Zx81kLmNoPqRsTuVwXyZ0123";

/** Programs in the place of git. */
const LIARS: Readonly<Record<string, string>> = {
  "exits 1 at once": "exit 1",
  "exits 0 at once": "exit 0",
  "dies of a fault": "kill -SEGV $$",
  "is too old": `[ "$1" = --version ] && { echo 'git version 1.8.3.1'; exit; }; exec ${REAL} "$@"`,
  "is another program": `[ "$1" = --version ] && { echo 'hub version 2.14'; exit; }; exec ${REAL} "$@"`,
  "says 50 MB on stderr": `head -c 50000000 /dev/zero | tr '\\0' x >&2; exec ${REAL} "$@"`,
  "says 500 MB on stdout": "head -c 500000000 /dev/zero",
  "says secrets and escapes": `printf '\\033]52;c;QUFB\\007 fatal: token=${SECRET} api_key=${SECRET}\\n' >&2; exit 128`,
  "closes its input": "exec <&-; sleep 0.1; exit 0",
  "gives no ids": `case "$1" in hash-object|write-tree) echo not-an-id;; *) exec ${REAL} "$@";; esac`,
  "gives ids of nothing": `case "$1" in hash-object|write-tree) cat >/dev/null; echo ${"0123456789".repeat(4)};; *) exec ${REAL} "$@";; esac`,
};

const COMMANDS = [
  ["consolidate", "--offline", "--force"],
  ["diff"],
  ["status"],
  ["undo"],
  ["doctor"],
  ["instructions"],
];

/** A git that fails, lies or talks too much: each command ends with a word, and the next run with a real git succeeds. */
export const badGit: Attack = {
  name: "a git that fails or lies",
  cases: Object.entries(LIARS).map(([what, script]) => ({
    name: `a git that ${what}`,
    run: (bench) => {
      const PATH = `${programIn(bench, script)}:${bench.place.env.PATH}`;
      for (const command of COMMANDS) {
        bench.restore();
        const { stdout, stderr } = bench.expectSane(command, { env: { PATH } });
        if (`${stdout}${stderr}`.includes(SECRET)) throw new Error(`memories ${command.join(" ")} shows a secret`);
        if (stderr.includes("\u001b")) throw new Error(`memories ${command.join(" ")} sends an escape to the terminal`);
        const next = bench.expectSane(["consolidate", "--offline", "--force", "--json"]);
        if (next.exit !== 0) throw new Error(`after ${command.join(" ")} the next run fails: ${next.stderr}`);
      }
    },
  })),
};

function programIn(bench: Bench, script: string): string {
  const folder = join(bench.place.dir, "bin");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "git"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return folder;
}
