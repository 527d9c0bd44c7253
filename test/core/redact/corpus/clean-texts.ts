import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ALNUM, BASE64URL, type Draw, LOWER_ALNUM, UPPER_ALNUM } from "./draw.ts";

/** A text without secrets. */
export interface CleanText {
  readonly name: string;
  readonly text: string;
}

const CODE = /\.(?:js|cjs|mjs|ts|mts|d\.ts|json|md|map|lock|yml|yaml|css|html)$/;
/** Tests of libraries hold keys that look real, which is no false alarm. */
const SKIPPED = /secretlint|\.min\.js$|\/(?:test|tests|__tests__|fixtures)\//;

/** Files of installed packages (code, types, source maps, READMEs), spread over all of them, up to `bytes`. */
export function packageTexts(root: string, bytes: number): CleanText[] {
  const texts: CleanText[] = [];
  let size = 0;
  const packages = readdirSync(root).flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(root, name)).map((inner) => join(name, inner)) : [name],
  );
  const share = Math.ceil((2 * bytes) / packages.length);
  for (const name of packages.filter((name) => !name.startsWith("."))) {
    let taken = 0;
    for (const path of readdirSync(join(root, name), { recursive: true, encoding: "utf8" }).toSorted()) {
      const full = join(root, name, path);
      if (taken >= share || size >= bytes || !CODE.test(path) || SKIPPED.test(full)) continue;
      const stat = statSync(full, { throwIfNoEntry: false });
      if (stat === undefined || !stat.isFile() || stat.size > share) continue;
      texts.push({ name: join(name, path), text: readFileSync(full, "utf8") });
      taken += stat.size;
      size += stat.size;
    }
  }
  return texts;
}

const pad = (value: number): string => String(value).padStart(2, "0");
const time = (d: Draw): string =>
  `2026-0${d.between(1, 9)}-${pad(d.between(1, 28))}T${pad(d.below(24))}:${pad(d.below(60))}:${pad(d.below(60))}.${d.below(1_000)}Z`;
const words =
  "the service starts and reads its settings then it waits for a request user opens page list is empty cache was cleared by job token expires after an hour password must be long key is missing from map secret sauce of good code is a test".split(
    " ",
  );
const sentence = (d: Draw): string => `${Array.from({ length: d.between(6, 18) }, () => d.of(words)).join(" ")}.`;
const lower = (d: Draw, n: number): string => d.text(LOWER_ALNUM, n);

type Line = (d: Draw) => string;
const LINES: Readonly<Record<string, Line>> = {
  log: (d) =>
    `${time(d)} ${d.of(["INFO", "WARN", "DEBUG"])} [req-${d.uuid()}] ${d.of(["GET", "POST"])} /v1/users/${d.below(1e6)} 200 ${d.below(900)}ms trace=${d.hex(32)} span=${d.hex(16)}`,
  "log-auth": (d) =>
    `${time(d)} auth: ${d.of(["token expired", "password changed", "invalid api key", "secret rotated", "session token refreshed"])} for user ${d.below(1e6)} (attempt ${d.below(9)}) id=${d.uuid()}`,
  git: (d) =>
    `commit ${d.hex(40)}\nAuthor: Dev <dev@example.com>\nDate:   Mon May 8 12:00:00 2026 +0000\n\n    ${sentence(d)}\n`,
  "git-diff": (d) =>
    `diff --git a/src/token.ts b/src/token.ts\nindex ${d.hex(7)}..${d.hex(7)} 100644\n--- a/src/token.ts\n+++ b/src/token.ts\n@@ -${d.below(99)},7 +${d.below(99)},7 @@ export function tokenOf(key: string)`,
  "git-short": (d) => `${d.hex(7)} ${sentence(d)}`,
  "npm-lock": (d) =>
    `    "node_modules/${d.of(["js-tokens", "object-keys", "left-pad", "@babel/helper-x", "path-key"])}": {\n      "version": "${d.below(9)}.${d.below(20)}.${d.below(9)}",\n      "resolved": "https://registry.npmjs.org/js-tokens/-/js-tokens-${d.below(9)}.0.0.tgz",\n      "integrity": "sha512-${d.base64(64)}",\n      "license": "MIT"\n    },`,
  "yarn-lock": (d) =>
    `js-tokens@^${d.below(9)}.0.0:\n  version "${d.below(9)}.0.0"\n  resolved "https://registry.yarnpkg.com/js-tokens/-/js-tokens-4.0.0.tgz#${d.hex(40)}"\n  integrity sha512-${d.base64(64)}\n`,
  "cargo-lock": (d) =>
    `[[package]]\nname = "secrecy"\nversion = "0.${d.below(9)}.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "${d.hex(64)}"\n`,
  "go-sum": (d) =>
    `github.com/x/keyring v1.${d.below(9)}.0 h1:${d.base64(32)}\ngithub.com/x/keyring v1.${d.below(9)}.0/go.mod h1:${d.base64(32)}`,
  "poetry-lock": (d) => `    {file = "tokenizers-0.${d.below(20)}-py3-none-any.whl", hash = "sha256:${d.hex(64)}"},`,
  "pip-hash": (d) => `keyring==24.${d.below(9)}.0 --hash=sha256:${d.hex(64)}`,
  docker: (d) =>
    `sha256:${d.hex(64)}: Pull complete\nDigest: sha256:${d.hex(64)}\nStatus: Downloaded newer image for node:20\n${d.hex(12)}   app   "node main.js"   ${d.below(9)} hours ago`,
  uuid: (d) => `id: ${d.uuid()} parent: ${d.uuid()} thread_id=${d.uuid()}`,
  hash: (d) => `${d.hex(d.of([32, 40, 64, 128]))}  ./dist/${d.of(["token", "key", "main", "secret-page"])}.js`,
  etag: (d) =>
    `HTTP/1.1 200 OK\nETag: "${d.hex(32)}"\nX-Request-Id: ${d.uuid()}\nCF-Ray: ${d.hex(16)}-AMS\nContent-Length: ${d.below(1e6)}\n`,
  bundle: (d) =>
    `dist/assets/index-${d.text(ALNUM, 8)}.js   ${d.below(900)}.${d.below(99)} kB │ gzip: ${d.below(90)} kB\ndist/static/js/main.${d.hex(8)}.chunk.js\nvendor-${d.hex(20)}.js app-${d.hex(32)}.css`,
  "data-url": (d) => `<img src="data:image/png;base64,${d.base64(300)}">`,
  "source-map": (d) =>
    `//# sourceMappingURL=data:application/json;base64,${btoa(JSON.stringify({ version: 3, mappings: d.text("ACEGIKMOQS,;", 200) }))}`,
  mappings: (d) =>
    `{"version":3,"names":["token","key","secret"],"mappings":"${Array.from({ length: 60 }, () => d.text("ACDEFGIKMOQSUWYabcdefg", d.of([4, 5])) + d.of([",", ";"])).join("")}"}`,
  minified: (d) =>
    `function ${d.text("abcdefg", 1)}(e,t){var n=t.key,r=e.token;return n===r?e[t]:t.password||null}var ${d.text("hijklm", 2)}={key:"${d.of(["Enter", "Tab", "Escape"])}",token:r.token(),secret:n.secret};`,
  sri: (d) =>
    `<script src="https://cdn.test/a.js" integrity="sha384-${d.base64(48)}" crossorigin="anonymous"></script>`,
  csp: (d) => `Content-Security-Policy: script-src 'nonce-${d.base64(16)}' 'sha256-${d.base64(32)}'`,
  ids: (d) =>
    `task-${d.text(ALNUM, 20)} call_${d.text(ALNUM, 24)} resp_${d.hex(48)} msg_${d.hex(50)} chatcmpl-${d.text(ALNUM, 29)} req_${d.text(ALNUM, 24)} cus_${d.text(ALNUM, 14)}`,
  "aws-ids": (d) =>
    `i-0${d.hex(16)} vpc-0${d.hex(16)} arn:aws:iam::${d.below(1e12)}:role/key-admin sg-0${d.hex(16)} ami-0${d.hex(16)}`,
  kubernetes: (d) =>
    `pod/token-service-${lower(d, 10)}-${lower(d, 5)}   1/1   Running   0   ${d.below(60)}m\nsecret/default-token-${lower(d, 5)}   kubernetes.io/service-account-token   3   ${d.below(90)}d`,
  "actions-cache": (d) =>
    `Cache restored from key: Linux-node-${d.hex(64)}\nCache hit for: setup-${d.hex(40)}\nPost job cleanup.`,
  "cache-key": (d) => `cache key: ${d.hex(64)}\n"cacheKey": "${d.hex(40)}",\n"primaryKey": "${d.uuid()}",`,
  ssh: (d) =>
    `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${d.text(ALNUM, 43)} dev@host\nSHA256:${d.base64(32).slice(0, 43)} dev@host (ED25519)\nThe host key fingerprint is SHA256:${d.base64(32).slice(0, 43)}.`,
  "public-key": (d) =>
    `-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIB${d.base64(200)}\n-----END PUBLIC KEY-----`,
  certificate: (d) => `-----BEGIN CERTIFICATE-----\nMIID${d.base64(300)}\n-----END CERTIFICATE-----`,
  settings: (d) =>
    `password: \${DB_PASSWORD}\napi_key = os.environ["API_KEY"]\ntoken: <your-token>\nSECRET_KEY=changeme\nsecret: "{{ vault_secret }}"\nAPI_TOKEN=xxxxxxxxxxxxxxxx\ntokenUrl: https://auth.test/oauth/token\nmax_tokens: ${d.below(1e5)}\n`,
  code: (d) =>
    `const token = await getToken(user.id);\nif (password !== confirmPassword) throw new Error("passwords do not match");\nconst apiKey = process.env.API_KEY ?? "";\nlet key = row.key; const secret = config.get("secret"); // ${sentence(d)}`,
  types: (d) =>
    `interface Login { password: string; token?: string; apiKey: string | undefined; secretArn: string; keyId: number }\nexport type Token${d.below(99)} = { kind: "identifier"; token: SyntaxKind.Identifier };`,
  form: () =>
    '<input type="password" name="password" autocomplete="current-password" placeholder="Enter your password">\n<label for="token">Access token</label>',
  i18n: () =>
    '{"password":"Password","token":"Token is required","secret":"Secret key","apiKey":"API key","passwordHint":"At least 12 characters"}',
  prose: (d) =>
    `${sentence(d)} The API key is read from the environment; the password is never stored. ${sentence(d)} A secret that is rotated every 90 days is safer than a token with 64 characters. ${sentence(d)}`,
  urls: (d) =>
    `https://github.com/o/r/blob/${d.hex(40)}/src/auth/token.ts#L${d.below(400)} https://x.test/users/${d.uuid()}?page=2&sort=key postgres://localhost:5432/app http://user@host.test/`,
  table: (d) => `| token | ${d.below(1e6)} | ${d.hex(8)} | key-${d.below(99)} | password-reset |`,
  nano: (d) => `${d.text(UPPER_ALNUM, 26)} ${d.text(LOWER_ALNUM, 25)} ${d.text(BASE64URL, 21)}`,
  "test-run": (d) =>
    `✓ rejects a wrong password (${d.below(90)} ms)\n✓ refreshes the token when the key has rotated\n ok ${d.below(999)} - parses "secret=…" as a word`,
  "env-list": () =>
    "PATH=/usr/local/bin:/usr/bin\nSSH_AUTH_SOCK=/tmp/ssh-XXXXXXabcdef/agent.1234\nGPG_KEY=0D96DF4D4110E5C43FBFB17F2D347EA6AA65421D\nHOME=/root\nAWS_PROFILE=dev\nKEYBOARD=us",
};

/** Generated logs, lock files, hashes, ids, settings and prose: some `bytes` of each. */
export function generatedTexts(draw: Draw, bytes: number): CleanText[] {
  return Object.entries(LINES).map(([name, line]) => {
    let text = "";
    while (text.length < bytes) text += `${line(draw)}\n`;
    return { name: `generated/${name}`, text };
  });
}
