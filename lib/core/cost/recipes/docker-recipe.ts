import { type RecipeFacts, type RecipeFile, unwatchedRun } from "./recipe-facts.ts";

/** Where things lie within the container. */
const INSIDE = {
  home: "/data",
  codexHome: "/sessions",
  root: "/memory",
  keyFile: "/run/secrets/memories-key",
} as const;

/**
 * A compose file with the image it builds: `docker compose run --rm memories`. The sessions are mounted for reading
 * alone, the key as a secret. The program is copied from the folder in which it lies.
 */
export function dockerRecipe(facts: RecipeFacts): RecipeFile[] {
  const program = facts.program[0] ?? "memories";
  const cut = program.lastIndexOf("/");
  const [folder, name] = cut === -1 ? [".", program] : [program.slice(0, cut) || "/", program.slice(cut + 1)];
  const command = unwatchedRun({ ...facts, ...INSIDE, program: [] });
  const { baseUrl } = facts;
  const text = [
    "# memories in a container: docker compose -f compose.yaml run --rm memories",
    "services:",
    "  memories:",
    "    build:",
    `      context: ${yaml(folder)}`,
    "      dockerfile_inline: |",
    "        FROM debian:stable-slim",
    "        RUN apt-get update && apt-get install -y --no-install-recommends git ca-certificates && rm -rf /var/lib/apt/lists/*",
    `        COPY ${dockerWords([name, "/usr/local/bin/memories"])}`,
    '        ENTRYPOINT ["/usr/local/bin/memories"]',
    `    command: ${JSON.stringify(command.map(compose))}`,
    '    user: "${UID:-1000}:${GID:-1000}"',
    "    environment:",
    `      MEMORIES_API_KEY_FILE: ${yaml(INSIDE.keyFile)}`,
    ...(baseUrl === undefined ? [] : [`      OPENAI_BASE_URL: ${yaml(baseUrl)}`]),
    "    volumes:",
    ...volume(facts.home, INSIDE.home, "writes"),
    ...volume(facts.root, INSIDE.root, "writes"),
    ...volume(facts.codexHome, INSIDE.codexHome, "reads"),
    ...volume(facts.keyFile, INSIDE.keyFile, "reads"),
    "",
  ].join("\n");
  return [{ name: "compose.yaml", place: "compose.yaml", text }];
}

function volume(source: string, target: string, use: "reads" | "writes"): string[] {
  const lines = ["      - type: bind", `        source: ${yaml(source)}`, `        target: ${yaml(target)}`];
  return use === "reads" ? [...lines, "        read_only: true"] : lines;
}

/** JSON strings are YAML strings. */
const yaml = (text: string) => JSON.stringify(compose(text));
/** Compose reads a dollar sign as the beginning of a variable. */
const compose = (text: string) => text.replaceAll("$", "$$$$");
const dockerWords = (words: readonly string[]) => JSON.stringify(words.map(compose));
