import { isProvablyDead } from "../../core/jobs/worker-id.ts";
import { processStart } from "../../edge/process/process-identity.ts";
import { workerIdentity } from "../../edge/process/worker-identity.ts";
import { expireDeadLeases } from "../../edge/state/jobs/expire-dead-leases.ts";
import type { World } from "../world.ts";

/** Ends the leases of processes of this machine that are gone: what they held can be claimed at once. */
export async function takeOverDead(world: World): Promise<void> {
  const own = workerIdentity();
  const expired = await expireDeadLeases(await world.state(), (holder) => isProvablyDead(holder, own, processStart));
  if (expired.length > 0) world.log.detail(`${expired.length} leases of processes that are gone were ended`);
}
