/**
 * `listCandidates`: the threads whose jobs a run tries to claim, in the order in which it tries.
 * `listStage1Facts`: every indexed thread with what the decisions look at, for dry runs, `status` and `explain`.
 */
import type { Stage1Facts } from "../../../core/jobs/decide-stage1.ts";
import type { EligibilityRules } from "../../../core/jobs/eligibility.ts";
import type { State } from "../open/open.ts";
import { JOB_COLUMNS, memoryMode, optionalNumber, optionalText, rawJob } from "../open/rows.ts";

/** A thread worth claiming, as far as a run needs it before it reads the transcript. */
export interface Candidate {
  readonly threadId: string;
  readonly rolloutPath: string;
  readonly cwd: string;
  readonly updatedAt: number;
}

/** Threads that pass `rules` and are not up to date, newest `updated_at` first, then id descending. */
export async function listCandidates(state: State, rules: EligibilityRules): Promise<Candidate[]> {
  const result = await state.client.execute({
    sql: `WITH eligible AS (
        SELECT t.id, t.rollout_path, t.cwd, t.updated_at FROM threads t
        WHERE t.machine = :machine AND t.codex_home = :codexHome AND t.missing_since IS NULL AND t.archived = 0
          AND t.first_user_message <> '' AND t.memory_mode = 'enabled'
          AND t.updated_at BETWEEN :oldest AND :newest
          AND t.source IN (SELECT value FROM json_each(:sources))
          AND t.id NOT IN (SELECT value FROM json_each(:excluded))
          AND (:providers = '[]' OR t.model_provider IN (SELECT value FROM json_each(:providers)))
          AND NOT EXISTS (SELECT 1 FROM forgotten f WHERE f.thread_id = t.id)
        ORDER BY t.updated_at DESC, t.id DESC LIMIT :scanLimit)
      SELECT e.id, e.rollout_path, e.cwd, e.updated_at FROM eligible e
      LEFT JOIN stage1_outputs o ON o.thread_id = e.id
      LEFT JOIN jobs j ON j.kind = 'memory_stage1' AND j.job_key = e.id
      WHERE NOT coalesce(o.source_updated_at >= e.updated_at, 0)
        AND NOT coalesce(j.last_success_watermark >= e.updated_at, 0)
      ORDER BY e.updated_at DESC, e.id DESC`,
    args: {
      machine: rules.machine,
      codexHome: rules.codexHome,
      oldest: rules.oldest,
      newest: rules.newest,
      scanLimit: rules.scanLimit,
      sources: JSON.stringify(rules.sources),
      excluded: JSON.stringify(rules.excluded),
      providers: JSON.stringify(rules.providers),
    },
  });
  return result.rows.map((row) => ({
    threadId: String(row.id),
    rolloutPath: String(row.rollout_path),
    cwd: String(row.cwd),
    updatedAt: Number(row.updated_at),
  }));
}

/** The facts of every indexed thread, of all machines; in no order. */
export async function listStage1Facts(state: State): Promise<Stage1Facts[]> {
  const { rows } = await state.client.execute(
    `SELECT t.id, t.rollout_path, t.cwd, t.machine, t.codex_home, t.missing_since, t.archived, t.source, t.memory_mode,
        t.model_provider, t.first_user_message, t.updated_at,
        f.thread_id AS tombstone, o.source_updated_at AS output_updated_at, ${JOB_COLUMNS}
      FROM threads t
      LEFT JOIN forgotten f ON f.thread_id = t.id
      LEFT JOIN stage1_outputs o ON o.thread_id = t.id
      LEFT JOIN jobs j ON j.kind = 'memory_stage1' AND j.job_key = t.id`,
  );
  return rows.map((row) => ({
    thread: {
      id: String(row.id),
      rolloutPath: String(row.rollout_path),
      cwd: String(row.cwd),
      machine: String(row.machine),
      codexHome: String(row.codex_home),
      missingSince: optionalNumber(row.missing_since),
      archived: Number(row.archived) !== 0,
      source: String(row.source),
      memoryMode: memoryMode(row.memory_mode),
      modelProvider: optionalText(row.model_provider),
      firstUserMessage: String(row.first_user_message),
      updatedAt: Number(row.updated_at),
    },
    forgotten: row.tombstone !== null,
    outputUpdatedAt: optionalNumber(row.output_updated_at),
    job: rawJob(row),
  }));
}
