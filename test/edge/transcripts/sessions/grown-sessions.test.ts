import { afterAll, describe, expect, test } from "bun:test";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { parseMetadataState, renderMetadataState } from "../../../../lib/core/agents/session/metadata-state.ts";
import type { SessionMetadata } from "../../../../lib/core/agents/session/session-metadata.ts";
import { indexSession, type KnownSession } from "../../../../lib/edge/transcripts/sessions/index-session.ts";
import type { ListedSession } from "../../../../lib/edge/transcripts/sessions/listed-session.ts";
import { copyHome, sessionsIn, stepsOf } from "../../../helpers/agent-home.ts";

const LINE_AGENTS = ["claude-code", "gemini-cli", "pi", "copilot", "qwen-code"] as const;
const folder = mkdtempSync(join(tmpdir(), "grown-"));
afterAll(() => rmSync(folder, { recursive: true }));
/** Long after every record, so that no time in them is taken for one of the future. */
const MTIME = new Date("2026-11-29T12:00:00Z");

for (const agent of LINE_AGENTS) {
  const { person, home } = copyHome(agent);
  afterAll(() => rmSync(person, { recursive: true }));
  const sessions = sessionsIn(agent, home).filter(({ files }) => files.length === 1);

  test(`${agent}: a transcript that grows at any byte has the metadata of one read from the start`, async () => {
    const pick = fc.tuple(
      fc.nat(sessions.length - 1),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(pick, async ([at, cuts]) => {
        const session = sessions[at];
        const source = session?.files[0];
        if (session === undefined || source === undefined) throw new Error("no session");
        run += 1;
        const path = join(folder, `${agent}-${run}.jsonl`);
        const bytes = readFileSync(source.path);
        const ends = [...cuts.map((cut) => Math.floor(cut * bytes.length)).sort((a, b) => a - b), bytes.length];
        const copy: ListedSession = { ...session, files: [{ ...source, path }] };
        let known: KnownSession | undefined;
        let from = 0;
        let last: unknown;
        for (const end of ends) {
          appendFileSync(path, bytes.subarray(from, end));
          utimesSync(path, MTIME, MTIME);
          from = end;
          const read = await indexSession(copy, known).catch(() => undefined);
          known = read?.known && keptAndBack(read.known, read.metadata);
          last = read?.metadata;
        }
        const fresh = await indexSession(copy);
        expect(last).toEqual(fresh.metadata);
        rmSync(path);
      }),
      { numRuns: 25 },
    );
  });
}

/** What was kept, as it is after it has been stored beside the row and read from there. */
function keptAndBack(known: KnownSession, { firstUserMessage, title }: SessionMetadata): KnownSession | undefined {
  const state = parseMetadataState(renderMetadataState(known.state), firstUserMessage, title);
  return state && { proof: known.proof, state };
}

describe("a session in several files", () => {
  test("is one: records that stand in both count once", async () => {
    const { person, home } = copyHome("claude-code");
    const original = sessionsIn("claude-code", home).find(({ files }) => files[0]?.path.includes("f23e3f69"));
    const path = original?.files[0]?.path ?? "";
    const before = original === undefined ? [] : await stepsOf(original);
    const moved = path.replace("-home-dev-shop-api", "-home-dev-elsewhere");
    mkdirSync(dirname(moved), { recursive: true });
    writeFileSync(moved, readFileSync(path));
    const both = sessionsIn("claude-code", home).find(({ key }) => key === original?.key);
    expect(both?.files.length).toBe(2);
    const steps = both === undefined ? [] : await stepsOf(both);
    const bare = (list: typeof steps) => list.map(({ place: _, ...step }) => step);
    expect(bare(steps)).toEqual(bare(before));
    rmSync(person, { recursive: true });
  });
});
