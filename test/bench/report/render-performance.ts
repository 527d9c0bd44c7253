import { type BenchResult, type BenchRow, goalMet } from "./bench-row.ts";
import { type GrowthPoints, growthPoints } from "./render-growth.ts";

/** The page about speed: what is measured and how to repeat it, with the figures of the kept results. */
export function renderPerformance(results: ReadonlyMap<string, BenchResult>): string {
  const rows = [...results].flatMap(([name, { rows: of }]) => of.map((row) => ({ name, row })));
  const missed = rows.filter(({ row }) => goalMet(row) === false).length;
  const judged = rows.filter(({ row }) => row.goal !== undefined).length;
  return `${[
    "# Performance",
    "",
    "<!-- Written by `npm run bench` and `npm run docs` from fixtures/bench/; do not edit. -->",
    "",
    "Every figure is measured beside a peer (`jq`, `grep`, `find`, `git`) or a limit in the same run: machines differ and are",
    "busy, so the ratios count. Of repeats the least is taken of each side; the noise says how far their medians lie above it.",
    "Whole programs are measured in processor time, their children included; starts and pipes by the clock.",
    "",
    "## How to repeat it",
    "",
    "| command | what it does |",
    "| --- | --- |",
    "| `npm run bench` | measures everything, keeps the results, writes this page; half an hour on two cores |",
    "| `npm run bench -- index growth` | only these |",
    "| `npm run bench -- --quick` | less of everything, to see that it works; keeps nothing |",
    "| `npm run bench -- --compare` | compares with what is kept; exit 1 when something got worse beyond its noise |",
    "| `npm run bench -- start consolidate --against PROGRAM` | this build and another, by turns |",
    "",
    "## On what",
    "",
    "Sessions are made of what lies in this repository: its sources and docs, its history as diffs, its tests as logs, its",
    "lock file, its packages' code and docs, and dense bytes as images. They are the same for the same seed on the same",
    "sources (`test/bench/content/`). Homes that people worked in for a year hold sessions of 0.4 MB in the median, a few of",
    "60 MB, one of 1 GB.",
    "",
    "## From transcripts to memories",
    "",
    "![Processor time of each step by the sessions of a home](growth.svg)",
    "",
    ...growthTable(growthPoints(results.get("growth"))),
    "",
    "## All figures",
    "",
    `${judged - missed} of ${judged} goals are met.`,
    "",
    "| benchmark | what | ours | peer or limit | ratio | noise | goal | met |",
    "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ...rows.map(({ name, row }) => tableRow(name, row)),
  ].join("\n")}\n`;
}

function growthTable(points: GrowthPoints): string[] {
  return [
    "| sessions | step | processor time | time | most memory |",
    "| ---: | --- | ---: | ---: | ---: |",
    ...points.map(
      ({ sessions, step, cpu_ms, wall_ms, peak_mb }) =>
        `| ${sessions.toLocaleString("en-US")} | ${step} | ${cpu_ms} ms | ${wall_ms} ms | ${peak_mb} MB |`,
    ),
  ];
}

function tableRow(name: string, row: BenchRow): string {
  const { what, ours, unit, peer, ratio, noise, goal } = row;
  const figure = (value: number) => `${value}${unit === "" ? "" : ` ${unit}`}`;
  const goals = [
    ...(goal?.least === undefined ? [] : [`≥ ${goal.least}`]),
    ...(goal?.most === undefined ? [] : [`≤ ${goal.most}`]),
  ];
  const met = goalMet(row);
  const cells = [
    name,
    what,
    figure(ours),
    peer === undefined ? "" : `${peer.name} ${figure(peer.value)}`,
    String(ratio),
    noise === 0 ? "" : `±${Math.round(noise * 100)} %`,
    goals.join(", "),
    met === undefined ? "" : met ? "yes" : "no",
  ];
  return `| ${cells.join(" | ")} |`;
}
