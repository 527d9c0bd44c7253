import { z } from "zod";
import type { BenchResult } from "./bench-row.ts";

const Points = z.array(
  z.object({
    sessions: z.number(),
    step: z.string(),
    cpu_ms: z.number().positive(),
    wall_ms: z.number(),
    peak_mb: z.number(),
  }),
);
export type GrowthPoints = z.infer<typeof Points>;

/** The points of a growth result; none without one. */
export function growthPoints(result: BenchResult | undefined): GrowthPoints {
  return Points.parse(result?.details?.points ?? []);
}

const WIDTH = 720;
const HEIGHT = 420;
const LEFT = 70;
const RIGHT = 190;
const TOP = 30;
const BOTTOM = 50;
/** Told apart also by those who do not see red and green apart (the palette of Okabe and Ito). */
const COLORS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

/** Draws the processor time of each step over the sessions of a home, both by powers of ten: linear growth is a diagonal. */
export function renderGrowth(result: BenchResult | undefined): string {
  const points = growthPoints(result);
  const steps = [...new Set(points.map(({ step }) => step))];
  const x = scale(
    points.map(({ sessions }) => sessions),
    LEFT,
    WIDTH - RIGHT,
  );
  const y = scale(
    points.map(({ cpu_ms }) => cpu_ms),
    HEIGHT - BOTTOM,
    TOP,
  );
  const lines = steps.flatMap((step, at) => {
    const of = points.filter((point) => point.step === step);
    const path = of.map(({ sessions, cpu_ms }) => `${x.at(sessions)},${y.at(cpu_ms)}`).join(" ");
    const color = COLORS[at % COLORS.length];
    const row = TOP + 14 + at * 22;
    return [
      `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2"/>`,
      ...of.map(
        ({ sessions, cpu_ms }) => `<circle cx="${x.at(sessions)}" cy="${y.at(cpu_ms)}" r="3" fill="${color}"/>`,
      ),
      `<rect x="${WIDTH - RIGHT + 20}" y="${row - 9}" width="12" height="12" fill="${color}"/>`,
      `<text x="${WIDTH - RIGHT + 38}" y="${row + 1}">${step}</text>`,
    ];
  });
  const grid = [
    ...x.ticks.map((tick) => gridLine(x.at(tick), TOP, x.at(tick), HEIGHT - BOTTOM)),
    ...y.ticks.map((tick) => gridLine(LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick))),
    ...x.ticks.map(
      (tick) => `<text x="${x.at(tick)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${shown(tick)}</text>`,
    ),
    ...y.ticks.map((tick) => `<text x="${LEFT - 8}" y="${y.at(tick) + 4}" text-anchor="end">${shown(tick)}</text>`),
  ];
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    "<title>Processor time of each step, in milliseconds, by the sessions of a home</title>",
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    ...grid,
    ...lines,
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 12}" text-anchor="middle">sessions</text>`,
    `<text x="${LEFT - 8}" y="${TOP - 12}">ms of processor time</text>`,
    "</svg>",
  ].join("\n")}\n`;
}

const shown = (value: number) => value.toLocaleString("en-US");

const gridLine = (x1: number, y1: number, x2: number, y2: number) =>
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#dddddd"/>`;

/** A logarithmic axis from the power of ten below the values to that above them. */
function scale(values: readonly number[], from: number, to: number) {
  const low = Math.floor(Math.log10(Math.min(...values, Number.MAX_SAFE_INTEGER)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values, 1))));
  const at = (value: number) => Math.round((from + ((Math.log10(value) - low) / (high - low)) * (to - from)) * 10) / 10;
  return { at, ticks: Array.from({ length: high - low + 1 }, (_, n) => 10 ** (low + n)) };
}
