/** A line that no person types to an agent: prompts, logs, traces, diffs, source, tables, mail headers. */
const STRONG: readonly RegExp[] = [
  /^\s*(?:[$#%❯➜»]|>>>|PS [A-Z]:\\[^>]*>|[A-Z]:\\[^>\n]*>|\[?[\w.-]+@[\w.-]+[: ][^\n]*[$#%]) \S/,
  /^\s*(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\[?\d\d:\d\d:\d\d|[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d|\[\d{4}-)/,
  /^\s*\[?(?:error|err|warn|warning|info|debug|trace|fatal|notice|hint|note|critical|help|panic|fail|failed|ok|pass|passed)\]?\s*(?:\[[\w-]+\])?(?::|\s-\s|\s{2,})/i,
  /^\s*(?:npm|yarn|pnpm|bun|deno|node|tsc|eslint|pip|python[\d.]*|ruby|gem|bundler|java|javac|cargo|rustc|go|make|cmake|gcc|clang|ld|git|ssh|sudo|bash|sh|zsh|sed|ls|cat|cp|mv|rm|find|grep|tar|curl|wget|docker|kubectl|systemd)(?:\.exe)?(?:\[\d+\])?(?: (?:error|warn|ERR!|notice|info)|:)/i,
  /^\s*(?:[A-Z]{3,} )?(?:ERROR|WARN|WARNING|INFO|DEBUG|FATAL|SEVERE|PASS|FAIL|NOTICE|TRACE)\b(?! [a-z]+ [a-z]+ [a-z]+$)/,
  /^\s*\[(?:error|warn(?:ing)?|info|debug|trace|fatal|severe|notice)\]\s/i,
  // A place in a file, then what a checker says of it.
  /^\s*(?:[A-Z]:)?[\w@./\\-]*\w\.\w+(?::\d+(?::\d+)?|\(\d+(?:,\d+)?\)) ?[:-] ?\S/,
  // Sections and comments of settings files.
  /^\s*\[[\w .:-]+\]\s*$|^\s*;\s?\S/,
  // Examples of behaviour as test tools read them.
  /^\s*(?:Feature|Scenario(?: Outline)?|Background|Funktionalität|Szenario|Fonctionnalité|Scénario|Característica|Escenario|Funcionalidade|Cenário|Funzionalità|Функция|Сценарий): \S/,
  /^\s+at .*(?::\d+|\))\s*$/,
  /^\s*(?:File "[^"]+", line \d+|Traceback \(|Caused by:|\.\.\. \d+ more|goroutine \d+|stack backtrace|thread '[^']*' panicked)/,
  /^\s*[\w.:$]+(?:Error|Exception|Warning)\b(?::|\s*$)/,
  /^\s*(?:Exception in thread|Unhandled \w+|Uncaught |panic: |ERR_[A-Z_]+|ERR!)/,
  /^(?:commit [0-9a-f]{7,40}\b|Author: .+<.+>|Merge: [0-9a-f]{7} |Date: {3}\w{3} )/,
  /^\s*[\w.@/-]{2,40} +\| /,
  /^\s*(?:SELECT|FROM|WHERE|GROUP BY|ORDER BY|HAVING|(?:LEFT |RIGHT |INNER |OUTER |CROSS )?JOIN|UNION(?: ALL)?|INSERT INTO|UPDATE \w+ SET|DELETE FROM|ALTER TABLE|DROP TABLE|VALUES)\b|^\s*-- \S/,
  /^(?:diff --git |index [0-9a-f]{6,}|@@ .*@@|\+\+\+ |--- [ab/]|[+-](?![-+\s]*\s[\p{L}])\S.*[;{}()=])/u,
  /^\s*(?:From|To|Cc|Bcc|Subject|Date|Sent|Reply-To|Von|An|Betreff|Gesendet|De|Objet|Asunto|Assunto|Oggetto|Тема|От|Кому|发件人|收件人|主题|差出人|件名|보낸 사람|제목)\s*[:：]\s*\S/,
  /^(?:On|Am|Le|El|Il|Op|W dniu) .{6,80}(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|napisał)[^:]*:\s*$/,
  /^-{3,} ?(?:Original Message|Forwarded|Ursprüngliche|Message d'origine|Mensaje)/i,
  /^\s*(?:[│|┌├└╭╰═─━┃]|\|.*\|\s*$)/,
  /^\s*(?:import .*(?:from |;|\bas\b)|from \S+ import |const \w+ ?=|let \w+ ?=|var \w+ ?=|(?:export |async |public |private |protected |static )+\w|function\s*\w*\(|class \w+.*[:{]|def \w+\(|fn \w+[(<]|func \w+\(|#include|using \w+;|package \w+;?$|return\b.*;|<\?php|SELECT .* FROM |INSERT INTO |CREATE TABLE)/,
  /[;{}]\s*(?:\/\/.*)?$/,
  /^\s*(?:\/\/|\/\*|\*\s|\*\/|#!|<!--|<\/?[a-z][\w-]*(?:\s[^>]*)?>)/,
  /^\s*["']?[\w.-]+["']?\s*:\s*(?:["'[{]|\d|true\b|false\b|null\b).*,?$/,
  /^\s*[\w.-]+ ?= ?\S+\s*$/,
  /^\s*\d+ (?:passing|failing|pending|passed|failed|errors?|warnings?|tests?|files? changed)\b/i,
  /^\s*\d+\s*[|:]\s/,
  /^\s*(?:✓|✗|✔|✖|×|●|○|⠋|=+>|-->|==+|\*\*\*)/,
  /^[-drwxs]{10}\s|^total \d+$/,
  /^\s*(?:[+~^]+\s*)+$|^\s*[\^~]+\s*$/,
];

/** What a program tells whoever reads its output. */
const ADVICE =
  /^\s*(?:you (?:should|must|may|can|need|have to|might)\b|run [`'"]|see [`'"]?(?:https?:|\w+ help)|try (?:running|[`'"])|please (?:run|see|report|upgrade|update|install)\b|use [`'"]|to (?:fix|see|get|update) .*[`'"]|for more (?:info|details)|did you mean\b|did not\b|no tests?\b|updates were\b|fix (?:upstream|the above)|it (?:is|looks) (?:likely|like) )/i;

/** Whether a line was surely not typed by a person. */
export function isMachineLine(line: string): boolean {
  return STRONG.some((pattern) => pattern.test(line));
}

/** Whether a line reads like advice that a program prints; it counts only near lines that are surely printed. */
export function isAdvice(line: string): boolean {
  return ADVICE.test(line);
}

/** Given, when, then: a line of an example that a test tool reads, where the next or the last one is too. */
const STEP =
  /^\s*(?:given|when|then|and|but|angenommen|gegeben sei|wenn|dann|und|étant donné|quand|alors|et|dado|cuando|entonces|y|quando|então|e) \S/i;
const FIRST_STEP = /^\s*(?:given|angenommen|gegeben sei|étant donné|dado) \S/i;

/** Whether a line is a step of an example of behaviour: several such lines, the first of which says what is given. */
export function isExampleStep(lines: readonly string[], at: number): boolean {
  if (!STEP.test(lines[at] ?? "")) return false;
  let from = at;
  while (from > 0 && STEP.test(lines[from - 1] ?? "")) from -= 1;
  return FIRST_STEP.test(lines[from] ?? "") && STEP.test(lines[from + 1] ?? "");
}

/** Whether a line is one of several records: as many fields as the line before or behind it, three or more. */
export function isRecord(lines: readonly string[], at: number): boolean {
  const fields = fieldCount(lines[at] ?? "");
  return fields > 2 && [lines[at - 1], lines[at + 1]].some((line) => line !== undefined && fieldCount(line) === fields);
}

/** Values with a comma, semicolon or tab between them and no blank behind it. */
function fieldCount(line: string): number {
  return Math.max(...[/,(?=\S)/g, /;(?=\S)/g, /\t/g].map((mark) => (line.match(mark)?.length ?? 0) + 1));
}
