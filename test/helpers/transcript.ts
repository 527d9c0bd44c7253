/** One command of a transcript: `$ command`, its stdout, `! ` lines of stderr, and `→ N` when it does not exit 0. */
export interface Step {
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

/** Reads a `console` block. A `$ ` line may go on over lines that start with `> `. */
export function parseTranscript(text: string): Step[] {
  const steps: { command: string; stdout: string; stderr: string; exit: number }[] = [];
  for (const line of text.split("\n")) {
    const step = steps.at(-1);
    if (line.startsWith("$ ")) steps.push({ command: line.slice(2), stdout: "", stderr: "", exit: 0 });
    else if (step === undefined) continue;
    else if (line.startsWith("> ") && step.stdout === "" && step.stderr === "") step.command += `\n${line.slice(2)}`;
    else if (line.startsWith("! ")) step.stderr += `${line.slice(2)}\n`;
    else if (/^→ \d+$/.test(line)) step.exit = Number(line.slice(2));
    else step.stdout += `${line}\n`;
  }
  return steps;
}

/** The `console` blocks of a Markdown text, in order. */
export function consoleBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/^```console\n([\s\S]*?)\n```$/gm)].map((match) => match[1] ?? "");
}

/** A step as it stands in a `console` block, without its last newline. */
export function renderStep({ command, stdout, stderr, exit }: Step): string {
  const typed = `$ ${command.replaceAll("\n", "\n> ")}\n`;
  const told = stderr === "" ? "" : stderr.replace(/\n$/, "").replaceAll(/^/gm, "! ").concat("\n");
  return `${typed}${stdout}${told}${exit === 0 ? "" : `→ ${exit}\n`}`.replace(/\n$/, "");
}
