import type { Chance } from "./chance.ts";
import type { Material } from "./material.ts";

const ASKS = [
  "Please look at %f and tell me why %s",
  "%f is too slow. %s",
  "Can you refactor %f? %s",
  "fix the failing tests in %f, they broke after the last commit",
  "Bitte räum %f auf. %s",
  "Ajoute un test pour %f. %s",
  "%f を直してください。%s",
  "No, that is not it. Revert what you did to %f and try again: %s",
];
/** What some people say once in a while, and a memory should hold. */
const WISHES = [
  "Always use pnpm here, never npm.",
  "Run the tests before you say that you are done.",
  "Don't touch the generated files.",
  "Keep commit messages short and in the imperative.",
  "I prefer small functions over comments.",
];
/** One request of so many carries a wish. */
const WISH_EVERY = 6;

/** What a person types: a request about a file, in one of several languages, with a sentence of real prose. */
export function requestOf(material: Material, random: Chance): string {
  const file = random.of(material.code).name;
  const request = random.of(ASKS).replace("%f", file).replace("%s", sentenceOf(material, random));
  return random.below(WISH_EVERY) === 0 ? `${request}\n\n${random.of(WISHES)}` : request;
}

/** Some sentences of an answer, with code between them. */
export function answerOf(material: Material, random: Chance): string {
  const sentences = () => Array.from({ length: 1 + random.below(4) }, () => sentenceOf(material, random)).join(" ");
  const { name, text } = random.of(material.code);
  return `${sentences()}\n\n\`\`\`ts\n// ${name}\n${text.slice(0, 600)}\n\`\`\`\n\n${sentences()}`;
}

/** A line of a document that reads like prose. */
export function sentenceOf(material: Material, random: Chance): string {
  return random.of(sentencesIn(material));
}

const sentences = new WeakMap<Material, readonly string[]>();

/** Looked for once: a thousand memories ask for a sentence sixty thousand times. */
function sentencesIn(material: Material): readonly string[] {
  const there = sentences.get(material);
  if (there !== undefined) return there;
  const found = material.docs.flatMap(({ text }) => text.match(/^[A-Z][^|<`\n]{40,240}$/gm) ?? []);
  sentences.set(material, found);
  return found;
}
