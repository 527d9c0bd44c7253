import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BunPlugin } from "bun";

const SDK = /[/\\]@modelcontextprotocol[/\\]sdk[/\\]dist[/\\]esm[/\\].*\.js$/;
/** A schema of the protocol's: a statement that begins in the first column, and so does what follows it. */
const SCHEMA = /^((?:export )?const \w+Schema =) ([\s\S]*?);\n(?=[^\s}])/gm;
const SCHEMA_NAME = /^(?:export )?const \w+Schema\b/gm;
const VALIDATOR = "AjvJsonSchemaValidator";

/** What becomes of a file of the SDK; undefined when it no longer looks as it did. */
const REWRITES: readonly (readonly [RegExp, (source: string) => string | undefined])[] = [
  [/[/\\]esm[/\\]types\.js$/, withLateSchemas],
  [/[/\\]validation[/\\]ajv-provider\.js$/, withoutAjv],
];

/**
 * Takes out of the MCP SDK what its first answer would wait for: hundreds of schemas, of which it needs a few dozen, are
 * made when they are first touched, and those that nobody names are left out; so is the compiler of JSON schemas behind
 * its default validator, in whose place the server gives its own. Calls `fail` when the SDK no longer looks as expected.
 */
export function leanSdk(fail: (message: string) => never): BunPlugin {
  return {
    name: "lean-mcp-sdk",
    setup(build) {
      const loaded: string[] = [];
      build.onLoad({ filter: SDK }, ({ path }) => {
        loaded.push(path);
        const rewrite = REWRITES.find(([file]) => file.test(path))?.[1];
        if (rewrite === undefined) return undefined;
        const contents = rewrite(readFileSync(path, "utf8"));
        return { contents: contents ?? fail(`${path} no longer looks as expected`), loader: "js" };
      });
      build.onEnd(() => {
        const missed = REWRITES.filter(([file]) => !loaded.some((path) => file.test(path)));
        if (loaded.length > 0 && missed.length > 0) fail(`the MCP SDK no longer has ${missed.map(String).join(", ")}`);
      });
    },
  };
}

/** The same module, whose schemas are made when they are first touched. */
export function withLateSchemas(source: string): string | undefined {
  const rewritten = source.replace(SCHEMA, "$1 /* @__PURE__ */ late(() => $2);\n");
  const declared = source.match(SCHEMA_NAME)?.length ?? 0;
  const found = source.match(SCHEMA)?.length ?? 0;
  if (declared === 0 || found !== declared) return undefined;
  return `import { late } from ${JSON.stringify(join(import.meta.dirname, "late.ts"))};\n${rewritten}`;
}

function withoutAjv(source: string): string | undefined {
  if (!source.includes(`export class ${VALIDATOR} {`)) return undefined;
  return `export class ${VALIDATOR} { constructor() { throw new Error("the default validator is left out"); } }`;
}
