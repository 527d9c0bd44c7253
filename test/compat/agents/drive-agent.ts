import { join } from "node:path";
import type { PersonHome } from "../person-home.ts";
import { runClient } from "../run-client.ts";
import type { AgentDriver } from "./agent-driver.ts";
import type { AgentModel } from "./agent-model.ts";
import { type AgentTurn, headlessTurns, PROJECT, typedTurns } from "./conversation.ts";
import { TerminalSession } from "./terminal-session.ts";

/** A session that was lived through, and what was said and done in it. */
export interface LivedSession {
  readonly kind: "typed" | "headless";
  /** The client's own id, where it tells it. */
  readonly id: string | undefined;
  readonly turns: readonly AgentTurn[];
}

const READY_MS = 60_000;
const TURN_MS = 60_000;
/** So long is nothing drawn before the client is taken to wait for the person. */
const REST_MS = 800;
const REST_AT_MOST_MS = 6_000;
/** A client that was trusted loads its servers before it takes words. */
const SETTLE_MS = 2_500;
/** Between the last letter and Enter. */
const PAUSE_MS = 500;

/** A script's session: two processes, the second of which goes on with what the first began. */
export async function liveHeadless(driver: AgentDriver, home: PersonHome, model: AgentModel): Promise<LivedSession> {
  const turns = headlessTurns(driver);
  let id: string | undefined;
  for (const { typed, steps } of turns) {
    model.script(steps);
    const place = { cwd: join(home.dir, PROJECT), env: home.environment };
    const ended = await runClient(home.client.program, driver.headless(typed, id), place);
    const said = `${ended.stdout.slice(-800)}${ended.stderr.slice(-800)}`;
    if (ended.exit !== 0) throw new Error(`${typed}: exit ${ended.exit}: ${said}`);
    if (model.problem !== undefined) throw new Error(`${typed}: ${model.problem}: ${said}`);
    id ??= driver.sessionId(ended, home);
  }
  return { kind: "headless", id, turns };
}

/** A person's session: the client on a pseudo-terminal, words typed into it. */
export async function liveTyped(driver: AgentDriver, home: PersonHome, model: AgentModel): Promise<LivedSession> {
  const { args, ready, question, quit } = driver.interactive;
  const turns = typedTurns(driver);
  const terminal = new TerminalSession([home.client.program, ...args], join(home.dir, PROJECT), home.environment);
  const rest = () => terminal.quiet(REST_MS, REST_AT_MOST_MS);
  try {
    await terminal.until(ready, READY_MS);
    await rest();
    if (question?.test(terminal.text)) {
      terminal.press("\r");
      await terminal.quiet(SETTLE_MS, REST_AT_MOST_MS);
    }
    for (const { typed, steps } of turns) {
      model.script(steps);
      await terminal.say(typed, PAUSE_MS);
      if (!(await model.isDone(TURN_MS)))
        throw new Error(`${typed}: ${model.problem}: …${terminal.text.slice(-1_500)}`);
      await rest();
    }
    await terminal.say(quit, PAUSE_MS);
  } finally {
    await terminal.end();
  }
  return { kind: "typed", id: undefined, turns };
}
