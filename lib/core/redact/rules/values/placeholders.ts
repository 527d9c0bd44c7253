import { REDACTION_MARKER } from "../../../constants.ts";

/** Said of a value that somebody is to fill in, or that was taken out already. */
const PLACEHOLDER_PARTS =
  /change[-_ ]?(?:me|it|this)|place[-_ ]?holder|your[-_ ]?[a-z]|^<.{0,64}>$|<[A-Za-z][A-Za-z _-]{2,40}>|\$\{[A-Za-z_][\w.:-]*\}|\{\{ ?[A-Za-z_.]|x{6,}|(?:^|[-_/])x{4,}|x{4,}$|^.{0,8}\*{3,}.{0,8}$|^\.{3}|\.{3}$|…|•{2,}|redacted|_here\b|-here\b|replace[-_ ]?(?:me|with|this)|EXAMPLE(?:KEY)?$/i;
/** Words that code and prose say of a value that is no real one. On a screen a value may have them and still be in use. */
const EXAMPLE_WORDS = /(?:^|[-_ ])(?:example|dummy|sample|fake|mock|todo|fixme|insert|enter|put|fill)(?:[-_ ]|$)/i;
/** Literals of languages and types, and words that forms say; never a secret by themselves. */
const PLAIN_WORDS = new Set(
  (
    "null none nil undefined true false string number boolean object function required optional disabled enabled " +
    "invalid missing incorrect hidden masked removed omitted unset empty default password passwords passwort kennwort " +
    "contrasena passphrase passwd secret secrets token tokens apikey api_key api-key credential credentials username " +
    "authentication authorization unauthorized forbidden expired present absent unknown configured provided stored " +
    "encrypted encoded plaintext protected bearer basic digest oauth oauth2 session cookie header query request response " +
    "identifier punctuation keyword operator comment variable constant property attribute selector undefined. anonymous " +
    "internal external development production staging supersecret topsecret mypassword mysecret mytoken letters " +
    "utf8 utf-8 utf16 latin1 base64 base64url ascii md5 sha1 sha256 sha512 argon2 bcrypt scrypt pbkdf2 " +
    "text/plain strings promise readonly private public protected"
  ).split(/\s+/),
);
/** Names of the other side of an assignment: `password: "user.password"`, `secret: "client_secret"`. */
const NAMES_ITSELF =
  /^[a-z_.\-/ ]*(?:password|passwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credentials?)s?[a-z_.\-/ ]*$/i;
/** One character (or a few) again and again, or a run of the keyboard that manuals use. */
const REPEATED = /^(.{1,3})\1{2,}.{0,2}$/s;

/** Placeholders (`xxxx`, `changeme`, `<token>`, `${…}`), words of forms and types, and what was redacted before. */
export function isPlaceholder(value: string): boolean {
  const judged = beginning(value);
  return isBlank(value) || EXAMPLE_WORDS.test(judged) || (!/\d/.test(judged) && NAMES_ITSELF.test(judged));
}

/** The same for dotenv files and connection URLs, where a value that calls itself an example or a password is in use. */
export function isBlank(value: string): boolean {
  if (value.includes(REDACTION_MARKER)) return true;
  const judged = beginning(value);
  return PLAIN_WORDS.has(judged.toLowerCase()) || PLACEHOLDER_PARTS.test(judged) || REPEATED.test(judged);
}

/** What a value is judged by: placeholders are short, and a megabyte of value must not cost a megabyte of search. */
function beginning(value: string): string {
  return value.length > 256 ? value.slice(0, 256) : value;
}

/** Values that point at the place where the secret is. */
const REFERENCE =
  /^(?:\$(?:[({[]|[A-Za-z_]\w*$)|%(?:\(|[A-Za-z_]+%|[sd]$)|#\{|@\{|@Microsoft\.|&(?:lt;|#x?3C;|amp;)|!(?:Ref|Sub|GetAtt|secret|env|vault)|process\.env|os\.environ|os\.getenv|import\.meta|Deno\.env|Bun\.env|ENV\[|System\.|getenv|env\(|env\.|secrets\.|vars\.|var\.|local\.|data\.|module\.|config\.|settings\.|vault:|op:\/\/|arn:|ssm:|sops:|file:|env:|kms:|keyring:|keychain:|azurekeyvault:|secretsmanager:|gcpsecretmanager:|aws-sm:|bws:|ref\+|self\.|this\.|args\.|opts?\.|options\.|params?\.|request\.|req\.|ctx\.|null$|None$)/;

/** A reference to a variable, an environment or a vault. */
export function isReference(value: string): boolean {
  return REFERENCE.test(value);
}
