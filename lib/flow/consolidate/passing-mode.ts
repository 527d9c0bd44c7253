import { liftsCooldown } from "../../core/consolidate/persons-files.ts";
import type { Phase2Mode } from "../../core/jobs/claim-phase2.ts";
import { peekPhase2 } from "../../edge/state/jobs/claim-phase2.ts";
import { changesBesideSessions } from "../root/changes-beside-sessions.ts";
import type { RootOwnership } from "../root/ownership.ts";
import type { World } from "../world.ts";

/**
 * How a consolidation that a cooldown would put off is claimed (spec 9, rule 3): a person's edit, a note, or material
 * of an extension that the baseline does not hold lifts it. Only reads, and takes no lock. What is forgotten, undone or
 * made anew has lifted it in the database already.
 */
export async function passingMode(
  world: World,
  { inspection, decision }: RootOwnership,
  mode: Phase2Mode,
): Promise<Phase2Mode> {
  if (mode !== "normal" || decision.kind !== "ours") return mode;
  const { outcome } = await peekPhase2(await world.state(), "normal");
  if (outcome !== "skipped_cooldown") return mode;
  const { changes } = await changesBesideSessions(world, inspection.path);
  return changes.some(({ path }) => liftsCooldown(path)) ? "passing_cooldown" : mode;
}
