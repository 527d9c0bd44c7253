import { FORMATS } from "../../../core/agents/formats.ts";
import type { AgentStep } from "../../../core/agents/session/agent-step.ts";
import { type StepCounts, StepReader } from "../../../core/agents/session/step-reader.ts";
import { unreadable, withTranscript } from "../open-transcript.ts";
import { feedBeside, feedDocument, feedLines } from "./feed-records.ts";
import type { ListedSession } from "./listed-session.ts";

/**
 * Reads a session whole and gives its steps in their order, in memory bounded by its longest record. Throws
 * `rollout_unreadable` when a file cannot be opened or nothing in them can be used, and the reason of `signal`.
 */
export async function readSession(
  session: Pick<ListedSession, "agent" | "key" | "files" | "record">,
  sink: (step: AgentStep) => void,
  signal?: AbortSignal,
): Promise<StepCounts> {
  const format = FORMATS[session.agent];
  const reader = new StepReader(format, sink, session.files.length > 1 ? "several" : "one");
  await feedBeside(session.record, reader);
  for (const { path, form } of session.files) {
    await withTranscript(path, async (file) => {
      const options = { glance: format.glance, ...(signal && { signal }) };
      if (form === "document") await feedDocument(file, reader, options);
      else await feedLines(file, reader, options);
    });
  }
  const counts = reader.end();
  if (counts.usable === 0) throw unreadable(session.files[0]?.path ?? session.key, "no usable record");
  return counts;
}
