import { ALNUM, BASE32, BASE64, BASE64URL, DIGITS, type Draw, HEX, LOWER_ALNUM, UPPER_ALNUM } from "./draw.ts";

/** A format by its grammar: what is drawn stands between braces as `{alphabet length}` or `{alphabet least-most}`. */
export interface Grammar {
  readonly kind: string;
  readonly grammar: string;
}

const ALPHABETS: Readonly<Record<string, string>> = {
  alnum: ALNUM,
  low: LOWER_ALNUM,
  up: UPPER_ALNUM,
  hex: HEX,
  num: DIGITS,
  url: BASE64URL,
  b64: BASE64,
  b32: BASE32.toLowerCase(),
};

/** A key of a format. Several forms are set apart by blanks. */
export function drawKey(draw: Draw, { grammar }: Grammar): string {
  return draw.of(grammar.split(" ")).replaceAll(/\{(\w+):(\d+)(?:-(\d+))?\}|\{uuid\}/g, (_, name, least, most) => {
    if (name === undefined) return draw.uuid();
    const length = most === undefined ? Number(least) : draw.between(Number(least), Number(most));
    return draw.text(ALPHABETS[name] ?? "", length);
  });
}

const grammar = (kind: string, text: string): Grammar => ({ kind, grammar: text });

/** Formats as the documentation of their services tells them, written without a look at the tables of the rules. */
export const GRAMMARS: readonly Grammar[] = [
  grammar("adobe", "p8e-{low:32}"),
  grammar("authress", "sc_{low:8}.{low:4}.acc-{low:16}.{b64:44} scauth_{low:8}.{low:4}.acc_{low:16}.{b64:44}"),
  grammar("clickhouse", "4b1d{alnum:38}"),
  grammar("defined-networking", "dnkey-{low:26}-{low:52}"),
  grammar("dynatrace", "dt0c01.{up:24}.{up:64} dt0s16.{up:24}.{up:64}"),
  grammar("frameio", "fio-u-{low:64}"),
  grammar("harness", "pat.{url:22}.{hex:24}.{alnum:20} sat.{url:22}.{hex:24}.{alnum:20}"),
  grammar("planetscale", "pscale_tkn_{url:43} pscale_pw_{url:43} pscale_oauth_{url:43}"),
  grammar("shippo", "shippo_test_{hex:40} shippo_live_{hex:40}"),
  grammar("sendgrid-lower", "SG.{low:22}.{low:43}"),
  grammar("sourcegraph", "sgp_local_{hex:40} sgp_{hex:16}_{hex:40}"),
  grammar("square", "EAAAE{alnum:59} EAAA{url:60} sq0atp-{url:22} sq0csp-{url:43}"),
  grammar("openshift", "sha256~{url:43}"),
  grammar("slack", "xoxa-2-{num:12}-{num:12}-{hex:32} xoxe-1-{alnum:146} xoxp-{num:12}-{num:12}-{num:12}-{hex:32}"),
  grammar("octopus", "API-{up:26}"),
  grammar("twilio", "SK{hex:32}"),
  grammar("jwt-in-base64", "ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5{b64:80}"),
  grammar("anthropic", "sk-ant-api03-{url:93}AA sk-ant-admin01-{url:93}AA sk-ant-oat01-{url:93}AA"),
  grammar("openrouter", "sk-or-v1-{hex:64}"),
  grammar("cerebras", "csk-{low:48}"),
  grammar("together", "tgp_v1_{url:43}"),
  grammar("nvidia", "nvapi-{url:64}"),
  grammar("wandb", "wandb_v1_{alnum:77}"),
  grammar("elevenlabs", "sk_{hex:48}"),
  grammar("google", "AIza{url:35} GOCSPX-{url:28} ya29.{url:120}"),
  grammar("aws", "AKIA{up:16} ASIA{up:16} ABSK{b64:120}"),
  grammar("alibaba", "LTAI{alnum:20} STS.{alnum:30}"),
  grammar("azure-client", "{alnum:3}8Q~{url:34}"),
  grammar("azure-devops", "{alnum:76}AZDO{alnum:4}"),
  grammar("yandex", "AQVN{url:36} t1.{url:40}.{url:86}"),
  grammar("infracost", "ico-{alnum:32}"),
  grammar("onesignal", "os_v2_app_{b32:103}"),
  grammar("prefect", "pnu_{alnum:36}"),
  grammar("readme", "rdme_{low:70}"),
  grammar("scalingo", "tk-us-{url:48}"),
  grammar("sentry", "sntryu_{hex:64} sntrys_eyJpYXQiO{alnum:120}_{alnum:43}"),
  grammar("settlemint", "sm_pat_{alnum:16} sm_aat_{alnum:16} sm_sat_{alnum:16}"),
  grammar("duffel", "duffel_live_{url:43} duffel_test_{url:43}"),
  grammar("easypost", "EZAK{alnum:54} EZTK{alnum:54}"),
  grammar("flutterwave", "FLWSECK_TEST-{hex:32}-X FLWPUBK_TEST-{hex:32}-X"),
  grammar("intra42", "s-s4t2ud-{hex:64} s-s4t2af-{hex:64}"),
  grammar("gitlab", "glpat-{url:20} gldt-{url:20} glptt-{hex:40} glrt-t1_{url:27}.{low:2}{low:7} gloas-{hex:64}"),
  grammar("github", "ghp_{alnum:36} ghs_{alnum:36} github_pat_{alnum:22}_{alnum:59}"),
  grammar("grafana", "glc_{b64:80} glsa_{alnum:32}_{hex:8}"),
  grammar("hubspot", "pat-na1-{uuid} pat-eu1-{uuid}"),
  grammar("launchdarkly", "sdk-{uuid} api-{uuid} mob-{uuid}"),
  grammar("plaid", "access-sandbox-{uuid} access-production-{uuid}"),
  grammar("posthog", "phx_{alnum:43} phc_{alnum:43}"),
  grammar("pulumi", "pul-{hex:40}"),
  grammar("pubnub", "sub-c-{uuid} pub-c-{uuid}"),
  grammar("new-relic", "NRAK-{up:27} NRJS-{hex:19} NRII-{url:32} {hex:32}FFFFNRAL"),
  grammar("mailgun", "key-{hex:32} {hex:32}-{hex:8}-{hex:8}"),
  grammar("mailchimp", "{hex:32}-us{num:2}"),
  grammar("discord", "M{alnum:25}.{url:6}.{url:38}"),
  grammar("telegram", "{num:10}:AA{url:33}"),
  grammar("terraform", "{alnum:14}.atlasv1.{url:67}"),
  grammar("vault", "hvs.{url:95} hvb.{url:150} s.{alnum:24}"),
  grammar("asana", "1/{num:16}:{hex:32}"),
  grammar("salesforce", "00D{alnum:12}!{alnum:96}"),
  grammar("zoho", "1000.{hex:32}.{hex:32}"),
  grammar("airtable", "pat{alnum:14}.{hex:64}"),
  grammar("maxmind", "{alnum:6}_{alnum:29}_mmk"),
  grammar("docker-swarm", "SWMTKN-1-{low:50}-{low:25}"),
  grammar("razorpay", "rzp_live_{alnum:14} rzp_test_{alnum:14}"),
  grammar("configcat", "configcat-sdk-1/{url:22}/{url:22}"),
  grammar("supabase", "sbp_{hex:40} sb_secret_{url:31}"),
  grammar("neon", "napi_{low:64}"),
  grammar("axiom", "xaat-{uuid} xapt-{uuid}"),
  grammar("logfire", "pylf_v1_us_{alnum:43}"),
];
