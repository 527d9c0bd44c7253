import { MemoriesError } from "../../core/errors.ts";
import type { RootOwnership } from "./ownership.ts";

/** The refusal of a folder that is not our root, with what would help. */
export function rootRefused({ look, verdict }: RootOwnership): MemoriesError {
  const reason = verdict.kind === "refused" ? verdict.reason : "it is not ours";
  const elsewhere = "name another folder with --root DIR";
  const hint =
    verdict.kind === "refused" && verdict.adoptable
      ? `${elsewhere}, or take this one over with \`memories consolidate --adopt\`: it is copied whole first`
      : elsewhere;
  return new MemoriesError("root_refused", `${look.path} is not a memory root of ours: ${reason}`, { hint });
}
