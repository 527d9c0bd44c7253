/**
 * Keys that a shape alone does not give away (no separator after the prefix, dots or colons inside, few characters),
 * and those whose prefix is worth a name of its own. Sources: the vendors' documentation of their key formats.
 * Each is [kind, pattern]; a key is not preceded by a letter or digit.
 */
const VENDOR_KEYS: readonly (readonly [kind: string, pattern: string])[] = [
  [
    "aws_access_key",
    String.raw`(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|A3T[A-Z0-9])[A-Z0-9]{16}(?![A-Za-z0-9])`,
  ],
  ["aws_bedrock_key", String.raw`ABSK[A-Za-z0-9+/]{60,}={0,2}|bedrock-api-key-[A-Za-z0-9+/=]{20,}`],
  [
    "openai_key",
    String.raw`sk-[A-Za-z0-9]{20,}[\w-]*|sk-(?:proj|svcacct|admin|None|or-v1|lf|ant-[a-z]{2,10}\d{2})-[\w-]{16,}`,
  ],
  ["google_key", String.raw`AIza[\w-]{30,}|GOCSPX-[\w-]{20,}|ya29\.[\w.-]{20,}|1\/\/0[\w-]{20,}|GOOG[\w]{20,}`],
  ["github_token", String.raw`gh[pousr]_\w{30,}(?:[.\w-]{20,})?|github_pat_\w{30,}`],
  [
    "gitlab_token",
    String.raw`gl(?:pat|dt|rt|ptt|ft|soat|agent|oas|cbt|imt|ffct|wt|rtr)-[\w.-]{20,}|GR1348941[\w-]{20,}`,
  ],
  ["slack_token", String.raw`xox[a-z](?:\.xox[a-z])?-[\w-]{10,}|xapp-\d-[\w-]{20,}|xwfp-[\w-]{20,}`],
  ["sendgrid_key", String.raw`SG\.[\w-]{16,32}\.[\w-]{30,}`],
  ["stripe_key", String.raw`(?:sk|rk|pk)_(?:live|test|prod)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{20,}`],
  ["npm_token", String.raw`npm_[A-Za-z0-9]{30,}`],
  ["pypi_token", String.raw`pypi-[\w-]{50,}`],
  ["nuget_key", String.raw`oy2[a-z0-9]{43}(?![A-Za-z0-9])`],
  ["huggingface_token", String.raw`(?:hf|api_org)_[A-Za-z0-9]{30,}`],
  ["replicate_token", String.raw`r8_[A-Za-z0-9]{30,}`],
  ["twilio_key", String.raw`SK[0-9a-f]{32}(?![A-Za-z0-9])`],
  [
    "mailgun_key",
    String.raw`(?:key|pubkey)-[0-9a-f]{32}(?![A-Za-z0-9])|[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}(?![A-Za-z0-9-])`,
  ],
  ["mailchimp_key", String.raw`[0-9a-f]{32}-us\d{1,2}(?![A-Za-z0-9])`],
  ["sendinblue_key", String.raw`xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}|xsmtpsib-[0-9a-f]{64}-[A-Za-z0-9]{16}`],
  ["shopify_token", String.raw`shp(?:at|ca|pa|ss|tka|ua)_[A-Za-z0-9]{32,}`],
  ["square_token", String.raw`sq0(?:atp|csp|idp)-[\w-]{22,}|EAAA[\w-]{60}(?![\w-])`],
  ["facebook_token", String.raw`EAA[A-Za-z0-9]{60,}`],
  ["paypal_token", String.raw`access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}`],
  ["telegram_token", String.raw`(?:bot)?\d{8,10}:AA[\w-]{32,34}(?![\w-])`],
  ["discord_token", String.raw`[MNO][A-Za-z\d_-]{22,27}\.[\w-]{6}\.[\w-]{27,45}(?![\w-])`],
  ["databricks_token", String.raw`dapi[0-9a-f]{32}(?:-\d)?(?![A-Za-z0-9])`],
  ["vault_token", String.raw`hv[sbr]\.[\w-]{24,}|s\.[A-Za-z0-9]{24}(?![\w.(-])`],
  ["terraform_token", String.raw`[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{50,}`],
  ["dynatrace_token", String.raw`dt0[a-z]\d{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}`],
  ["doppler_token", String.raw`dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[\w-]{1,32}\.)?[A-Za-z0-9]{32,}`],
  ["dropbox_token", String.raw`sl\.(?:u\.)?[\w-]{60,}`],
  ["digitalocean_token", String.raw`do[opr]_v1_[0-9a-f]{64}`],
  [
    "atlassian_token",
    String.raw`ATATT3[\w=+/-]{40,}|ATCTT3[\w=+/-]{40,}|ATBB[A-Za-z0-9]{24,}|BBDC-[A-Za-z0-9+/@_-]{30,}`,
  ],
  ["airtable_token", String.raw`pat[A-Za-z0-9]{14}\.[0-9a-f]{64}`],
  ["alibaba_key", String.raw`LTAI[A-Za-z0-9]{16,26}(?![A-Za-z0-9])`],
  ["tencent_key", String.raw`AKID[A-Za-z0-9]{28,36}(?![A-Za-z0-9])`],
  ["yandex_key", String.raw`AQVN[\w-]{35,38}(?![\w-])|t1\.[A-Z0-9a-z_-]+=*\.[\w-]{60,}=*|YC[\w-]{38}(?![\w-])`],
  ["age_key", String.raw`AGE-SECRET-KEY-1[0-9A-Z]{58}`],
  ["newrelic_key", String.raw`NR(?:AK|JS|II|RA|SP|BR|AL)-[A-Za-z0-9_-]{16,}`],
  ["postman_key", String.raw`PMAK-[0-9a-f]{24}-[0-9a-f]{34}`],
  ["easypost_key", String.raw`EZ[AT]K[A-Za-z0-9]{54}`],
  ["flutterwave_key", String.raw`FLW(?:SEC|PUB)K(?:_TEST)?-[0-9a-zA-Z]{12,}(?:-X)?`],
  ["firebase_key", String.raw`AAAA[\w-]{7}:APA91[\w-]{100,}`],
  ["twitter_token", String.raw`AAAAAAAAAAAAAAAAAAAA[A-Za-z0-9%]{40,}`],
  [
    "amazon_mws_token",
    String.raw`amzn\.mws\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|amzn1\.oa2-cs\.v1\.[0-9a-f]{64}|Atz[ar]\|[\w+/=|-]{60,}`,
  ],
  [
    "onepassword_key",
    String.raw`A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}|ops_ey[A-Za-z0-9+/=_-]{80,}`,
  ],
  ["grafana_token", String.raw`gl(?:c|sa)_[A-Za-z0-9+/_=]{32,}|eyJrIjoi[A-Za-z0-9+/=]{60,}`],
  [
    "uuid_key",
    String.raw`(?:sdk|api|mob|pat-(?:na|eu)\d|sk|key|token|secret|rl?k|pat|ctx7sk|cx)[-_][0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])`,
  ],
  ["cloudflare_key", String.raw`v1\.0-[0-9a-f]{24}-[0-9a-f]{146}`],
  ["flyio_token", String.raw`fm[12][ar]?_[A-Za-z0-9+/=_,-]{60,}|fo1_[\w-]{40,}`],
  ["linkedin_token", String.raw`AQ[A-Z][\w-]{150,}`],
  ["microsoft_token", String.raw`Ew[A-D][A-Za-z0-9+/=]{300,}|0\.A[A-Za-z0-9._-]{100,}|1\.A[A-Za-z0-9._-]{200,}`],
  ["jfrog_token", String.raw`AKCp[A-Za-z0-9]{60,}|cmVmdGtu[A-Za-z0-9+/=]{40,}`],
  ["intra42_token", String.raw`s-s4t2(?:ud|af)-[0-9a-f]{64}`],
  ["pulumi_token", "pul-[0-9a-f]{40}"],
  ["zapier_key", String.raw`sk-ak-[\w-]{20,}`],
  [
    "crypto_key",
    String.raw`[xyz]prv[1-9A-HJ-NP-Za-km-z]{100,}|(?:5[HJK]|[KL])[1-9A-HJ-NP-Za-km-z]{50,51}(?![A-Za-z0-9])`,
  ],
];

const PATTERN = new RegExp(`(?<![A-Za-z0-9])(?:${VENDOR_KEYS.map(([, pattern]) => `(${pattern})`).join("|")})`, "y");

/** The vendor key that starts at `at`: its kind and its end. */
export function vendorKeyAt(text: string, at: number): { kind: string; end: number } | undefined {
  PATTERN.lastIndex = at;
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const index = match.findIndex((group, position) => position > 0 && group !== undefined);
  return { kind: VENDOR_KEYS[index - 1]?.[0] ?? "vendor_key", end: at + match[0].length };
}
