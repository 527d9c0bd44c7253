import type { Draw } from "./draw.ts";
import type { SecretKind } from "./standalone-kinds.ts";

/** A secret in its surroundings. */
export interface Placed {
  readonly text: string;
  /** The secret as it is written there (escaped where the notation escapes). */
  readonly secret: string;
  /** What has to be there afterwards. */
  readonly keep: readonly string[];
}
export type Context = (draw: Draw, kind: SecretKind, secret: string) => Placed;

const camel = (name: string): string =>
  name.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const quoted = (text: string): string => JSON.stringify(text);
const inner = (text: string): string => quoted(text).slice(1, -1);
const place = (text: string, secret: string, ...keep: string[]): Placed => ({ text, secret, keep });
const shellQuoted = (text: string): string => (/^[\w./:=+@%~,-]+$/.test(text) ? text : `'${text}'`);

/** Sentences around a key that is known by itself. */
export const prose: Context = (draw, _kind, secret) => {
  const [before, after] = draw.of([
    ["I pasted it into the chat: ", " and will rotate it tomorrow."],
    ["Log in with `", "` and try again."],
    ["The one that works is ", ", the other has expired."],
    ["It says (", ") is not allowed here."],
    ["> ", "\n\nThat one is in use on staging."],
    ['Please use "', '", thanks!'],
  ] as const);
  return place(before + secret + after, secret, before, after);
};

/** Sentences that name what the value is, for those that nothing else tells from a hash. */
export const namingProse: Context = (draw, { label }, secret) => {
  const [before, after] = draw.of([
    [`The ${label} is `, " and will be rotated tomorrow."],
    [`${label}: `, "\nThat one is in use on staging."],
    [`Use \``, `\` as the ${label}.`],
    [`Here is the ${label} for staging: `, " – keep it."],
    [`My ${label} is "`, '", does it work?'],
  ] as const);
  return place(before + secret + after, secret, before, after);
};

export const shell: Context = (draw, { name }, secret) => {
  const value = shellQuoted(secret);
  const flag = name.toLowerCase().replaceAll("_", "-");
  return draw.of([
    () => place(`export ${name}=${value}\nmake deploy`, secret, `export ${name}=`, "make deploy"),
    () => place(`$ ${name}=${value} npm run start -- --port 8080`, secret, `${name}=`, "npm run start"),
    () => place(`deploy --region eu --${flag} ${value} --yes`, secret, `--${flag} `, "--yes"),
    () => place(`deploy --${flag}=${value} && echo done`, secret, `--${flag}=`, "&& echo done"),
    () => place(`docker run -e ${name}=${value} -p 80:80 app:1.2`, secret, `-e ${name}=`, "app:1.2"),
    () =>
      place(
        `set -x\n${name}="${secret}"\ncurl https://api.test/v1/items`,
        secret,
        `${name}="`,
        "curl https://api.test/v1/items",
      ),
  ])();
};

export const jsonInJson: Context = (draw, { name }, secret) => {
  const key = draw.of([name, camel(name), name.toLowerCase()]);
  let text = quoted({ toString: undefined, [key]: secret, region: "eu-west-1" } as never);
  let written = inner(secret);
  const keep = [key, "eu-west-1"];
  if (draw.below(3) === 0) {
    text = JSON.stringify({ cmd: `export ${name}=${shellQuoted(secret)}\nnext-line --now` });
    written = inner(secret);
    keep.splice(0, 2, name, "next-line --now");
  }
  for (let depth = draw.between(1, 3); depth > 0; depth--) {
    text = JSON.stringify({ type: "function_call", arguments: text, id: depth });
    written = inner(written);
  }
  return place(text, written, ...keep);
};

export const code: Context = (draw, { name }, secret) => {
  const id = camel(name);
  return draw.of([
    () => place(`const ${id} = ${quoted(secret)};\nstart(${id});`, inner(secret), `const ${id} = "`, `start(${id})`),
    () =>
      place(`${name} = '${secret}'\nclient = Client(timeout=30)`, secret, `${name} = '`, "client = Client(timeout=30)"),
    () => place(`\t${id} := ${quoted(secret)}\n\treturn nil`, inner(secret), `${id} := "`, "return nil"),
    () => place(`private static final String ${name} = ${quoted(secret)};`, inner(secret), `String ${name} = "`),
    () => place(`new Client({ ${id}: ${quoted(secret)}, retries: 3 })`, inner(secret), `${id}: "`, "retries: 3"),
    () =>
      place(
        `client = connect(host="db", ${name.toLowerCase()}=${quoted(secret)}, port=5432)`,
        inner(secret),
        "port=5432",
      ),
    () => place(`os.environ["${name}"] = ${quoted(secret)}`, inner(secret), `os.environ["${name}"] = "`),
  ])();
};

export const settings: Context = (draw, { name }, secret) => {
  const lower = name.toLowerCase();
  return draw.of([
    () => place(`PORT=8080\n${name}=${secret}\nLOG_LEVEL=debug\n`, secret, "PORT=8080", `${name}=`, "LOG_LEVEL=debug"),
    () => place(`app:\n  ${lower}: ${quoted(secret)}\n  replicas: 2\n`, inner(secret), `${lower}: "`, "replicas: 2"),
    () => place(`[app]\n${lower} = ${quoted(secret)}\nworkers = 4\n`, inner(secret), `${lower} = "`, "workers = 4"),
    () =>
      place(
        `env:\n  - name: ${name}\n    value: ${quoted(secret)}\n  - name: PORT\n    value: "80"\n`,
        inner(secret),
        `name: ${name}`,
        "name: PORT",
      ),
    () =>
      place(
        `{"name":"${name}","value":${quoted(secret)},"type":"text"}`,
        inner(secret),
        `"name":"${name}"`,
        '"type":"text"',
      ),
    () => place(`+${name}=${secret}\n-${name}=\n`, secret, `+${name}=`),
  ])();
};

export const headersAndLogs: Context = (draw, { name }, secret) => {
  const header = `X-${name
    .toLowerCase()
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("-")}`;
  return draw.of([
    () => place(`GET /v1 HTTP/1.1\r\n${header}: ${secret}\r\nAccept: */*\r\n`, secret, `${header}: `, "Accept: */*"),
    () =>
      place(
        `2026-05-08T12:00:00Z INFO config loaded ${name.toLowerCase()}=${secret} port=80`,
        secret,
        "INFO config loaded",
        "port=80",
      ),
    () => place(`curl -s -H '${header}: ${secret}' https://api.test/v1`, secret, `${header}: `, "https://api.test/v1"),
    () =>
      place(
        `<setting><${camel(name)}>${secret}</${camel(name)}><n>1</n></setting>`,
        secret,
        `<${camel(name)}>`,
        "<n>1</n>",
      ),
  ])();
};
