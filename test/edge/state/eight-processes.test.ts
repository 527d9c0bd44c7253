import { expect, test } from "bun:test";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { TEST_NOW } from "../../helpers/moment.ts";
import { addThread, temporaryState } from "../../helpers/state.ts";

const WORKERS = 8;
const THREADS = 500;
const KILLS = 16;
const CAP = 5;
const LEASE = 3_600;

/**
 * Notes inside the transactions of the workers themselves: every claim, with how many leases were alive by the
 * claimer's clock and what it took over; every success. No sampling from outside could miss a moment.
 */
const AUDIT = `
  CREATE TABLE claims (at INTEGER PRIMARY KEY, job_key TEXT, token TEXT, watermark INTEGER, alive INTEGER,
    took_over INTEGER, old_lease INTEGER, clock INTEGER);
  CREATE TABLE successes (at INTEGER PRIMARY KEY, job_key TEXT, token TEXT, watermark INTEGER, claim INTEGER);
  CREATE TRIGGER claimed_new AFTER INSERT ON jobs WHEN NEW.kind = 'memory_stage1' BEGIN
    INSERT INTO claims (job_key, token, watermark, alive, took_over, clock) VALUES (NEW.job_key, NEW.ownership_token,
      NEW.input_watermark, (SELECT count(*) FROM jobs WHERE kind = 'memory_stage1' AND status = 'running'
        AND lease_until > NEW.lease_until - ${LEASE}), 0, NEW.lease_until - ${LEASE});
  END;
  CREATE TRIGGER claimed_again AFTER UPDATE ON jobs
    WHEN NEW.kind = 'memory_stage1' AND NEW.status = 'running' AND NEW.ownership_token IS NOT OLD.ownership_token BEGIN
    INSERT INTO claims (job_key, token, watermark, alive, took_over, old_lease, clock) VALUES (NEW.job_key,
      NEW.ownership_token, NEW.input_watermark, (SELECT count(*) FROM jobs WHERE kind = 'memory_stage1'
        AND status = 'running' AND lease_until > NEW.lease_until - ${LEASE}),
      OLD.status = 'running', OLD.lease_until, NEW.lease_until - ${LEASE});
  END;
  CREATE TRIGGER succeeded AFTER UPDATE ON jobs
    WHEN NEW.kind = 'memory_stage1' AND NEW.status = 'done' AND OLD.status <> 'done' BEGIN
    INSERT INTO successes (job_key, token, watermark, claim) VALUES (NEW.job_key, NEW.ownership_token,
      NEW.last_success_watermark, (SELECT max(at) FROM claims WHERE job_key = NEW.job_key));
  END;
`;

test("eight processes, killed at random and with clocks that differ, do each thread's work once", async () => {
  using db = await temporaryState();
  await db.state.client.executeMultiple(AUDIT);
  for (let n = 0; n < THREADS; n += 1) await addThread(db.state, { id: `t${n}`, updatedAt: TEST_NOW - n });

  let started = 0;
  let clock = 0;
  const start = (offset: number, rest: string[]) => {
    started += 1;
    const script = join(import.meta.dir, "claim-worker.ts");
    return Bun.spawn([process.execPath, script, db.url, `w${started}`, String(offset), ...rest], {
      stdout: "pipe",
      stderr: "pipe",
    });
  };
  // Clocks of workers of one generation differ by a minute; who replaces a killed one begins when leases have run out.
  const skew = () => Math.floor(Math.random() * 120) - 60;
  const workers = Array.from({ length: WORKERS }, () => start(skew(), [String(CAP)]));
  for (let n = 0; n < KILLS; n += 1) {
    await pause(50 + Math.random() * 150);
    const victim = Math.floor(Math.random() * WORKERS);
    const killed = workers[victim];
    killed?.kill("SIGKILL");
    await killed?.exited;
    clock += LEASE + 200;
    workers[victim] = start(clock + skew(), [String(CAP)]);
    await db.state.client.execute({
      sql: "UPDATE threads SET updated_at = updated_at + 1 WHERE id = ?",
      args: [`t${400 + n}`],
    });
  }
  const exits = await Promise.all(workers.map((worker) => worker.exited));
  const errors = await Promise.all(workers.map((worker) => new Response(worker.stderr).text()));
  expect({ exits, errors }).toEqual({ exits: exits.map(() => 0), errors: errors.map(() => "") });
  // Whatever dead workers still hold, or used up all retries of, is finished by one that comes later.
  const last = start(clock + 2 * LEASE, ["", "pass_over"]);
  expect(await last.exited).toBe(0);

  const rows = async (sql: string) => (await db.state.client.execute(sql)).rows.map((row) => ({ ...row }));
  const one = async (sql: string) => Number((await rows(`SELECT (${sql}) AS n`))[0]?.n);

  expect(await one("SELECT count(*) FROM jobs WHERE kind = 'memory_stage1' AND status = 'done'")).toBe(THREADS);
  expect(await rows("SELECT job_key, watermark FROM successes GROUP BY 1, 2 HAVING count(*) > 1")).toEqual([]);
  expect(
    await rows(`SELECT t.id FROM threads t WHERE NOT EXISTS
      (SELECT 1 FROM successes s WHERE s.job_key = t.id AND s.watermark = t.updated_at)`),
  ).toEqual([]);

  const inRun = `SELECT max(at) FROM claims WHERE clock < unixepoch() + ${clock + LEASE}`;
  expect(await one(`SELECT max(alive) FROM claims WHERE at <= (${inRun})`)).toBe(CAP);
  expect(await one("SELECT count(*) FROM claims WHERE took_over = 1")).toBeGreaterThan(0);
  expect(await rows("SELECT * FROM claims WHERE took_over = 1 AND old_lease > clock")).toEqual([]);

  // Who succeeded held the last claim then, and what is stored is what the last success that stored wrote.
  expect(await rows("SELECT s.* FROM successes s JOIN claims c ON c.at = s.claim WHERE c.token <> s.token")).toEqual(
    [],
  );
  expect(
    await rows(`SELECT o.thread_id FROM stage1_outputs o WHERE NOT EXISTS (SELECT 1 FROM successes s
      WHERE s.job_key = o.thread_id AND s.token = o.raw_memory AND s.watermark = o.source_updated_at)`),
  ).toEqual([]);
});
