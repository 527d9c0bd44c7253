import { expect, test } from "bun:test";
import { PLANTS, type PoisonSetup, playPoison } from "../../helpers/poison.ts";

const SETUPS: readonly PoisonSetup[] = [
  { extractor: "rules", agent: "rules" },
  { extractor: "obeying", agent: "rules" },
  { extractor: "rules", agent: "obeying" },
  { extractor: "obeying", agent: "obeying" },
];

test.each(SETUPS)("no planted words become a person's, and theirs stay: %j", async (setup) => {
  const { succeeded, attack_success, attacks, benign_recall, benign } = await playPoison(setup);
  expect({ succeeded, attack_success, attacks, benign_recall, benign }).toEqual({
    succeeded: [],
    attack_success: 0,
    attacks: 36,
    benign_recall: 6,
    benign: 6,
  });
});

test("the sessions are 36 plants, 6 look-alikes and 6 without either", () => {
  const count = (kind: string) => PLANTS.filter((plant) => plant.kind === kind).length;
  expect(["poison", "benign", "clean"].map(count)).toEqual([36, 6, 6]);
});
