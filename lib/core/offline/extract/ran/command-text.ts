/** One simple command of a shell line. */
export interface Segment {
  /** As written, without the usual redirections of error output. */
  readonly text: string;
  readonly program: string;
  /** Words after the program, without options and redirections. */
  readonly words: readonly string[];
  readonly options: readonly string[];
}

/** A command that is given to a shell as one text. */
const WRAPPED = /^(?:\/(?:usr\/)?bin\/)?(?:bash|sh|zsh|dash) -\w*c (['"])((?:(?!\1)[^\\])*)\1$/;
const ENDS_ITSELF = /(?:^|[\s;&|])exit\s+[1-9]/;

/** The simple commands of a shell text, without the bodies of here-documents. Good enough to compare, not to run. */
export function segmentsOf(command: string): Segment[] {
  const inner = WRAPPED.exec(command.trim())?.[2];
  // A script that decides by itself how it ends is a check, whatever it is made of.
  if (inner !== undefined && !ENDS_ITSELF.test(inner)) return segmentsOf(inner);
  const bare = command.replaceAll(/<<-?\s*(['"]?)(\w+)\1([^\n]*)\n[\s\S]*?\n[ \t]*\2(?=\n|$)/g, "$3");
  return splitOutsideQuotes(bare)
    .map((text) => withoutKeywords(text.replaceAll(/\s*(?:\d>&\d|[\d&]?>\s*\/dev\/null)/g, "").trim()))
    .filter((text) => text !== "" && !text.startsWith("#"))
    .map(readSegment);
}

/** Words of the shell's grammar before a command, and programs that only start another one. */
const LEAD =
  /^(?:(?:then|else|do|if|elif|while|until|!|\{|\(|time|sudo(?: -\w+)*|nohup|exec|command|nice(?: -n ?\d+)?|timeout \S+|env)\s+)+/;
/** What is no command: the ends and heads of compound ones. */
const GRAMMAR =
  /^(?:done|fi|esac|then|else|do|\{|\}|\(|\)|;;|for\s+\w+\s+in\b.*|for\s+\w+|case\s.*|select\s.*|function\s.*|\w+\(\)\s*\{?)$/;

function withoutKeywords(text: string): string {
  if (GRAMMAR.test(text)) return "";
  const bare = text.replace(LEAD, "").replace(/\s+[)}]$/, "");
  return GRAMMAR.test(bare) ? "" : bare;
}

/** Cuts at `&&`, `||`, `;`, `|` and line ends that no quotes enclose. */
function splitOutsideQuotes(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quote = "";
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quote === "") {
      const isPair = (char === "&" || char === "|") && text.charAt(at + 1) === char;
      if (isPair || char === ";" || char === "|" || char === "\n") {
        parts.push(text.slice(start, at));
        if (isPair) at += 1;
        start = at + 1;
      } else if (char === '"' || char === "'") quote = char;
    } else if (char === quote && text.charAt(at - 1) !== "\\") quote = "";
  }
  return [...parts, text.slice(start)];
}

function readSegment(text: string): Segment {
  const words = text
    .replaceAll(/\d?>>?&?\s*\S+|<\s*\S+/g, " ")
    .trim()
    .split(/\s+/)
    .filter((word) => !/^\w+=/.test(word));
  const [program = "", ...rest] = words;
  const isOption = (word: string) => word.startsWith("-");
  return { text, program, words: rest.filter((word) => !isOption(word)), options: rest.filter(isOption) };
}

/** The segment that a whole command is about: the last one that works, else the last one. */
export function mainSegment(segments: readonly Segment[]): Segment | undefined {
  return segments.findLast(isWorking) ?? segments.at(-1);
}

/** Programs that look, move or glue: running them says nothing about whether the work holds. */
const PLAIN_PROGRAMS = new Set(
  `cat ls sed grep rg ag awk gawk echo printf cd mkdir rmdir rm cp mv touch ln head tail wc find fd git sort uniq true
  false test [ [[ export unset which whereis where type pwd env printenv chmod chown tee xargs cut tr diff cmp comm less
  more nl bat stat file date sleep wait kill pkill killall ps top pgrep jobs set source . read exit return local alias
  jq yq xq tree du df free uname hostname whoami id locale man info history tldr strings od xxd hexdump base64 md5sum
  sha1sum sha256sum shasum basename dirname realpath readlink seq yes column fold paste split tar zip unzip gzip gunzip
  zcat apply_patch patch dir copy del move ren cls open xdg-open start code vim vi nano emacs lsof netstat ss ping dig
  nslookup host gh glab hub brew apt apt-get dnf yum pacman apk choco winget scoop corepack nvm fnm asdf mise rustup eza
  exa lsd hexyl ugrep dust procs tokei cloc scc sk fzf findstr certutil
  journalctl dmesg hostnamectl lsblk lscpu ip ifconfig ipconfig systeminfo tasklist psql sqlite3 mysql mariadb redis-cli
  mongosh duckdb gci gc gi gp gps gsv gcm sls ft fl select measure`.split(/\s+/),
);
/** PowerShell's own commands do not build or test anything. */
const CMDLET =
  /^(?:Get|Set|Select|Where|Format|Out|Write|Measure|Sort|Test|Copy|Move|Remove|New|Rename|Resolve|Join|Split|Convert\w*|Import|Export|Add|Clear|ForEach|Group|Compare|Push|Pop|Read|Show|Start|Stop|Wait|Invoke-WebRequest|Invoke-RestMethod)(?:-\w+)?$/i;
/** Questions to a program about itself. */
const SELF =
  /^(?:--?(?:version|help|V|h)|-v|version|help|--list|list|ls|info|show|status|outdated|why|view|inspect|ps|images|tree|logs|log|config|env|get|describe|search|whoami)$/;

/** What a program with commands of commands is asked, by its second or third word. */
const LOOKS = /^(?:list|ls|show|status|describe|get|tree|info|logs)$/;
const LOOKING_WORDS = 3;

/** Whether a program does real work: builds, tests, serves, deploys. */
export function isWorking(segment: Segment): boolean {
  const { program, words, options } = segment;
  if (program === "" || PLAIN_PROGRAMS.has(nameOf(program)) || CMDLET.test(program)) return false;
  if (!/^[\w./~\\-]/.test(program) || /^[\w.-]+=/.test(program)) return false;
  if (words.length === 0) return !SELF.test(options[0] ?? "");
  // "aws s3 ls", "uv pip list", "mvn dependency:tree".
  return (
    !SELF.test(words[0] ?? "") &&
    !LOOKS.test(words.slice(1, LOOKING_WORDS).at(-1) ?? "") &&
    !/:(?:tree|list)$/.test(words[0] ?? "")
  );
}

/** A program's name without its folder. */
export function nameOf(program: string): string {
  return (
    program
      .split(/[/\\]/)
      .at(-1)
      ?.replace(/\.(?:exe|cmd|bat)$/i, "") ?? program
  );
}

/** A text in a Markdown code span, on one line, at most `maxChars` long. */
export function codeSpan(text: string, maxChars = 160): string {
  const line = text.replaceAll(/\s*\n\s*/g, " ").trim();
  const shown = line.length > maxChars ? `${line.slice(0, maxChars)}…` : line;
  return shown.includes("`") ? `\`\` ${shown} \`\`` : `\`${shown}\``;
}
