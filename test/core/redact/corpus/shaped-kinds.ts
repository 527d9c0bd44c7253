import { ALNUM, BASE64, BASE64URL, DIGITS, type Draw, LOWER_ALNUM, UPPER_ALNUM } from "./draw.ts";

/** A secret that comes with surroundings of its own: `text` is before + secret + after. */
export interface Shaped {
  readonly text: string;
  readonly secrets: readonly string[];
}
export interface ShapedKind {
  readonly kind: string;
  readonly make: (draw: Draw) => Shaped;
}

const shaped = (kind: string, make: (draw: Draw) => readonly [text: string, ...secrets: string[]]): ShapedKind => ({
  kind,
  make: (draw) => {
    const [text, ...secrets] = make(draw);
    return { text, secrets };
  },
});

/** Lines of a key block as `openssl` and `ssh-keygen` write them. */
export function keyBlock(draw: Draw, label: string, bytes: number, width = 64): string {
  const start = label === "OPENSSH PRIVATE KEY" ? "b3BlbnNzaC1rZXktdjEAAAAA" : "MII";
  const body = start + draw.base64(bytes);
  const lines = body.match(new RegExp(`.{1,${width}}`, "g")) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
const block = (draw: Draw, label: string, bytes: number): readonly [string, ...string[]] => {
  const text = keyBlock(draw, label, bytes);
  return [text, ...text.split("\n").filter((line) => line !== "" && !line.startsWith("-----"))];
};
const host = (draw: Draw): string => `${draw.text(LOWER_ALNUM, 6)}.internal`;
const URL_SIGNS = "!-_.~*$";

export const SHAPED_KINDS: readonly ShapedKind[] = [
  shaped("rsa-key", (d) => block(d, "RSA PRIVATE KEY", 1_190)),
  shaped("pkcs8-key", (d) => block(d, "PRIVATE KEY", 1_216)),
  shaped("ec-key", (d) => block(d, "EC PRIVATE KEY", 118)),
  shaped("openssh-key", (d) => block(d, "OPENSSH PRIVATE KEY", 380)),
  shaped("encrypted-key", (d) => block(d, "ENCRYPTED PRIVATE KEY", 1_300)),
  shaped("pgp-key", (d) => block(d, "PGP PRIVATE KEY BLOCK", 1_500)),
  shaped("slack-webhook", (d) => {
    const path = `T${d.text(UPPER_ALNUM, 10)}/B${d.text(UPPER_ALNUM, 10)}/${d.text(ALNUM, 24)}`;
    return [`SLACK_WEBHOOK_URL=https://hooks.slack.com/services/${path}`, path];
  }),
  shaped("discord-webhook", (d) => {
    const path = `${d.text(DIGITS, 18)}/${d.text(BASE64URL, 68)}`;
    return [`post to https://discord.com/api/webhooks/${path}?wait=true`, path];
  }),
  shaped("basic-header", (d) => {
    const value = btoa(`${d.text(LOWER_ALNUM, 6)}:${d.password("!-_.")}`);
    return [`Authorization: Basic ${value}`, value];
  }),
  shaped("bearer-header", (d) => {
    const value = d.text(`${BASE64URL}.`, d.between(24, 60)).replaceAll(/\.+$/g, "x");
    return [
      `${d.of(["Authorization: Bearer", "authorization: bearer", "-H Authorization:\\ Bearer"])} ${value}`,
      value,
    ];
  }),
  shaped("token-header", (d) => {
    const value = d.hex(40);
    return [`Authorization: ${d.of(["token", "Token", "ApiKey", "SSWS", "Key"])} ${value}`, value];
  }),
  shaped("cookie", (d) => {
    const value = d.text(ALNUM, 32);
    return [
      `Cookie: theme=dark; ${d.of(["session", "sid", "connect.sid", "PHPSESSID", "auth_token"])}=${value}; lang=en`,
      value,
    ];
  }),
  shaped("set-cookie", (d) => {
    const value = d.text(BASE64URL, 43);
    return [`Set-Cookie: session_id=${value}; Path=/; HttpOnly; SameSite=Lax`, value];
  }),
  shaped("postgres-url", (d) => {
    const password = d.password(URL_SIGNS);
    return [`postgres${d.of(["", "ql"])}://app:${password}@${host(d)}:5432/main?sslmode=require`, password];
  }),
  shaped("mysql-url", (d) => {
    const password = d.password(URL_SIGNS);
    return [`mysql://root:${password}@${host(d)}/shop`, password];
  }),
  shaped("mongodb-url", (d) => {
    const password = d.text(ALNUM, 16);
    return [
      `mongodb+srv://svc:${password}@cluster0.${d.text(LOWER_ALNUM, 5)}.mongodb.net/db?retryWrites=true`,
      password,
    ];
  }),
  shaped("redis-url", (d) => {
    const password = d.text(ALNUM, 24);
    return [`redis://:${password}@${host(d)}:6379/0`, password];
  }),
  shaped("amqp-url", (d) => {
    const password = d.password(URL_SIGNS);
    return [`amqps://rabbit:${password}@${host(d)}/vhost`, password];
  }),
  shaped("git-remote", (d) => {
    const token = d.text(ALNUM, 30);
    return [`git remote add origin https://oauth2:${token}@git.${host(d)}/group/repo.git`, token];
  }),
  shaped("sentry-dsn", (d) => {
    const key = d.hex(32);
    return [`dsn: https://${key}@o${d.below(1e6)}.ingest.sentry.io/${d.below(1e7)}`, key];
  }),
  shaped("jdbc-url", (d) => {
    const password = d.text(ALNUM, 18);
    return [`jdbc:postgresql://db:5432/app?user=app&password=${password}&ssl=true`, password];
  }),
  shaped("ado-connection", (d) => {
    const password = d.password("!-_.#");
    return [`Server=tcp:db,1433;Database=app;User ID=sa;Password=${password};Encrypt=True;`, password];
  }),
  shaped("azure-storage", (d) => {
    const key = `${d.text(BASE64, 86)}==`;
    return [`DefaultEndpointsProtocol=https;AccountName=acc;AccountKey=${key};EndpointSuffix=core.windows.net`, key];
  }),
  shaped("azure-sas", (d) => {
    const sig = encodeURIComponent(d.base64(32));
    return [`https://acc.blob.core.windows.net/c/f?sv=2022-11-02&se=2027-01-01&sr=b&sig=${sig}`, sig];
  }),
  shaped("npmrc", (d) => {
    const token = d.uuid();
    return [`//registry.npmjs.org/:_authToken=${token}`, token];
  }),
  shaped("netrc", (d) => {
    const password = d.password("!-_.");
    return [`machine api.${host(d)} login deploy password ${password}`, password];
  }),
  shaped("docker-config", (d) => {
    const auth = btoa(`deploy:${d.text(ALNUM, 24)}`);
    return [JSON.stringify({ auths: { "ghcr.io": { auth } } }), auth];
  }),
  shaped("kubernetes-secret", (d) => {
    const value = btoa(d.text(ALNUM, 24));
    return [`kind: Secret\ndata:\n  password: ${value}\ntype: Opaque\n`, value];
  }),
  shaped("mysql-flag", (d) => {
    const password = d.text(ALNUM, 12);
    return [`mysql -h db -u root -p${password} shop < dump.sql`, password];
  }),
  shaped("curl-user", (d) => {
    const password = d.password("!-_.");
    return [`curl -s -u deploy:${password} https://nexus.${host(d)}/repository/`, password];
  }),
  shaped("sshpass", (d) => {
    const password = d.password("!-_.");
    return [`sshpass -p '${password}' ssh root@${host(d)} uptime`, password];
  }),
  shaped("redis-cli", (d) => {
    const password = d.text(ALNUM, 20);
    return [`redis-cli -h ${host(d)} -a ${password} ping`, password];
  }),
  shaped("sql", (d) => {
    const password = d.password("!-_.");
    return [`CREATE USER app WITH LOGIN PASSWORD '${password}';`, password];
  }),
  shaped("gcp-service-account", (d) => {
    const text = keyBlock(d, "PRIVATE KEY", 1_216);
    const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("-----"));
    return [
      JSON.stringify({ type: "service_account", private_key_id: d.hex(40), private_key: text, client_id: "1" }),
      ...lines,
    ];
  }),
  shaped("otpauth", (d) => {
    const secret = d.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32);
    return [`otpauth://totp/Shop:me@x.test?secret=${secret}&issuer=Shop`, secret];
  }),
  shaped("aws-credentials-file", (d) => {
    const key = `AKIA${d.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)}`;
    const secret = d.text(BASE64, 40);
    return [
      `[default]\naws_access_key_id = ${key}\naws_secret_access_key = ${secret}\nregion = eu-west-1\n`,
      key,
      secret,
    ];
  }),
];
