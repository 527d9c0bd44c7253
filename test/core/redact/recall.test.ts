import { expect, test } from "bun:test";
import { measureGrammars, measureInvented, measureRecall, measureTold, sum } from "./corpus/measure.ts";

const SEED = 20_261;
const ROUNDS = 12;
const tallies = measureRecall(SEED, ROUNDS);
const share = (some: readonly { readonly placed: number; readonly gone: number }[]): number =>
  some.reduce((total, { gone }) => total + gone, 0) / some.reduce((total, { placed }) => total + placed, 0);

test("there are at least 60 kinds of secret in at least four contexts each", () => {
  const kinds = Map.groupBy(tallies, ({ kind }) => kind);
  expect(kinds.size).toBeGreaterThanOrEqual(60);
  for (const contexts of kinds.values()) expect(contexts.length).toBeGreaterThanOrEqual(4);
});

test("at least 99 % of the secrets are wholly gone, with what stands around them kept", () => {
  const failures = tallies.flatMap((tally) => tally.failures);
  expect(share(tallies), failures.slice(0, 5).join("\n")).toBeGreaterThanOrEqual(0.99);
});

test("no kind and no context is worse than nine in ten", () => {
  for (const by of ["kind", "context"] as const) {
    for (const [name, some] of Map.groupBy(tallies, (tally) => tally[by])) {
      expect(share(some), `${name}: ${some.flatMap((tally) => tally.failures)[0]}`).toBeGreaterThanOrEqual(0.9);
    }
  }
});

test("formats that no rule names go too: at least 97 % of invented ones", () => {
  const invented = measureInvented(SEED, 60);
  expect(sum(invented, "gone") / sum(invented, "placed")).toBeGreaterThanOrEqual(0.97);
  for (const tally of invented) expect(share([tally]), tally.failures[0]).toBeGreaterThanOrEqual(0.85);
});

test("every format that is known by its grammar goes between the separators of every notation", () => {
  const drawn = measureGrammars(SEED, 3);
  expect(
    share(drawn),
    drawn
      .flatMap(({ failures }) => failures)
      .slice(0, 5)
      .join("\n"),
  ).toBeGreaterThanOrEqual(0.99);
  for (const [name, some] of Map.groupBy(drawn, ({ context }) => context)) {
    expect(share(some), `${name}: ${some.flatMap(({ failures }) => failures)[0]}`).toBeGreaterThanOrEqual(0.98);
  }
});

test("passwords go that are told in a sentence of any language, or handed to a command", () => {
  const told = measureTold(SEED, 60);
  for (const tally of told)
    expect(share([tally]), `${tally.context}: ${tally.failures[0]}`).toBeGreaterThanOrEqual(0.95);
  expect(share(told)).toBeGreaterThanOrEqual(0.99);
});
