/** Different sessions of one run whose requests came to nothing in the same way. */
export interface AlikeSessions {
  readonly ids: readonly string[];
  /** Sessions that the endpoint was asked about. */
  readonly asked: number;
  /** `answered`: with text that holds no JSON, which begins with `said`. `asked`: it refused them, and said that. */
  readonly endpoint: "answered" | "asked";
  readonly said: string;
}

/** Characters of an answer that the message shows. */
const SHOWN_CHARS = 60;

/** What they have in common, as a sentence: `where` is `qwen3 at 127.0.0.1:11434`. */
export function describeAlike({ ids, asked, endpoint, said }: AlikeSessions, where: string): string {
  const sessions = `${ids.length} of ${asked} sessions`;
  if (endpoint === "asked") return `${where} refused ${sessions} alike: ${said}`;
  if (said === "") return `${where} answered ${sessions} with nothing`;
  return `${where} answered ${sessions} with text that holds no JSON ("${beginning(said)}")`;
}

function beginning(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (line.length <= SHOWN_CHARS) return line;
  const cut = line.slice(0, SHOWN_CHARS);
  const space = cut.lastIndexOf(" ");
  return `${space > 0 ? cut.slice(0, space) : cut} …`;
}
