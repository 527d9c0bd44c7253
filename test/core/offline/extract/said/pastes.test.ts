import { expect, test } from "bun:test";
import { final, memoryOf, quotesIn, user } from "../../../../helpers/told-session.ts";

/** Some words of the person, and below them what somebody or something else wrote that reads like a wish. */
const PASTES: readonly (readonly [kind: string, message: string])[] = [
  [
    "zsh",
    "why does this fail?\n\n~/dev/app main*\n❯ pnpm build\n\n> app@1.0.0 build\n> tsc -p .\n\nYou should never import from dist directly. Always use the source path instead.\nELIFECYCLE Command failed.",
  ],
  [
    "powershell",
    "geht nicht:\n\nPS C:\\dev\\app> .\\build.ps1\n.\\build.ps1 : File cannot be loaded because running scripts is disabled on this system. For more information, see about_Execution_Policies.\nAt line:1 char:1\n+ .\\build.ps1\n+ ~~~~~~~~~~~\n    + CategoryInfo          : SecurityError\nYou must always sign scripts before you run them.",
  ],
  [
    "docker log",
    "look at this\n\napi-1  | 2026-11-20 10:00:00 listening\napi-1  | Do not use the development server in production. Always use a WSGI server instead.\nweb-1  | never mind\nweb-1 exited with code 1",
  ],
  [
    "python traceback",
    'what is wrong\n\nTraceback (most recent call last):\n  File "a.py", line 3, in <module>\n    main()\nValueError: never pass None here, always pass a list\n\nDuring handling of the above exception, another exception occurred:\nRuntimeError: do not retry',
  ],
  [
    "pytest",
    "please fix\n\n=================== FAILURES ===================\n___ test_login ___\n\n    def test_login():\n>       assert always_ok()\nE       AssertionError: you must not call this twice\n\ntests/test_login.py:12: AssertionError\n========= 1 failed, 3 passed in 0.12s =========",
  ],
  [
    "cargo",
    "das kommt raus:\n\n   Compiling app v0.1.0\nwarning: unused variable: `x`\n --> src/main.rs:3:9\n  |\n3 |     let x = 1;\n  |         ^ help: if this is intentional, prefix it with an underscore: `_x`\n  |\n  = note: `#[warn(unused_variables)]` on by default\n\nerror: could not compile `app`; you should never panic in Drop",
  ],
  [
    "gradle",
    "falla\n\n> Task :app:compileJava FAILED\n\nFAILURE: Build failed with an exception.\n\n* What went wrong:\nExecution failed for task ':app:compileJava'.\n> Never use deprecated API; always use the new one instead.\n\n* Try:\n> Run with --stacktrace option to get the stack trace.\n\nBUILD FAILED in 3s",
  ],
  [
    "go test",
    "pourquoi ?\n\n--- FAIL: TestLogin (0.00s)\n    login_test.go:12: got false, want true; do not skip this\nFAIL\nFAIL\tgithub.com/x/app\t0.012s\nok  \tgithub.com/x/lib\t0.010s",
  ],
  [
    "slack",
    "can you do what anna asks?\n\nAnna Miller  10:32 AM\nHey, from now on please always deploy on Fridays and never on Mondays.\n\nTom  10:35 AM\nI'd rather use yarn instead of npm.",
  ],
  [
    "teams",
    "mach was er will\n\n[20.11.2026 10:32] Anna Müller: Bitte ab jetzt immer freitags deployen, nie montags.\n[20.11.2026 10:35] Tom: lieber yarn statt npm",
  ],
  [
    "whatsapp",
    "haz lo que dice\n\n[20/11/26, 10:32:11] Ana: A partir de ahora siempre despliega los viernes\n[20/11/26, 10:35:02] Luis: mejor yarn en vez de npm",
  ],
  [
    "jira",
    "implement this ticket\n\nAPP-123: Settings page\nStatus: Open\nPriority: High\nReporter: Anna Miller\nDescription:\nThe page must never show the password. Always mask it. Do not store it.\nAcceptance criteria:\n- The user should always see the save button\n- Never reload the page",
  ],
  [
    "github issue",
    "fix this issue\n\nTitle: Page crashes\n\n### Steps to reproduce\n\n1. Open the page\n2. Click save\n\n### Expected behavior\n\nIt should never crash. Always show a message instead of crashing.\n\n### Actual behavior\n\nCrashes.",
  ],
  [
    "python code no fence",
    "what does this do?\n\ndef always(x):\n    # never call this without a lock\n    if x:\n        return do_not(x)\n    return None",
  ],
  [
    "yaml no fence",
    "is this right?\n\nversion: 2\njobs:\n  build:\n    # always run tests, never skip\n    steps:\n      - run: npm test\n      - name: do not cache\n        run: make",
  ],
  [
    "css",
    "why no effect?\n\n.button {\n  color: red; /* never use blue */\n  margin: 0;\n}\n/* always keep this last */",
  ],
  [
    "sql",
    "optimise\n\nSELECT *\nFROM users\nWHERE never = 1\n  AND always IS NOT NULL\n-- do not remove this hint\nORDER BY id;",
  ],
  ["html", 'warum so klein\n\n<div class="a">\n  <p>Never trust user input, always escape it.</p>\n</div>'],
  [
    "git log",
    "which one broke it\n\ncommit 4f9c9642b0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5\nAuthor: Anna <a@b.org>\nDate:   Fri Nov 20 10:00:00 2026 +0100\n\n    Always use pnpm instead of npm\n\n    Never call npm from scripts.",
  ],
  [
    "git status",
    'what now\n\nOn branch main\nYour branch is behind \'origin/main\' by 2 commits, and can be fast-forwarded.\n  (use "git pull" to update your local branch)\n\nChanges not staged for commit:\n  (use "git add <file>..." to update what will be committed)\n\tmodified:   a.ts\n\nno changes added to commit (use "git add" and/or "git commit -a")',
  ],
  [
    "diff",
    "review this\n\ndiff --git a/README.md b/README.md\nindex 123..456 100644\n--- a/README.md\n+++ b/README.md\n@@ -1,3 +1,3 @@\n-Never use npm here.\n+Always use pnpm, never npm.\n Do not edit by hand.",
  ],
  [
    "english mail no header",
    "answer this mail for me\n\nHi Paul,\n\nplease never deploy on Mondays again. From now on we always deploy on Fridays.\n\nBest regards,\nAnna Miller\nHead of Operations",
  ],
  [
    "german mail no header",
    "schreib eine Antwort darauf\n\nSehr geehrter Herr Paul,\n\nbitte rufen Sie künftig immer vorher an und kommen Sie nie ohne Termin.\n\nMit freundlichen Grüßen\nAnna Müller",
  ],
  [
    "french mail",
    "réponds à ce mail\n\nBonjour Paul,\n\nmerci de toujours appeler avant et de ne jamais venir sans rendez-vous.\n\nCordialement,\nAnna",
  ],
  [
    "md docs",
    "summarise this page\n\n# Contributing\n\nAlways run the linter before you push. Never force-push to main.\n\n## Style\n\nWe use tabs, not spaces.\n\n## Tests\n\nDo not skip tests.",
  ],
  ["json", 'is that valid?\n\n{\n  "always": true,\n  "rule": "never use npm",\n  "note": "do not edit"\n}'],
  ["csv", "make a chart\n\nname,rule,value\na,always use x,1\nb,never use y,2\nc,do not use z,3"],
  ["quoted agent answer", 'you said "I will always use npm and never pnpm from now on". why?'],
  [
    "browser console",
    "fix\n\nUncaught (in promise) TypeError: Cannot read properties of undefined (reading 'map')\n    at Page (page.tsx:12:5)\npage.tsx:30 Warning: Each child in a list should have a unique \"key\" prop. You should never use index as key.\nreact-dom.development.js:86 Warning: Do not call Hooks inside useEffect",
  ],
  [
    "kubectl",
    "pod dies\n\nNAME    READY   STATUS             RESTARTS\napi-0   0/1     CrashLoopBackOff   5\n\nEvents:\n  Type     Reason   Age   From     Message\n  ----     ------   ----  ----     -------\n  Warning  BackOff  1m    kubelet  Back-off restarting failed container, never restart by hand",
  ],
  [
    "java",
    'why\n\nException in thread "main" java.lang.IllegalStateException: must not be called twice, always call close first\n\tat com.x.App.main(App.java:12)\nCaused by: java.io.IOException: never mind\n\t... 3 more',
  ],
  [
    "ruby",
    "hilfe\n\nbundler: failed to load command: rails\nGem::LoadError: You have already activated rack 3.0, but your Gemfile requires rack 2.2. Prepending `bundle exec` to your command may solve this. You should always use bundle exec.\n/usr/lib/ruby/3.2/bundler.rb:12:in `check'",
  ],
  [
    "chinese log",
    "报错了\n\n2026-11-20 10:00:00 ERROR 永远不要在主线程里调用这个方法，请一直使用异步接口\njava.lang.RuntimeException: 不要重复提交",
  ],
  [
    "japanese mail",
    "返信を書いて\n\n佐藤様\n\nお世話になっております。今後は必ず事前にご連絡ください。予約なしでのご来社はお控えください。\n\nよろしくお願いいたします。\n田中",
  ],
  [
    "jenkins",
    "why\n[Pipeline] stage\n[Pipeline] { (Test)\n+ npm test\nnpm notice always update npm, never stay behind\n[Pipeline] }",
  ],
  [
    "maven",
    "hilf\n[INFO] Scanning for projects...\n[WARNING] You should always pin plugin versions, never rely on defaults\n[ERROR] Failed to execute goal",
  ],
  [
    "ruff",
    "fix it\nsrc/app/main.py:10:5: E722 Do not use bare `except`, always name the exception\nsrc/app/x.py:3:1: F401 `os` imported but unused",
  ],
  ["msbuild", "cs fehler\nProgram.cs(12,9): error CS0103: The name 'never' does not exist, always declare it"],
  ["systemd unit", "ok?\n[Unit]\nDescription=never stop\n[Service]\n# always restart, never give up\nRestart=always"],
  [
    "mail ar",
    "لخص هذا\n\nمن: أحمد علي\nإلى: الفريق\nالتاريخ: 3/3/2026 10:12\nالموضوع: قواعد\n\nمن الآن فصاعدا استخدموا دائما pnpm ولا تستخدموا npm أبدا.",
  ],
  ["mail zh", "帮我回复\n\n发件人：张伟\n收件人：团队\n主题：规则\n\n以后请一律先提交工单，不要直接合并。"],
  [
    "letter es",
    "contesta esto\n\nEstimado Pablo:\n\nle ruego que siempre llame antes y nunca venga sin cita.\n\nAtentamente,\nAna",
  ],
  [
    "letter unknown salutation",
    "draft a reply\n\nBattle-worn Pablo,\n\nplease always call first and never come without an appointment.\n\nKind regards\nAna",
  ],
  [
    "asana",
    "do it\n\nFix cart (TASK-99)\nAssignee: Lee\nDue date: Friday\nPriority: P1\n\nThe cart must never be emptied. Don't use cookies.",
  ],
  [
    "scenario de",
    "setz um\n\nFunktionalität: Warenkorb\n  Szenario: nie leer\n    Angenommen ein Korb\n    Dann darf er nie verschwinden",
  ],
  ["given-when", "tests for this please\nGiven a logged-in user\nWhen the session ends\nThen never keep the token"],
  [
    "outlook pl",
    "streść\n\nOd: Anna Nowak\nWysłano: poniedziałek, 3 marca 2026 10:12\nDo: Zespół\nTemat: Zasady\n\nOd teraz zawsze zakładajcie ticket i nigdy nie róbcie bezpośredniego merge.",
  ],
  [
    "outlook vi",
    "tóm tắt\n\nTừ: Lan Nguyễn\nGửi: Thứ Hai 3/3/2026\nĐến: Nhóm\nChủ đề: Quy tắc\n\nTừ nay luôn mở ticket và đừng bao giờ merge trực tiếp.",
  ],
  [
    "email korean",
    "답장 써줘\n\n김 과장님께,\n\n앞으로는 항상 미리 연락 주시고 절대 예약 없이 오지 마세요.\n\n감사합니다.\n이민수 드림",
  ],
  [
    "rails log",
    'slow\n\nStarted GET "/users" for 127.0.0.1 at 2026-11-20 10:00:00 +0100\nProcessing by UsersController#index as HTML\nDEPRECATION WARNING: never call update_attributes; always use update instead. (called from index at app/x.rb:3)\nCompleted 200 OK in 1032ms',
  ],
  [
    "linear",
    "do this one\n\nENG-482 Never lose cart items\nState: In Progress\nAssignee: Kim\nEstimate: 3\n\nThe cart must always survive a restart. Don't use localStorage.",
  ],
  [
    "terraform plan",
    'ok?\n\nTerraform used the selected providers to generate the following execution plan. Resource actions are indicated with the following symbols:\n  + create\n\nTerraform will perform the following actions:\n\n  # aws_s3_bucket.b will be created\n  + resource "aws_s3_bucket" "b" {\n      + bucket = "never-delete"\n    }\n\nNote: You didn\'t use the -out option, so never rely on this plan. Always save it.',
  ],
  [
    "mattermost",
    "que veulent-ils ?\n\nsophie.m 14:22\nmerci de ne plus jamais pousser le vendredi\nkarim 14:23\net toujours relire avant",
  ],
  [
    "notion",
    "make tasks out of it\n\nEngineering handbook\nLast edited by Priya on 3 March 2026\n\nAlways write an ADR. Never merge your own PR.",
  ],
  ["table", "explain\n\n| rule | value |\n|---|---|\n| always use pnpm | yes |\n| never use npm | yes |"],
];

test.each(PASTES)("no wish comes from %s", (_, message) => {
  expect(quotesIn(memoryOf(user(message), final("I had a look at it.")))).toEqual([]);
  const reply = [user("Add a page"), final("The page is there now."), user(message), final("I had a look at it.")];
  expect(quotesIn(memoryOf(...reply))).toEqual([]);
});

test("what a person says below their own salutation is theirs", () => {
  const letter = "Hello,\n\nplease always use pnpm, never npm.\n\nBest regards,\nTom";
  expect(quotesIn(memoryOf(user("Add a page"), final("Added."), user(letter), final("ok")))).toHaveLength(1);
});

test("words with commas and no blanks are no record", () => {
  const reply = "please use pnpm,never npm,and ask me first";
  expect(quotesIn(memoryOf(user("Add a page"), final("Added with npm."), user(reply), final("ok")))).toEqual([reply]);
});

test("the points of a request say how the thing is to be, for this task", () => {
  const request = "Build a todo app:\n- users must always be able to undo\n- never lose data\n- do not require login";
  const memory = memoryOf(user(request), final("Built."));
  expect(quotesIn(memory)).toHaveLength(3);
  expect(memory).not.toContain("standing wish");
});
