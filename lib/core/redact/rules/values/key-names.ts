import { ownCopy } from "../../../text/own-copy.ts";

/** What a name says about the value beside it. */
export interface NameVerdict {
  /** The kind that findings carry. */
  readonly kind: string;
  /**
   * `strong`: any literal beside it is a secret. `fair`: one in quotes with a digit in it is. `weak`: only a value that
   * looks random is; with `hex`, a long hexadecimal number counts as random; with `uuid`, a UUID does.
   */
  readonly strength: "strong" | "fair" | "weak";
  readonly hex: boolean;
  readonly uuid: boolean;
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Words at the end of a name that say nothing of what it names: `DB_PASSWORD_PROD`, `apiKey2`, `TOKEN_B64`. */
const ENDINGS = set(
  "b64 base64 hex prod production dev development stage staging test testing live sandbox local old new current next " +
    "primary secondary main backup default value val string str text raw plain plaintext literal v1 v2 v3 env a b",
);
const PASSWORDS = set("password passwords passwd passphrase passcode pwd pswd passw passwrd psk userpass");
const SHORT_PASSWORDS = set("pass pw");
const SECRETS = set("secret secrets");
const TOKENS = set("token tokens jwt pat");
const CREDENTIALS = set("credential credentials creds cred");
const WEAK = set(
  "auth authentication session sessionid sid cookie salt pepper signature sig seed mnemonic dsn otpauth",
);
/** One word that ends so names a secret: `dbpassword`, `authtoken`, `appsecret`. */
const COMPOUND =
  /(?:password|passwd|passphrase|secret|apitoken|authtoken|accesstoken|refreshtoken|bearertoken|csrftoken|logintoken|sessiontoken|devicetoken|usertoken|bottoken|apikey|secretkey|accesskey|privatekey|authkey|masterkey|signingkey|encryptionkey|accountkey|sharedkey|securitykey|licensekey|storagekey|servicekey|adminkey|consumerkey|clientkey|appkey|subscriptionkey|functionkey)s?$/;

/** What stands before `key` and makes it the key to something. */
const KEY_OWNERS = set(
  "api access secret private signing sign encryption encrypt decryption decrypt master auth authentication account " +
    "service shared storage admin deploy deployment license licence subscription webhook rest app application consumer " +
    "client write read ingest ingestion integration server project functions function security session hmac jwt crypto " +
    "cipher aes rsa symmetric wallet recovery root user bot merchant payment gateway secretaccess registration install " +
    "sas connection device",
);
/** What stands before `key` and makes it an entry, a column or a thing that may be seen. */
const KEY_OTHERS = set(
  "public pub cache primary foreign partition sort idempotency object map lookup unique index row col column group " +
    "hash range i18n translation message lang locale shortcut hot arrow enter esc escape tab registry query dedupe " +
    "routing ordering event config setting settings option property prop field data json dict sub parent child node " +
    "react list item entry widget component state store feature flag metric span trace log s3 bucket blob file path url " +
    "host fingerprint site publishable label annotation composite natural surrogate candidate join search meta metadata " +
    "job task thread lock mutex record entity resource rate limit dedup uniqueness collection document page section tag " +
    "gpg pgp recv keyserver dictionary symbol attribute attr param parameter header cookie env variable name type kind id version redis memo " +
    "memoized weak strong string number bool boolean compound nested dotted top level each every any some first last " +
    "other same duplicate missing unknown invalid required optional extra restore save press keyboard modifier  " +
    "sorted current previous prev next old new default",
);
/** What stands before `token` and makes it a piece of text, a count or a place in a list. */
const TOKEN_OTHERS = set(
  "next page continuation start end eos bos pad unk cls sep mask max min num total input output prompt completion " +
    "reasoning cached special sort cancellation cancel stop design syntax lexer parser comment keyword string " +
    "punctuation operator identifier text word line block first last previous prev current lookahead peek bad unexpected " +
    "expected image audio open close closing opening eof newline number regex template type css color ast pagination",
);
/** The name of something that is not the secret, although a secret's word stands in it. */
const ARTICLES = set(
  "the a an my your our this that his her their its new old following same and or as is use with for of to",
);

/** What a name says by itself, or what it says behind each word that was seen before it. */
type KnownName = { readonly verdict: NameVerdict | undefined } | Map<string, NameVerdict | undefined>;
const known = new Map<string, KnownName>();
const KNOWN_MAX = 4_096;

/**
 * Judges the name of a value by its last words, however they are joined (`DB_PASSWORD`, `dbPassword`, `db-password`).
 * `wordBefore` gives the word left of it in running text (`API` of `API key`), empty when there is none; only names of
 * one word ask for it.
 */
export function judgeName(name: string, wordBefore: () => string): NameVerdict | undefined {
  let found = known.get(name);
  if (found === undefined) {
    if (known.size >= KNOWN_MAX) known.clear();
    const words = withoutEndings(wordsOf(name));
    found = words.length > 1 ? { verdict: judge(words, "") } : new Map();
    // A name that is a part of a text would keep all of the text in memory.
    known.set(ownCopy(name), found);
  }
  if (!(found instanceof Map)) return found.verdict;
  const before = wordBefore();
  if (!found.has(before)) {
    if (found.size >= KNOWN_MAX) found.clear();
    found.set(ownCopy(before), judge(withoutEndings(wordsOf(name)), wordsOf(before).at(-1) ?? ""));
  }
  return found.get(before);
}

const WORD = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g;
function wordsOf(name: string): string[] {
  return (name.match(WORD) ?? []).map((word) => word.toLowerCase());
}

function withoutEndings(words: string[]): string[] {
  while (words.length > 1 && (ENDINGS.has(words.at(-1) ?? "") || /^\d+$/.test(words.at(-1) ?? ""))) words.pop();
  return words;
}

function judge(words: readonly string[], before: string): NameVerdict | undefined {
  const last = words.at(-1) ?? "";
  const owner = words.at(-2) ?? before;
  const said = words.length > 1;
  if (PASSWORDS.has(last)) return { kind: "password", strength: "strong", hex: true, uuid: true };
  if (SHORT_PASSWORDS.has(last)) return { kind: "password", strength: said ? "strong" : "fair", hex: true, uuid: true };
  if (SECRETS.has(last))
    return { kind: "secret", strength: last === "secrets" ? "weak" : "strong", hex: true, uuid: true };
  if (TOKENS.has(last)) {
    if (TOKEN_OTHERS.has(owner)) return undefined;
    return { kind: "token", strength: last === "token" ? "strong" : "weak", hex: true, uuid: true };
  }
  if (CREDENTIALS.has(last)) return { kind: "credential", strength: "weak", hex: true, uuid: true };
  if (last === "key" || last === "keys") return judgeKey(owner, last, said);
  if (COMPOUND.test(last)) return { kind: compoundKind(last), strength: "strong", hex: true, uuid: true };
  if (last === "id" && (owner === "secret" || owner === "session"))
    return { kind: "token", strength: "weak", hex: true, uuid: owner === "secret" };
  if (WEAK.has(last)) return { kind: "credential", strength: "weak", hex: said, uuid: false };
  return undefined;
}

function judgeKey(owner: string, last: string, said: boolean): NameVerdict | undefined {
  if (KEY_OWNERS.has(owner))
    return { kind: "api_key", strength: last === "key" ? "strong" : "weak", hex: true, uuid: true };
  if (KEY_OTHERS.has(owner)) return undefined;
  const named = owner !== "" && !ARTICLES.has(owner);
  return { kind: "key", strength: "weak", hex: named || said, uuid: false };
}

function compoundKind(word: string): string {
  if (/pass/.test(word)) return "password";
  if (/secrets?$/.test(word)) return "secret";
  return /tokens?$/.test(word) ? "token" : "api_key";
}
