import type { AgentName } from "../../core/agents/agent-name.ts";
import { DAY_SECONDS } from "../../core/constants.ts";
import { reasonOf } from "../../core/errors.ts";
import { decideInjection } from "../../core/runs/decide-injection.ts";
import { hookAnswer, isAnswerTaken } from "../../core/runs/hook-answer.ts";
import { hookCaller } from "../../core/runs/hook-caller.ts";
import type { HookInput } from "../../core/runs/hook-input.ts";
import { contentHash } from "../../core/text/content-hash.ts";
import { type HookedSession, readGivenText, storeGivenText } from "../../edge/hooks/given-texts.ts";
import { readHook } from "../run/read-hook.ts";
import type { World } from "../world.ts";
import { readInstructions } from "./instructions.ts";

/** A session that is gone on with later than this gets nothing, as one of which nothing is known. */
const GIVEN_TEXT_DAYS = 30;

/**
 * Answers a session-start hook, whose standard input is `written`, in the form of `agent` or of whoever it shows to
 * call: undefined where the session has the text already, is none of a person's, or there is nothing to tell.
 */
export function answerHook(world: World, written: string, agent: AgentName | "auto"): object | undefined {
  const { parsed, decision } = readHook(written);
  const input: HookInput | undefined = "input" in parsed ? parsed.input : undefined;
  if ("problem" in parsed) world.log.info(`instructions for a hook: ${parsed.problem}`);
  if (input !== undefined && input.session !== "ephemeral" && decision.kind === "skip") {
    world.log.detail(`no instructions: ${decision.reason}`);
    return undefined;
  }
  const caller = agent === "auto" ? hookCaller(input, world.env) : agent;
  const answerOf = (text: string) => hookAnswer(caller, text, input?.event);
  const found = readInstructions(world, (text) => isAnswerTaken(answerOf(text)));
  if (found === undefined) return undefined;
  if (input === undefined) return answerOf(found.text);
  const session = input.sessionId === undefined ? undefined : { agent: caller, sessionId: input.sessionId };
  const hash = contentHash(found.text);
  const given = session && readGivenText(world.paths.home, session);
  const { answer, record } = decideInjection(input, given, hash);
  if (record === "given" && session !== undefined && given !== hash) remember(world, session, hash);
  return answer === "text" ? answerOf(found.text) : undefined;
}

/** A session is not worth less because its record cannot be written: the text may come once more. */
function remember(world: World, session: HookedSession, hash: string): void {
  const { now, paths } = world;
  try {
    storeGivenText(paths.home, session, { hash, now, forgetBefore: now - GIVEN_TEXT_DAYS * DAY_SECONDS });
  } catch (thrown) {
    world.log.warn(`what a session was given cannot be recorded: ${reasonOf(thrown)}`);
  }
}
