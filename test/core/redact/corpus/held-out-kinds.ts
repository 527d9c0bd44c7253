import { ALNUM, BASE64, BASE64URL, type Draw, LOWER, LOWER_ALNUM, UPPER, UPPER_ALNUM } from "./draw.ts";

/** A text with a secret of a format that no rule names. */
export interface Invented {
  readonly text: string;
  readonly secret: string;
}
export interface InventedKind {
  readonly kind: string;
  readonly make: (draw: Draw) => Invented;
}

/** A name of a service that does not exist: syllables, so that it can be said. */
export function inventedService(draw: Draw): string {
  const syllable = () =>
    draw.text("bcdfghjklmnprstvwz", 1) + draw.text("aeiou", 1) + (draw.below(2) === 0 ? draw.text("lmnrst", 1) : "");
  return (
    Array.from({ length: draw.between(2, 3) }, syllable).join("") + draw.of(["ly", "io", "hub", "base", "ify", ""])
  );
}
const random = (draw: Draw): string =>
  draw.of([
    () => draw.text(ALNUM, draw.between(24, 40)),
    () => draw.text(LOWER_ALNUM, draw.between(28, 40)),
    () => draw.text(BASE64URL, draw.between(32, 44)),
    () => draw.hex(draw.of([32, 40, 64])),
  ])();
const mixed = (draw: Draw): string => draw.text(ALNUM, draw.between(24, 48));
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const invented = (
  kind: string,
  make: (draw: Draw) => readonly [before: string, secret: string, after: string],
): InventedKind => ({
  kind,
  make: (draw) => {
    const [before, secret, after] = make(draw);
    return { text: before + secret + after, secret };
  },
});

export const INVENTED_KINDS: readonly InventedKind[] = [
  invented("prefix_live", (d) => [
    "use ",
    `${d.text(LOWER, d.between(2, 5))}_${d.of(["live", "test", "prod"])}_${mixed(d)}`,
    " for it",
  ]),
  invented("prefix_pat", (d) => [
    "log in with `",
    `${d.text(LOWER, d.between(2, 6))}_${d.of(["pat", "key", "sk", "token", "secret"])}_${random(d)}`,
    "`",
  ]),
  invented("prefix-pat", (d) => [
    "(",
    `${d.text(LOWER, d.between(2, 6))}-${d.of(["pat", "key", "sk", "token"])}-${random(d)}`,
    ")",
  ]),
  invented("prefix_random", (d) => ["'", `${d.text(LOWER, d.between(3, 5))}_${d.text(ALNUM, d.between(28, 48))}`, "'"]),
  invented("PREFIX-random", (d) => ['"', `${d.text(UPPER, d.between(3, 5))}-${d.text(ALNUM, d.between(32, 48))}`, '"']),
  invented("env-client-secret", (d) => [`${inventedService(d).toUpperCase()}_CLIENT_SECRET: `, random(d), ""]),
  invented("env-api-key", (d) => [`export ${inventedService(d).toUpperCase()}_API_KEY=`, random(d), ""]),
  invented("env-key", (d) => [`${inventedService(d).toUpperCase()}_KEY=`, random(d), "\n"]),
  invented("service-key", (d) => [`${inventedService(d)} key = `, random(d), ""]),
  invented("service-token-prose", (d) => [`The ${capital(inventedService(d))} token is `, mixed(d), ", keep it."]),
  invented("key-for-service", (d) => [`here is the api key for ${capital(inventedService(d))}: `, random(d), ""]),
  invented("header-key", (d) => [`X-${capital(inventedService(d))}-Key: `, random(d), ""]),
  invented("header-token", (d) => [
    `curl -H 'X-${capital(inventedService(d))}-Auth-Token: `,
    random(d),
    "' https://x.test/",
  ]),
  invented("camel-code", (d) => [`const ${inventedService(d)}ApiKey = "`, random(d), '";']),
  invented("kwarg", (d) => [`Client(${inventedService(d)}_token="`, d.text(BASE64, 40), '")']),
  invented("flag", (d) => [`${inventedService(d)} login --${inventedService(d)}-token `, random(d), " --yes"]),
  invented("json", (d) => [`{"${inventedService(d)}Secret":"`, random(d), '","n":1}']),
  invented("json-in-json", (d) => [`{\\"${inventedService(d)}_secret\\":\\"`, random(d), '\\",\\"n\\":1}']),
  invented("yaml", (d) => [`${inventedService(d)}:\n  token: `, random(d), "\n  retries: 3\n"]),
  invented("toml", (d) => [`[${inventedService(d)}]\nsecret_key = "`, random(d), '"\n']),
  invented("url-query", (d) => [
    `https://api.${inventedService(d)}.test/v1?limit=5&api_key=`,
    d.text(ALNUM, 32),
    "&page=2",
  ]),
  invented("url-user", (d) => [
    `${d.of(["https", "amqps", "rediss", "mssql"])}://${inventedService(d)}:`,
    d.password("!-_.~"),
    "@db.internal:5555/x",
  ]),
  invented("connection-string", (d) => [`Server=db;User Id=app;Password=`, d.password("!-_.~#"), ";Timeout=30"]),
  invented("license", (d) => [
    `${capital(inventedService(d))} license key: `,
    Array.from({ length: 5 }, () => d.text(UPPER_ALNUM, 5)).join("-"),
    "",
  ]),
];
