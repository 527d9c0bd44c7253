import { REDACTION_MARKER } from "../../../constants.ts";
import { isUuid, type TextShape } from "../../search/randomness.ts";
import { judgeName, type NameVerdict } from "../values/key-names.ts";

/** Characters looked at on either side of a random value. */
const REACH = 120;
const REACH_AFTER = 72;

/**
 * Services whose keys are bare random text. Beside one of these names and a sign, a random value is a key. Names that
 * are words of every text, and hosts of code (their random values are hashes), are left to the other rules.
 */
const SERVICES =
  "adafruit|adobe|airbrake|airtable|algolia|alibaba|amplitude|anthropic|apollo|appcenter|asana|assemblyai|atlassian|" +
  "auth0|aws|azure|beamer|bigcommerce|bitbucket|bitly|braintree|branch\\.io|brevo|bugsnag|buildkite|circleci|clearbit|" +
  "clerk|clickup|cloudflare|cloudinary|codacy|codecov|cohere|coinbase|confluent|contentful|coveralls|customerio|" +
  "databricks|datadog|deepgram|deepseek|digitalocean|discord|doppler|dropbox|droneci|dynatrace|elevenlabs|etsy|" +
  "facebook|fastly|fauna|figma|finnhub|firebase|flickr|freshbooks|freshdesk|gemini|giphy|gitter|gocardless|grafana|groq|" +
  "helpscout|heroku|honeycomb|hubspot|instagram|intercom|ipinfo|jira|jumpcloud|kraken|kucoin|launchdarkly|linear|" +
  "linkedin|lob|logdna|loggly|mailchimp|mailgun|mailjet|mandrill|mapbox|mattermost|messagebird|mistral|mixpanel|" +
  "monday\\.com|neon|netlify|newrelic|new relic|ngrok|notion|nytimes|okta|openai|openrouter|openweathermap|opsgenie|" +
  "pagerduty|paypal|perplexity|pinecone|plaid|planetscale|plivo|postman|postmark|pusher|razorpay|readme|recaptcha|" +
  "replicate|resend|rollbar|salesforce|segment|sendbird|sendgrid|sentry|shippo|shodan|shopify|slack|snyk|sonar|" +
  "sonarqube|spotify|splunk|square|squarespace|stability|statuspage|strava|stripe|sumologic|supabase|tailscale|" +
  "telegram|todoist|travis|trello|twilio|twitch|twitter|typeform|vercel|virustotal|vultr|wakatime|webex|wistia|xero|" +
  "yelp|youtube|zapier|zendesk|zoho|zoom";

const PHRASE =
  "(?:(?:api|access|secret|auth|private|client|service|app|signing|master|encryption|license|admin|deploy|account|bot|" +
  "webhook|consumer|subscription|ingest|write|read|server|integration)[ _-]?)?" +
  "(?:keys?|tokens?|secrets?|passwords?|passwd|passphrase|credentials?|creds|pwd)";
/** What may stand between: words, blanks, quotes and signs of prose and code, but no path, hash sign or number. */
const GAP = "(?:[^\\n/#@;{}<>0-9\\\\]| / ){0,72}";
const KEY_BEFORE = new RegExp(
  `(?:^|[^A-Za-z0-9/.])([A-Za-z][A-Za-z0-9.]{0,30}[ _-])?(${PHRASE})(?![A-Za-z0-9_-])(${GAP})$`,
  "i",
);
/** The end of a line that leads to the value of a service: a sign, or a word that stands for one. */
const SERVICE_SIGN = /(?:[:=]|\bis|\bwith|=>)[ '"`(]{0,4}$/;
const SERVICE_BEFORE = new RegExp(
  `(?:^|[^A-Za-z0-9])(?:${SERVICES})[A-Za-z_ .'"-]{0,32}(?:[:=]|\\bis\\b|\\bwith\\b|=>)[ '"\`(]{0,4}$`,
  "i",
);
const SERVICE_REACH = 64;
const KEY_WORD = /key|token|secret|pass|cred|pwd/i;
const KEY_AFTER = new RegExp(
  `^[\\\\"'\`)\\]]{0,8}(?:[ ]{1,2}(?:is|was|as|for|=|-|–|—|#|//)[ ](?:[A-Za-z0-9'.&-]{1,20}[ ]){0,5}|[ ]{0,4}(?:#|//|--|\\()[ ]?(?:[A-Za-z0-9'.&-]{1,20}[ ]){0,5})(?:${PHRASE})\\b`,
  "i",
);
/** Beside these a random value is what it says: a hash, a name, a place in a list. */
const HARMLESS =
  /\b(?:hash(?:es|ed)?|sha-?\d*|md5|crc\d*|checksums?|digests?|integrity|commits?|revisions?|rev|etags?|uuids?|guids?|ids?|fingerprints?|thumbprints?|signatures? of|nonce|version|branch|build|image|cache|cached|file|blob|object|tree|public|primary|foreign|partition|sort|count|next|page|cursor|restored|hit|miss|chunk|module|package|resolved|prefix|suffix)\b/i;

/** Whether the words beside the random value at `text[start, end)` say that it is a key. */
export function isNamedNearby(text: string, start: number, end: number, shape: TextShape): boolean {
  const reach = text.slice(Math.max(0, start - REACH), start);
  const before = MAY_NAME.test(reach) ? lineBefore(reach) : "";
  // What stands between a name and its value has none of these signs, and so the name stands behind the last of them.
  const keyed = KEY_WORD.test(before.slice(lastStop(before))) ? KEY_BEFORE.exec(before) : null;
  if (keyed !== null && !HARMLESS.test(keyed[3] ?? "")) {
    const owner = (keyed[1] ?? "").slice(0, -1);
    const name = judgeName(keyed[2] ?? "", () => owner);
    if (name !== undefined && !HARMLESS.test(owner) && accepts(name, text.slice(start, end), shape)) return true;
  }
  if (
    SERVICE_SIGN.test(before.slice(-8)) &&
    SERVICE_BEFORE.test(before.slice(-SERVICE_REACH)) &&
    !HARMLESS.test(before)
  )
    return true;
  return KEY_AFTER.test(text.slice(end, end + REACH_AFTER));
}
/** A word for keys anywhere, or the sign that a service's name needs behind it. */
const MAY_NAME = /key|token|secret|pass|cred|pwd|(?:[:=>]|is|with)[\s"'`(>*\w\\]{0,16}$/i;
const STOPS = new Set([..."\n#@;{}<>0123456789\\"].map((sign) => sign.charCodeAt(0)));
function lastStop(before: string): number {
  let at = before.length;
  while (at > 0 && !STOPS.has(before.charCodeAt(at - 1))) at--;
  return at;
}

function accepts(name: NameVerdict, value: string, shape: TextShape): boolean {
  if (isUuid(value)) return name.uuid;
  return name.hex || !shape.hex;
}

/**
 * The line up to the end of `reach`; where that says nothing, the end of the line before too, if it introduces what follows.
 * What was taken out before ends it, as the secret itself did.
 */
function lineBefore(reach: string): string {
  const marker = reach.lastIndexOf(REDACTION_MARKER);
  const since = marker < 0 ? reach : reach.slice(marker + REDACTION_MARKER.length);
  const before = since.includes("\\") ? since.replaceAll(/\\{1,15}[nr]/g, "\n") : since;
  const lines = before.split(/\r?\n/);
  const own = lines.pop() ?? "";
  if (/[A-Za-z0-9]/.test(own)) return own;
  while (lines.length > 0 && /^[\s`>*-]*$/.test(lines.at(-1) ?? "")) lines.pop();
  const intro = lines.at(-1) ?? "";
  return /[:=]\s*(?:```\w*)?\s*$/.test(intro) ? `${intro} ${own}` : own;
}
