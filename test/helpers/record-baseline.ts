/** `recordAsRun` as a process of its own: `ROOT SCRATCH NOW`. Breaks where `MEMORIES_FAULT` says. */
import { installFaults } from "../../cli/fault-hook.ts";
import { recordAsRun } from "./record-as-run.ts";

const [root = "", scratchIn = "", time = ""] = process.argv.slice(2);
if (process.env.MEMORIES_FAULT) installFaults(process.env.MEMORIES_FAULT);
await recordAsRun(root, scratchIn, Number(time));
