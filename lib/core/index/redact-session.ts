import type { MetadataState } from "../agents/session/metadata-state.ts";
import type { SessionMetadata } from "../agents/session/session-metadata.ts";
import { cutText, mayHoldSecret } from "./redact-metadata.ts";

/** Takes secrets out of what is stored of a session, and cuts its long texts. */
export interface SessionRedactor {
  readonly metadata: (metadata: SessionMetadata) => SessionMetadata;
  /** Of a kept state, whose facts name folders, branches and remotes. */
  readonly state: (state: MetadataState) => MetadataState;
}

/** Fields that are text which somebody chose. */
const TEXTS = ["cwd", "gitBranch", "gitOriginUrl", "model", "modelProvider", "clientVersion"] as const;

/** The same folder, branch or remote is looked at once for all sessions that have it. */
export function sessionRedactor(redactText: (text: string) => string): SessionRedactor {
  const redact = (text: string) => (mayHoldSecret(text) ? redactText(text) : text);
  const seen = new Map<string, string>();
  const known = (text: string) => {
    const clean = seen.get(text) ?? redact(text);
    seen.set(text, clean);
    return clean;
  };
  return {
    metadata(metadata) {
      const clean: { -readonly [Key in keyof SessionMetadata]: SessionMetadata[Key] } = { ...metadata };
      for (const key of TEXTS) {
        const text = metadata[key];
        if (text !== undefined) clean[key] = known(text);
      }
      clean.firstUserMessage = cutText(redact(metadata.firstUserMessage));
      clean.title =
        metadata.title === metadata.firstUserMessage ? clean.firstUserMessage : cutText(redact(metadata.title));
      return clean;
    },
    state(state) {
      const facts = Object.entries(state.facts).map(([key, value]) => [
        key,
        typeof value === "string" ? known(value) : value,
      ]);
      return { ...state, facts: Object.fromEntries(facts) };
    },
  };
}
