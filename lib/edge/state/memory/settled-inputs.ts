/**
 * What a run found settled, kept with what it was found about: a change of anything that decides about a selection
 * takes it away (see `migrations/0002_selection.sql`), and so does whatever forgets a memory.
 */
import {
  parseSettledInputs,
  renderSettledInputs,
  type SettledInputs,
} from "../../../core/consolidate/settled-inputs.ts";
import { fault } from "../../../core/fault.ts";
import type { State } from "../open/open.ts";
import { optionalText } from "../open/rows.ts";
import { SELECTION_REVISION } from "./selection.ts";

/** What the last such run found, if nothing has changed since; undefined when that is not known: it is only a help. */
export async function readSettledInputs(state: State): Promise<SettledInputs | undefined> {
  const { rows } = await state.client.execute(
    `SELECT value, ${SELECTION_REVISION} AS revision FROM meta WHERE key = 'settled_inputs'`,
  );
  const record = optionalText(rows[0]?.value);
  const settled = record === undefined ? undefined : parseSettledInputs(record);
  return settled?.revision === rows[0]?.revision ? settled : undefined;
}

/** Remembers what a run found settled, unless something has changed since its selection. */
export async function keepSettledInputs(state: State, settled: SettledInputs): Promise<void> {
  fault("state.finish_phase2", "settled");
  await state.client.execute({
    sql: `INSERT INTO meta (key, value) SELECT 'settled_inputs', :record WHERE ${SELECTION_REVISION} = :revision
      ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    args: { record: renderSettledInputs(settled), revision: settled.revision },
  });
}
