import type { RecipeFacts, RecipeFile } from "./recipe-facts.ts";

/**
 * A workflow that replays a recording of a team's sessions and compares the folder made with a golden one: it needs no
 * key, and fails with the diff. The folders are those of a repository that holds them as `fixtures/ci` here does.
 */
export function githubActionsRecipe({ limit }: Pick<RecipeFacts, "limit">): RecipeFile[] {
  const text = `# memories: does the pipeline still make the same memory of the same sessions?
# Record once:  memories run --now 2026-11-23T12:00:00Z --home "$(mktemp -d)" --codex-home codex-home \\
#                 --record recording --check golden --accept
name: memories
on:
  push:
  pull_request:
permissions:
  contents: read
jobs:
  replay:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: memories is on the path
        run: memories --version
      - name: replay and compare
        env:
          MEMORIES_NOW: "2026-11-23T12:00:00Z"
        run: |
          memories run --quiet --limit ${limit} \\
            --home "\${RUNNER_TEMP:-/tmp}/memories-home" --codex-home "$PWD/codex-home" \\
            --replay "$PWD/recording" --check "$PWD/golden"
`;
  return [{ name: "memories.yml", place: ".github/workflows/memories.yml", text }];
}
