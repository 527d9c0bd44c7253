import { MemoriesError } from "../../lib/core/errors.ts";
import { shortIds } from "../../lib/core/text/short-ids.ts";
import { changeJob, type JobsReport, listAllJobs, retryAllJobs } from "../../lib/flow/status/jobs.ts";
import type { Command, Outcome } from "../command.ts";
import { jobJson } from "../print/job-row.ts";
import { columnsOf } from "../print/table.ts";

export const jobsCommand: Command = {
  name: "jobs",
  summary: "List the jobs and why each stands so; retry, release",
  args: "[list|retry|release] [THREAD|global]",
  options: ["everyJob", "listFormat", "headers", "noHeaders"],
  list: "jobs",
  examples: [
    "memories jobs",
    "memories jobs retry 01a203bf-0c85",
    "memories jobs retry --all",
    "memories jobs release global",
  ],
  async run({ world, args, options }) {
    const [action = "list", target] = args;
    if (action !== "list" && action !== "retry" && action !== "release") {
      throw new MemoriesError("bad_option", `jobs cannot ${JSON.stringify(action)}`, {
        hint: "list, retry or release",
      });
    }
    if (options.everyJob === true) {
      refuseAll(action, target);
      return outcome(await retryAllJobs(await world()));
    }
    if ((action === "list") !== (target === undefined)) {
      const wants = action === "list" ? "jobs list takes no session" : `jobs ${action} needs a session, or global`;
      throw new MemoriesError("bad_option", wants, {
        hint: "usage: memories jobs [list|retry|release] [THREAD|global]",
      });
    }
    const report =
      action === "list" ? await listAllJobs(await world()) : await changeJob(await world(), action, target ?? "");
    return outcome(report);
  },
};

const NONE = {
  list: "no job yet: memories extract makes them",
  retry: "no job failed or waits; memories extract --again all makes memories anew",
  release: "no job is running",
} as const;

function refuseAll(action: string, target: string | undefined): void {
  if (action === "retry" && target === undefined) return;
  throw new MemoriesError("bad_option", "--all goes with retry alone, and names every job", {
    hint: "usage: memories jobs retry --all",
  });
}

function outcome(report: JobsReport): Outcome {
  const ids = shortIds(report.jobs.map(({ jobKey }) => jobKey));
  return {
    exit: 0,
    json: { ...report, jobs: report.jobs.map(jobJson) },
    table: {
      empty: NONE[report.action],
      columns: columnsOf("job", "status", "standing", "retries", "why"),
      rows: report.jobs.map((job) => [
        { shown: ids.get(job.jobKey) ?? job.jobKey, full: job.jobKey },
        job.status,
        job.standing,
        String(job.retryRemaining),
        job.why,
      ]),
    },
  };
}
