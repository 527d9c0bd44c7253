import { MemoriesError } from "../../lib/core/errors.ts";
import { changeJob, listAllJobs } from "../../lib/flow/status/jobs.ts";
import type { Command } from "../command.ts";
import { jobJson } from "../print/job-row.ts";
import { columnsOf } from "../print/table.ts";

export const jobsCommand: Command = {
  name: "jobs",
  summary: "List the jobs and why each stands so; retry, release",
  args: "[list|retry|release] [THREAD|global]",
  options: ["listFormat", "headers", "noHeaders"],
  list: "jobs",
  examples: [
    "memories jobs",
    "memories jobs retry 01a203bf-0c85-7cb3-a2c3-0892b45b6468",
    "memories jobs release global",
  ],
  async run({ world, args }) {
    const [action = "list", target] = args;
    if (action !== "list" && action !== "retry" && action !== "release") {
      throw new MemoriesError("bad_option", `jobs cannot ${JSON.stringify(action)}`, {
        hint: "list, retry or release",
      });
    }
    if ((action === "list") !== (target === undefined)) {
      const wants = action === "list" ? "jobs list takes no thread" : `jobs ${action} needs a thread, or global`;
      throw new MemoriesError("bad_option", wants, {
        hint: "usage: memories jobs [list|retry|release] [THREAD|global]",
      });
    }
    const report =
      action === "list" ? await listAllJobs(await world()) : await changeJob(await world(), action, target ?? "");
    return {
      exit: 0,
      json: { ...report, jobs: report.jobs.map(jobJson) },
      table: {
        columns: columnsOf("job", "status", "standing", "retries", "why"),
        rows: report.jobs.map((job) => [job.jobKey, job.status, job.standing, String(job.retryRemaining), job.why]),
      },
    };
  },
};
