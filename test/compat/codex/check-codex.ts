import type { InstalledClient } from "../install-client.ts";
import type { Report } from "../report.ts";
import { checkPlan, type PlanRun } from "./check-plan.ts";
import { checkWiring } from "./check-wiring.ts";

/** A model whose tools are called from JavaScript. */
const CODE_MODE_MODEL = "gpt-6.2-sol";
const PLAIN = { config: {}, start: {} };

/** Every conversation there is, in the form that this version writes by itself. */
const ALL: readonly Omit<PlanRun, "label" | "mustKnow">[] = [
  { plan: "samples", ...PLAIN },
  { plan: "samples", ...PLAIN, config: { model: CODE_MODE_MODEL }, codeMode: true },
  { plan: "branches", ...PLAIN },
  { plan: "opted-out", ...PLAIN },
  { plan: "tools", ...PLAIN },
  { plan: "kinds", ...PLAIN },
];

/** The version whose editor still began sessions of the old form, and could write the new one when asked. */
const BOTH_FORMS = /^0\.150\./;
const PAGINATED = { historyMode: "paginated" };

/** Drives one version of Codex through all conversations and compares what lies on the disk with what was said. */
export async function checkCodex(report: Report, client: InstalledClient, isNewest: "newest" | "older"): Promise<void> {
  const label = `codex ${client.version}`;
  for (const run of plansFor(client.version, isNewest)) {
    const mode = run.codeMode === true ? " (code mode)" : run.start === PAGINATED ? " (paginated)" : "";
    const mustKnow = isNewest === "newest" ? "every step" : "what it knows";
    const full = { ...run, label: `${label} ${run.plan}${mode}`, mustKnow } as const;
    await report.attempt(full.label, () => checkPlan(report, client, full));
  }
  if (isNewest === "newest") await report.attempt(`${label}: wiring`, () => checkWiring(report, client));
}

function plansFor(version: string, isNewest: "newest" | "older"): readonly Omit<PlanRun, "label" | "mustKnow">[] {
  if (isNewest === "newest") return ALL;
  const known = ALL.filter(({ codeMode }) => codeMode !== true);
  const again = ALL.filter(({ plan }) => plan === "branches" || plan === "opted-out");
  return BOTH_FORMS.test(version) ? [...known, ...again.map((run) => ({ ...run, start: PAGINATED }))] : known;
}
