/** Every indexed thread with what the decisions look at, for runs, dry runs, `status` and `explain`. */
import type { Stage1Facts } from "../../../core/jobs/decide-stage1.ts";
import type { State } from "../open/open.ts";
import { JOB_COLUMNS, memoryMode, optionalNumber, optionalText, rawJob } from "../open/rows.ts";

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
