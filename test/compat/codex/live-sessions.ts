import { runClient } from "../run-client.ts";
import { AppServer, RequestRefused } from "./app-server.ts";
import type { CodexHome } from "./codex-home.ts";
import { compressTranscripts } from "./compress-transcripts.ts";
import type { LivedThread, LivedTurn } from "./lived-thread.ts";
import { offersCodeMode } from "./output-item.ts";
import type { Plan, Session, Step } from "./plan.ts";
import type { ScriptedModel } from "./scripted-model.ts";
import { exitOf, inputOf, ranIn, typedOf } from "./spoken-turn.ts";

/** Lives through the sessions of a plan with the real client, and keeps what was said and done. */
export class LiveSessions {
  readonly threads = new Map<string, LivedThread>();
  /** Sessions that this version of the client could not live through, and the request that it refused. */
  readonly unsupported = new Map<string, string>();
  /** Ids of sessions that were begun and could not be ended. */
  readonly abandoned = new Set<string>();
  readonly #home: CodexHome;
  readonly #model: ScriptedModel;
  readonly #start: Readonly<Record<string, unknown>>;
  #server: AppServer | undefined;

  /** `start`: parameters of every session's start, under the plan's own. */
  constructor(home: CodexHome, model: ScriptedModel, start: Readonly<Record<string, unknown>>) {
    this.#home = home;
    this.#model = model;
    this.#start = start;
  }

  async live(plan: Plan): Promise<void> {
    for (const session of plan.sessions) await this.#liveUnlessRefused(session);
    const { compress = [] } = plan;
    if (compress.length > 0)
      await this.#unlessRefused("compression", () => compressTranscripts(this, this.#home, compress));
  }

  /** What the app-server is asked directly, for what no plan says. */
  async server(args: readonly string[] = []): Promise<AppServer> {
    if (this.#server === undefined) {
      this.#server = new AppServer(this.#home.client.program, args, this.#home.environment, this.#home.dir);
      await this.#server.initialize();
    }
    return this.#server;
  }

  /** The editor quits. */
  async stop(): Promise<void> {
    const running = this.#server;
    this.#server = undefined;
    await running?.close();
  }

  async #liveUnlessRefused(session: Session): Promise<void> {
    const name = session.name ?? session.thread ?? "";
    const needs = [session.thread, session.fork?.of].filter((other) => other !== undefined);
    const missing = needs.find((other) => this.unsupported.has(other));
    if (missing !== undefined) {
      this.unsupported.set(name, `there is no ${missing}`);
      return;
    }
    await this.#unlessRefused(name, () => this.liveOne(session));
    const half = this.threads.get(name);
    if (half === undefined || !this.unsupported.has(name)) return;
    this.threads.delete(name);
    this.abandoned.add(half.id);
  }

  /** An older client may not know a request; what it was needed for is then kept as not supported. */
  async #unlessRefused(name: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw new Error(`${name}: ${error}`, { cause: error });
      this.unsupported.set(name, error.message);
    }
  }

  /** One entry of a plan's sessions: a new session, or more steps of an earlier one. */
  async liveOne(session: Session): Promise<LivedThread> {
    if (session.via === "exec") return this.#exec(session);
    const thread = session.thread === undefined ? await this.#begin(session) : this.named(session.thread);
    this.threads.set(thread.name, thread);
    for (const step of session.steps ?? [])
      await (step.user === undefined ? this.#act(step, thread) : this.#speak(step, thread));
    return thread;
  }

  named(name: string): LivedThread {
    const thread = this.threads.get(name);
    if (thread === undefined) throw new Error(`no session is called ${name} (yet)`);
    return thread;
  }

  async #begin(session: Session): Promise<LivedThread> {
    const server = await this.server();
    const { name = "", project = "", fork, expect } = session;
    if (fork === undefined) {
      const start = { cwd: this.#home.folderOf(project), ...this.#start, ...session.start };
      const { thread } = await server.request("thread/start", start);
      return { name, project, id: thread.id, expect, turns: [], takenBack: [], ofParent: [] };
    }
    const { of, before, through, ...rest } = fork;
    const parent = this.named(of);
    const { thread } = await server.request("thread/fork", {
      threadId: parent.id,
      ...(before === undefined ? {} : { beforeTurnId: turnOf(parent, before).id }),
      ...(through === undefined ? {} : { lastTurnId: turnOf(parent, through).id }),
      excludeTurns: true,
      ...rest,
    });
    const ofParent = [...parent.ofParent, ...parent.turns.flatMap(({ typed }) => typed)];
    return { name, project: parent.project, id: thread.id, expect, turns: [], takenBack: [], ofParent };
  }

  /** One turn: what the person types, then the scripted answers, one for each request that the client makes. */
  async #speak(step: Step, thread: LivedThread): Promise<void> {
    const server = await this.server();
    const since = server.notifications.length;
    const asked = this.#model.requests.length;
    this.#model.script(step.model ?? [["Done."]]);
    server.answers = step.answers ?? {};
    const input = inputOf(step, this.#home.dir);
    const { turn } = await server.request("turn/start", { threadId: thread.id, input });
    const ended = await server.until((n) => n.method === "turn/completed" && n.params.turn?.id === turn.id, since);
    if (ended.params.turn.status !== "completed")
      throw new Error(`the turn failed: ${JSON.stringify(ended.params.turn)}`);
    if (this.#model.left > 0) throw new Error(`the client did not ask for ${this.#model.left} of the scripted answers`);
    const items = server.notifications.slice(since).filter((n) => n.method === "item/completed");
    const codeMode = this.#model.requests.slice(asked).some(offersCodeMode);
    const needsCodeMode = (step.model ?? []).flat().some((item) => typeof item === "object" && "js" in item);
    if (needsCodeMode && !codeMode) throw new RequestRefused("turn/start", "its model is not in code mode");
    thread.turns.push({
      label: step.label ?? String(thread.turns.length + 1),
      id: turn.id,
      typed: typedOf(step),
      answered: Object.values(step.answers ?? {}).flat(),
      ran: ranIn(
        step,
        items.filter((n) => n.params.turnId === turn.id).flatMap((n) => exitOf(n.params.item)),
      ),
      codeMode,
    });
  }

  async #act(step: Step, thread: LivedThread): Promise<void> {
    const threadId = thread.id;
    const request = async (method: string, params: object = {}) => {
      await (await this.server()).request(method, { threadId, ...params });
    };
    switch (step.do) {
      case "compact":
        this.#model.script([[{ say: step.summary ?? "Handover summary of the session so far." }]]);
        return this.#untilTurnEnds(threadId, () => request("thread/compact/start"));
      case "shell":
        return this.#untilTurnEnds(threadId, () => request("thread/shellCommand", { command: step.value }));
      case "revert":
        return this.#revert(step, thread, request);
      case "restart":
        await this.stop();
        await this.server();
        return;
      case "resume":
        return request("thread/resume", { excludeTurns: true, ...(step.config ? { config: step.config } : {}) });
      case "memory_mode":
        return request("thread/memoryMode/set", { mode: step.value });
      case "rename":
        return request("thread/name/set", { name: step.value });
      case "archive":
      case "unarchive":
      case "delete":
        return request(`thread/${step.do}`);
      case "wait":
        await Bun.sleep(step.ms ?? 0);
        return;
      default:
        throw new Error(`unknown step: ${JSON.stringify(step)}`);
    }
  }

  /** Takes back the turn with this label and all that follow; in a fork it can be one of the parent's. */
  async #revert(step: Step, thread: LivedThread, request: (m: string, p: object) => Promise<void>): Promise<void> {
    const from = turnOf(step.of === undefined ? thread : this.named(step.of), step.before ?? "");
    const at = step.of === undefined ? thread.turns.indexOf(from) : 0;
    try {
      await request("thread/revert", { beforeTurnId: from.id });
    } catch (error) {
      // Older clients, and sessions of the old form, take back by the number of turns instead.
      if (!(error instanceof RequestRefused) || step.of !== undefined) throw error;
      await request("thread/rollback", { numTurns: thread.turns.length - at });
    }
    thread.takenBack.push(...thread.turns.slice(at).flatMap(({ typed }) => typed));
    thread.turns = thread.turns.slice(0, at);
  }

  async #untilTurnEnds(threadId: string, act: () => Promise<void>): Promise<void> {
    const server = await this.server();
    const since = server.notifications.length;
    await act();
    await server.until((n) => n.method === "turn/completed" && n.params.threadId === threadId, since);
  }

  /** A session of `codex exec`: one turn, nobody there to be asked. */
  async #exec(session: Session): Promise<LivedThread> {
    await this.stop(); // two clients must not write one home
    const { name = "", project = "", expect, steps: [step] = [] } = session;
    if (typeof step?.user !== "string") throw new Error("a session of `codex exec` has one step, a text");
    const asked = this.#model.requests.length;
    this.#model.script(step.model ?? [["Done."]]);
    const cwd = this.#home.folderOf(project);
    const args = ["exec", "--json", "--skip-git-repo-check", ...(session.args ?? []), "-C", cwd, step.user];
    const ended = await runClient(this.#home.client.program, args, { cwd, env: this.#home.environment });
    const [, id] = /"thread_id":"([^"]+)"/.exec(ended.stdout) ?? [];
    if (id === undefined || ended.exit !== 0) throw new Error(`codex exec: ${ended.stdout}${ended.stderr}`);
    const codeMode = this.#model.requests.slice(asked).some(offersCodeMode);
    const turn = { label: "1", id, typed: [step.user], answered: [], ran: [], codeMode };
    const thread = { name, project, id, expect, turns: [turn], takenBack: [], ofParent: [] };
    this.threads.set(name, thread);
    return thread;
  }
}

function turnOf(thread: LivedThread, label: string): LivedTurn {
  const turn = thread.turns.find((turn) => turn.label === label);
  if (turn === undefined) throw new Error(`${thread.name} has no turn ${label}`);
  return turn;
}
