import type { MetadataState } from "../agents/codex/metadata.ts";
import type { SessionMeta } from "../agents/codex/session-meta.ts";

/** Titles and messages are kept up to this many characters: a list has no use for more. */
export const MAX_TEXT_CHARACTERS = 2_000;

/** Fields of a first line that are text which somebody chose, and so may hold what must not be kept. */
const TEXTS = [
  "source",
  "cwd",
  "gitBranch",
  "gitOriginUrl",
  "modelProvider",
  "cliVersion",
  "agentRole",
  "agentNickname",
  "historyMode",
] as const satisfies readonly (keyof SessionMeta)[];

/**
 * Plain words: letters of any script, spaces and the usual marks, no long runs, no capital inside a word, as passwords
 * have, and no flag of a command, whose value may be any word. No rule finds a secret in them, and most titles, folders
 * and branches are nothing else.
 */
const MORE_THAN_WORDS = /[^\p{L}\p{M}\s.,;!?()/_-]|[^\s/]{16}|\s-\S|\S\p{Lu}/u;

/** Whether a secret could be in a text at all, by what it is made of. */
export function mayHoldSecret(text: string): boolean {
  return MORE_THAN_WORDS.test(text);
}

/**
 * Makes what takes secrets out of metadata before it is stored, and cuts its long texts. The same folder, branch or
 * remote is looked at once for all sessions that have it.
 */
export function metadataRedactor(redactText: (text: string) => string): (state: MetadataState) => MetadataState {
  const redact = (text: string) => (mayHoldSecret(text) ? redactText(text) : text);
  const seen = new Map<string, string>();
  const known = (text: string) => {
    const clean = seen.get(text) ?? redact(text);
    seen.set(text, clean);
    return clean;
  };
  const redactMeta = (meta: SessionMeta): SessionMeta => {
    const clean: { -readonly [Key in keyof SessionMeta]: SessionMeta[Key] } = { ...meta };
    for (const key of TEXTS) {
      const text = meta[key];
      if (text !== undefined) clean[key] = known(text);
    }
    return clean;
  };
  return (state) => {
    const { meta, turnCwd, firstUserMessage, title } = state;
    const first = firstUserMessage === undefined ? undefined : cutText(redact(firstUserMessage));
    return {
      ...state,
      ...(meta && { meta: redactMeta(meta) }),
      ...(turnCwd !== undefined && { turnCwd: known(turnCwd) }),
      ...(first !== undefined && { firstUserMessage: first }),
      ...(title !== undefined && {
        title: title === firstUserMessage && first !== undefined ? first : cutText(redact(title)),
      }),
    };
  };
}

/** The first characters of a text; secrets are out of it, so that none can be halved. */
export function cutText(text: string): string {
  if (text.length <= MAX_TEXT_CHARACTERS) return text;
  let units = 0;
  for (let count = 0; count < MAX_TEXT_CHARACTERS && units < text.length; count += 1) {
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, units);
}
