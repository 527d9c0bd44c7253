import { ALNUM, classAt, JOINER, LETTER, runEnd } from "../../search/characters.ts";
import {
  isUuid,
  looksHexadecimal,
  looksRandom,
  RANDOM_MIN_LENGTH,
  shapeOf,
  type TextShape,
} from "../../search/randomness.ts";

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Parts of a prefix that say what follows is a credential: `acme-pat-…`, `foo_secret_…`. */
const CREDENTIAL_PARTS = set(
  "live sk pk rk ak pat key apikey token tok secret prv priv oauth pw pwd password whsec webhook personal cred svcacct",
);
/** Of these, those that say so whatever stands before them, if they stand last. */
const DECIDING_PARTS = set("live test prod sandbox pat sk secret priv prv whsec");
/** Parts that say so behind another part: `zq_test_…`, `acme_prod_…`, but not `test-…`. */
const SECOND_PARTS = set("test prod sandbox production private access refresh bot svc admin api auth st pt at rt");
/**
 * Parts of names of things that are numbered at random but open the door to nothing: objects of APIs, files of
 * bundlers, parts of builds. A word that is missing here costs a masked id, no more.
 */
const THING_PARTS = set(
  "task job run build chunk chunks vendor vendors main index app apps page pages module modules asset assets static css " +
    "js file files img image images font icon bundle runtime polyfills framework commit rev revision ref sha sha1 sha256 " +
    "sha384 sha512 md5 blake2 blake3 crc32 hash digest checksum etag nonce integrity cache tmp temp id ids uid uuid guid " +
    "ulid oid pid rid xid req request res resp response msg message messages call calls fc rs ws evt event events cus " +
    "customer acct account accounts pi pm ch charge in inv invoice sub subscription si sched price product plan coupon " +
    "promo txn tr po payout refund dp card ba src seti setup cs session sess thread threads turn step asst assistant " +
    "chatcmpl cmpl gen embd batch ft ftjob ftevent vs org organization proj project team workspace user usr member group " +
    "role item items order orders cart sku node pod container ctr layer vol volume net network instance inst host server " +
    "vm vpc subnet sg eni igw rtb ami snap eipalloc lb tg fn func function lambda worker wrk queue topic stream shard log " +
    "logs trace span metric alarm rollout snapshot backup dump part parts chapter section component comp cmp el element " +
    "class style styles sc jsx emotion mui chakra tw react vue svelte ng ember boundary webkitformboundary formboundary " +
    "dep deps pkg package lib crate wheel spec case fixture mock sample example demo doc docs note record rec row col " +
    "entry entity object obj model dataset ckpt checkpoint epoch exp experiment deploy deployment release version ver " +
    "draft change pr issue ticket branch tag migration schema table view query cursor bkt bucket blob space channel room " +
    "conversation conv chat toolu tool srvtoolu compl rsn reasoning ga gid gcl utm cf ray amz amzn goog trk click visit " +
    "visitor anon anonymous device dev push core std alloc impl wbg wbindgen closure llvm",
);

/** Followed by one of these, it is the name of a file that a bundler or a package index made. */
const FILE_ENDING =
  /\.(?:m?[jt]sx?|cjs|css|map|html?|png|jpe?g|gif|svg|webp|ico|woff2?|ttf|json|jsonl|wasm|txt|log|lock|whl|tar|t?gz|zip|zst|xz|bz2|so|dll|dylib|o|a|rs|py|go|md|sql|db|yml|yaml|toml|bin|dat)\b/y;

/** Prefixes are short: this many parts of this many characters at most. */
const MAX_PARTS = 5;
const MAX_PART_LENGTH = 14;
/** What follows a prefix that says nothing must be longer. */
const SHORT_PREFIX = 3;
const UNKNOWN_MIN_LENGTH = 20;
const UNKNOWN_HYPHEN_MIN_LENGTH = 24;
const UNKNOWN_HEX_LENGTH = 32;
/** Lengths of digests in base64url without padding (16, 20, 32, 64 bytes): no prefix is read into these. */
const DIGEST_LENGTHS = new Set([22, 27, 43, 86]);

/** Whether `text[start, end)`, a run of letters, digits, `_` and `-`, is a prefix and a random rest. */
export function isPrefixedKey(text: string, start: number, end: number): boolean {
  FILE_ENDING.lastIndex = end;
  if (FILE_ENDING.test(text)) return false;
  const parts: string[] = [];
  let partStart = start;
  for (let at = start; at < end && parts.length < MAX_PARTS; at++) {
    if ((classAt(text, at) & JOINER) === 0) continue;
    const part = text.slice(partStart, at);
    if (!isPrefixPart(part, parts.length === 0)) return false;
    parts.push(part.toLowerCase());
    partStart = at + 1;
    if (end - partStart < RANDOM_MIN_LENGTH) return false;
    if (isRandomRest(text, partStart, end, parts, text.charAt(at), end - start)) return true;
    if ((classAt(text, partStart) & JOINER) !== 0) return false;
  }
  return false;
}

/** `live`, `v1`, `NRAK`, `eu2`: one case and few digits, so that a random text with a hyphen in it is no prefix. */
function isPrefixPart(part: string, first: boolean): boolean {
  if (part.length === 0 || part.length > MAX_PART_LENGTH) return false;
  return first
    ? /^(?:[a-z]+\d{0,2}|[A-Z]+\d{0,2}|[A-Z][a-z]+)$/.test(part)
    : /^(?:[a-z]*\d{0,3}|[A-Z]*\d{0,3}|[A-Z][a-z]+)$/.test(part);
}

function isRandomRest(
  text: string,
  start: number,
  end: number,
  parts: readonly string[],
  joiner: string,
  total: number,
): boolean {
  const shape = shapeOf(text, start, end);
  const length = end - start;
  const credential = parts.some((part, index) => CREDENTIAL_PARTS.has(part) || (index > 0 && SECOND_PARTS.has(part)));
  const thing = parts.some((part) => THING_PARTS.has(part));
  const decided = parts.length > 1 && DECIDING_PARTS.has(parts.at(-1) ?? "");
  const named = parts.length > 1 && isMixed(shape) && /^(?:key|token|tok)$/.test(parts.at(-1) ?? "");
  // two or three letters alone happen at the beginning of random text too
  const alone = parts.length === 1 && (parts[0]?.length ?? 0) <= SHORT_PREFIX;
  if (alone && credential && (length < UNKNOWN_MIN_LENGTH || DIGEST_LENGTHS.has(total))) return false;
  if (decided || named || (credential && !thing)) {
    return looksRandom(shape) || looksHexadecimal(shape, RANDOM_MIN_LENGTH) || isUuid(text.slice(start, end));
  }
  if (thing || DIGEST_LENGTHS.has(total) || (parts[0]?.length ?? 0) < 2) return false;
  if (isUuid(text.slice(start, end))) return false;
  const hyphen = joiner === "-";
  if (looksHexadecimal(shape, UNKNOWN_HEX_LENGTH)) return !hyphen;
  const least = hyphen ? UNKNOWN_HYPHEN_MIN_LENGTH : UNKNOWN_MIN_LENGTH;
  if (length >= least && isClearlyRandom(shape) && (!hyphen || isMixed(shape))) return true;
  const firstEnd = runEnd(text, start, ALNUM, end);
  return !hyphen && firstEnd - start >= least && isClearlyRandom(shapeOf(text, start, firstEnd));
}

/** Random beyond doubt, for prefixes that say nothing: what lies between could be an identifier of many short parts. */
function isClearlyRandom(shape: TextShape): boolean {
  if (!looksRandom(shape)) return false;
  if (shape.lower > 0 && shape.upper > 0) {
    return (
      shape.surprise >= (shape.length >= 32 ? 5.3 : 5.6) &&
      (shape.digits > 1 || shape.length >= 28 || shape.surprise >= 6.2)
    );
  }
  return shape.joiners === 0 && shape.digits >= 4 && shape.turns >= 5 && shape.surprise >= 5.2;
}

const isMixed = (shape: TextShape): boolean =>
  shape.lower > 0 && shape.upper > 0 && (shape.digits > 0 || shape.length >= 28);

/** Whether the run can hold a prefix at all: it begins with a letter. */
export function startsLikePrefix(text: string, start: number): boolean {
  return (classAt(text, start) & LETTER) !== 0;
}
