import { isProvablyDead } from "../../core/jobs/worker-id.ts";
import { processStart } from "../../edge/process/process-identity.ts";
import { workerIdentity } from "../../edge/process/worker-identity.ts";
import { listJobs } from "../../edge/state/jobs/read-jobs.ts";
import type { World } from "../world.ts";
import { type Finding, ok, warning } from "./finding.ts";

/** Whether a lease is held by a process of this machine that is gone. */
export async function checkLeases(world: World): Promise<Finding> {
  const running = (await listJobs(await world.state())).filter(({ status }) => status === "running");
  const own = workerIdentity();
  const dead = running.filter(({ workerId }) => isProvablyDead(workerId ?? undefined, own, processStart));
  if (dead.length === 0)
    return ok(running.length === 0 ? "none is held" : `${running.length} held by running processes`);
  return warning(
    `${dead.length} of ${running.length} leases are held by processes that are gone`,
    "the next run takes them over at once",
  );
}
