import { MemoriesError } from "../../core/errors.ts";
import type { RootOwnership } from "./ownership.ts";

/** The refusal of a folder that is not our root, with what would help. */
export function rootRefused({ inspection, decision }: RootOwnership): MemoriesError {
  const reason = decision.kind === "refused" ? decision.reason : "it is not ours";
  const elsewhere = "name another folder with --root DIR";
  const hint =
    decision.kind === "refused" && decision.adoptable
      ? `${elsewhere}, or take this one over with \`memories consolidate --adopt\`: it is copied whole first`
      : elsewhere;
  return new MemoriesError("root_refused", `${inspection.path} is not a memory root of ours: ${reason}`, { hint });
}
