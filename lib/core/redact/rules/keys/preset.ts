import { creator, type rules } from "@secretlint/secretlint-rule-preset-recommend";
import type { Report, SecretFinding } from "../../finding.ts";
import { BASE64_EXTRA, classAt, runEnd, runStart, TOKEN } from "../../search/characters.ts";

/** The rules of the preset that are run. */
type Rule = (typeof rules)[number];
type Context = Parameters<Rule["create"]>[0];
type Source = Parameters<NonNullable<ReturnType<Rule["create"]>["file"]>>[0];

/**
 * Left out: the filter that lets a comment in the text switch rules off (a text that is judged must not do that), and
 * the rules whose finding is a whole URL (`urls.ts` takes the password out of it and leaves the rest) or a whole file.
 */
const LEFT_OUT = /-(?:filter-comments|basicauth|database-connection-string|gcp)$/;

interface Preset {
  readonly run: (source: Source) => void;
  found: SecretFinding[];
}

let preset: Preset | undefined;

/** Makes the rules once, on first use, with a context that only notes kinds and places: no message holds a value. */
function openPreset(): Preset {
  const handlers: ((source: Source) => unknown)[] = [];
  const opened: Preset = {
    found: [],
    run: (source) => {
      for (const handle of handlers) handle(source);
    },
  };
  creator.create(
    {
      sharedOptions: {},
      registerRule: (rule) => {
        if (LEFT_OUT.test(rule.meta.id)) return;
        const kind = rule.meta.id.replace(/^.*secretlint-rule-/, "").replaceAll("-", "_");
        const context: Context = {
          sharedOptions: {},
          createTranslator: () => (messageId) => ({ message: "", messageId: String(messageId), data: undefined }),
          report: ({ range }) => {
            opened.found.push({ kind: `${kind}_secret`, start: range[0], end: range[1] });
          },
          ignore: () => undefined,
        };
        const handle = rule.create(context, {} as Parameters<typeof rule.create>[1]).file;
        if (handle !== undefined) handlers.push(handle);
      },
    },
    {},
  );
  return opened;
}

/** What secretlint's recommended preset finds in a text, in its own order. */
export function presetFindings(text: string): SecretFinding[] {
  preset ??= openPreset();
  preset.found = [];
  preset.run(sourceOf(text));
  return preset.found;
}

const NOT_ASKED = (): never => {
  throw new Error("a rule of the preset asked for a position");
};

function sourceOf(content: string): Source {
  return {
    hasBOM: false,
    content,
    filePath: undefined,
    physicalFilePath: undefined,
    contentType: "text",
    ext: "",
    getFilePath: () => undefined,
    getPhysicalFilePath: () => undefined,
    locationToRange: NOT_ASKED,
    rangeToLocation: NOT_ASKED,
    positionToIndex: NOT_ASKED,
    indexToPosition: NOT_ASKED,
  };
}

/** What stands in every key that the preset knows (private keys and AWS secrets, which have names, apart). */
const HINT =
  /sk-|npm_|xox|xapp-|SG\.|gsk_|hf_|lin_api_|ntn_|shp|[rs]k_|gh[pousr]_|github_pat_|glpat-|glc_|glsa_|ops_|hv[sbr]\.|vc[piark]_|dapi|dckr_pat_|figd_|cf(?:k|ut|at)_|tskey-|services\/T/;
const REACH_BEFORE = 64;
const REACH_AFTER = 2_048;

/** Runs the preset on the text around a run that no rule of our own has taken, where it could know the key. */
export function findPresetSecret(text: string, start: number, end: number, report: Report): void {
  const first = Math.max(0, start - REACH_BEFORE);
  if (!HINT.test(text.slice(first, Math.min(end, start + REACH_AFTER)))) return;
  const last = runEnd(text, end, TOKEN | BASE64_EXTRA, Math.min(text.length, end + REACH_AFTER));
  const from = runStart(text, start, TOKEN | BASE64_EXTRA, first);
  const cut = Math.max(first, from - 16);
  for (const { kind, start: at, end: to } of presetFindings(text.slice(cut, last + 1))) {
    report({ kind, start: runStart(text, cut + at, TOKEN, Math.min(start, cut + at)), end: cut + to });
  }
}

/** Slack's tokens may be short; those of fewer characters than a run of `token-runs.ts` are looked for here. */
export function findShortSlackTokens(text: string, from: number, to: number, report: Report): void {
  const inRun = from > 0 && (classAt(text, from - 1) & TOKEN) !== 0;
  const first = inRun ? runEnd(text, from, TOKEN, text.length) : from;
  for (const prefix of ["xox", "xapp-"]) {
    for (let at = text.indexOf(prefix, first); at >= 0 && at < to; ) {
      const end = runEnd(text, at, TOKEN, at + REACH_AFTER);
      if (end - at >= 8) findPresetSecret(text, at, end, report);
      at = text.indexOf(prefix, Math.max(end, at + prefix.length));
    }
  }
}
