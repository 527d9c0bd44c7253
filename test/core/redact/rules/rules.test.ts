import { describe, expect, test } from "bun:test";
import { redact, redactText } from "../../../../lib/core/redact/redact.ts";

const MARKER = "[REDACTED_SECRET]";
/** Each line: what goes stands between << and >>. */
function expectRedacted(marked: string): void {
  const text = marked.replaceAll(/<<|>>/g, "");
  expect(redactText(text)).toBe(marked.replaceAll(/<<.*?>>/g, MARKER));
}
const goes = (name: string, lines: readonly string[]): void =>
  describe(name, () => {
    for (const line of lines) test(line, () => expectRedacted(line));
  });

goes("keys of fixed form", [
  "<<sk-abcdefghijklmnopqrst>>",
  "use <<sk-1234567890abcdefghij1234>> now",
  "_<<sk-abcdefghijklmnopqrst>>",
  "xsk-abcdefghijklmnopqrst",
  "task-abcdefghijklmnopqrst and task-abcdefghij0123456789",
  "sk-abcdefghijklmnopqrs",
  "<<AKIAIOSFODNN7EXAMPLE>>",
  "(<<AKIAABCDEFGHIJKLMNOP>>)",
  "xAKIAABCDEFGHIJKLMNOP AKIAABCDEFGHIJKLMNOPQ AKIAABCDEFGHIJKLMNOp",
  "Bearer <<abcdefgh12345678>>",
  "bEARER <<abc.def~ghi+jkl/mno=pq-1>>",
  "Bearer <<abcdefghij.klmnop>>",
  "Bearer abcdefgh and bearer of bad news",
  "Bearer YOUR_ACCESS_TOKEN_HERE or Bearer=authentication-header",
]);

goes("assignments of whole words", [
  "api_key=<<abcd1234>>",
  "api-key: <<abcd1234>>",
  'apikey = "<<abcd1234>>"',
  "token:'<<abcd1234>>'",
  'secret="<<abcd-1234>>"',
  "password=<<abcdefg1>> rest",
  "PASSWORD: <<hunter2hunter2>>, next",
  'password = "<<hunter2-hunter2>>";',
  "password=<<p4ss/w0rd!>>",
  "token = abcdefgh",
  "api_key=<<qzkfjwpxmvbtrhnd>>",
]);

goes("literals only: words, calls and references stay", [
  "token = nextToken(stream1)",
  "token = tokens[index1]",
  "token = response.data.token1",
  "password = process.env.DB_PASSWORD1",
  'password = os.environ["DB_PASSWORD1"]',
  "password: ${DB_PASSWORD_1}",
  "password=$DB_PASSWORD1",
  "password: {{ vault_password1 }}",
  "password: <your-password-1>",
  "api_key = YOUR_API_KEY_1",
  "secret: xxxxxxxxxxxx",
  "secret=changeme123",
  "password: ************",
  'token: "identifier"',
  'token: "keyword.operator"',
  'password: "required"',
  'password: "Password"',
  "const token: Uint8Array = await read();",
  "password: string;",
  "let key = row.key;",
  "max_tokens: 100000000",
  "next_token: a8s7d6f5a8s7d6f5a8s7d6f5",
  "primaryKey: a8s7d6f5a8s7d6f5a8s7d6f5",
  "token_url: https://auth.test/oauth/token1",
]);

goes("hashes, ids and names stay", [
  "commit 8f14e45fceea167a5a36dedd4bea25438f14e45f",
  "550e8400-e29b-41d4-a716-446655440000",
  "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  '"integrity": "sha512-3HQmPcW6UcnqVq7mfKOcP8Xvu+FWZkyXvtIJTYQSQ1E0WQbFQNpKkGPzGbBqUrtq"',
  "call_9aB2kLmN8pQrSt7VwX4f9aB2 chatcmpl-9aB2kLmN8pQrSt7VwX4f9aB2kLmN8",
  '"job_key": "01a20398-7e1f-7012-9863-1485d0a4dbe5", "session_id": "01a20398-80f4-7f03-89e5-f6b6d5003ad5"',
  "dist/assets/index-9aB2kLmN8pQrSt7VwX4f9aB2.js",
  "Cache restored from key: Linux-node-8f14e45fceea167a5a36dedd4bea25438f14e45f",
  "arn:aws:iam::123456789012:role/key-admin",
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJl3dIeudNqd0DPMRD9OIh65tjkxFNOtwGcWB2gCgPhk dev@host",
  "rollout-2026-05-08T12-00-00-0190f1a2-7b3c-7d4e-8f5a-6b7c8d9e0f1a.jsonl",
]);

goes("names in every notation", [
  "FOOBARLY_API_KEY=<<a8s7d6f5a8s7>>",
  "export DB_PASSWORD='<<Xk9#mP2$vL8nQ4w>>'",
  "DB_PASSWORD=<<Xk9#mP2$vL8nQ4w>>",
  '{"access_token":"<<a8s7d6f5a8s7>>","expires":1}',
  "access_token: <<a8s7d6f5a8s7>>\nexpires: 1",
  'secret_key = "<<a8s7d6f5a8s7>>"\nworkers = 4',
  'const clientSecret: string = "<<a8s7d6f5a8s7>>";',
  'var apiKey string = "<<a8s7d6f5a8s7>>"',
  'char password[] = "<<a8s7d6f5a8s7>>";',
  'config["apiKey"] = "<<kJ8sH2nB4vM6xZ1q>>"',
  "config['password'] => '<<a8s7d6f5a8s7>>'",
  'setPassword("<<a8s7d6f5!a8s7>>")',
  "tool --password <<hunter22x>> --next",
  "tool --api-key=<<a8s7d6f5a8s7>> x",
  '["--token", "<<a8s7d6f5a8s7>>"]',
  "<password><<a8s7d6f5a8s7>></password>",
  '<add key="ApiKey" value="<<a8s7d6f5a8s7>>"/>',
  "- name: API_TOKEN\n  value: <<a8s7d6f5a8s7>>\n",
  '{"name":"API_TOKEN","value":"<<a8s7d6f5a8s7>>"}',
  "X-Api-Key: <<a8s7d6f5a8s7>>\r\nAccept: */*",
  "https://x.test/?token=<<a8s7d6f5a8s7>>&page=2",
  "password: |\n  <<a8s7d6f5a8s7>>\nnext: 1",
  "api_keys: [\"<<a8s7d6f5a8s7d6f5a8s7>>\", '<<b8s7d6f5a8s7d6f5a8s7>>']",
  "Server=db;User Id=sa;Password=<<a8s7d6f5>>;Timeout=30",
  "machine x.test login me password <<a8S7d6f5a8>>",
  "CREATE USER a PASSWORD '<<a8S7d6f5-a8>>'",
  "redirect=https%3A%2F%2Fx.test%3Ftoken%3D<<a8s7d6f5a8s7d6f5>>%26page%3D1",
  "const key = process.env.API_KEY || '<<a8S7d6f5-a8>>';",
  "**API key:** <<a8s7d6f5a8s7d6f5a8s7>>",
  "| API key | <<a8s7d6f5a8s7d6f5a8s7>> |",
  "ALTER USER a IDENTIFIED BY '<<a8S7d6f5-a8>>';",
  "echo <<a8S7d6f5-a8>> | docker login -u me --password-stdin",
  "kubectl create secret generic s --from-literal=password=<<a8s7d6f5a8s7>>",
  "the password is <<hunter2hunter2>> for now",
  "use `<<hunter2-hunter2>>` as the root password",
]);

goes("strings in strings end where they end", [
  String.raw`{\"password\": \"<<a8s7d6f5>>\", \"next\": 1}`,
  String.raw`{\\\"password\\\":\\\"<<a8s7d6f5>>\\\",\\\"next\\\":1}`,
  String.raw`{\\\\\\\"password\\\\\\\":\\\\\\\"<<a8s7d6f5>>\\\\\\\"}`,
  String.raw`"password": "<<a8s7\"d6f5>>", "next": "x"`,
  String.raw`{\"password\": \"<<a8s7\\\"d6f5>>\", \"next\": 1}`,
  String.raw`token=<<a8s7d6f5>>\nNEXT=1`,
  String.raw`token=<<a8s7d6f5>>\\nNEXT=1`,
  String.raw`export TOKEN=<<a8s7d6f5>>\r\nnext`,
  String.raw`{\u0022token\u0022:\u0022<<a8s7d6f5>>\u0022,\u0022n\u0022:1}`,
  "{&quot;token&quot;:&quot;<<a8s7d6f5>>&quot;,&quot;n&quot;:1}",
  "token='<<a8s7d6f5>>\nnext line",
]);

goes("headers, cookies and URLs", [
  "Authorization: Basic <<dXNlcjpwYXNzd29yZDE=>>",
  "Authorization: token <<a8s7d6f5a8s7d6f5>>",
  '"Authorization": "Bearer <<a8s7d6f5a8s7d6f5>>"',
  "Basic authentication is used",
  "## Basic Operations and Basic usage12",
  "Cookie: theme=dark; sid=<<a8s7d6f5a8s7d6f5>>; lang=en",
  "Set-Cookie: session=<<a8s7d6f5a8s7d6f5>>; Path=/; HttpOnly",
  "postgres://app:<<p4ssw0rd>>@db:5432/x",
  "redis://:<<p4ssw0rd>>@cache:6379",
  "https://<<a8s7d6f5a8s7d6f5a8s7>>@git.test/x.git",
  "amqp://me:<<p@ss:w0rd>>@mq/x",
  "https://user:password@host.test/ https://user@host.test/ https://${USER}:${PASS}@host.test/",
  "postgres://localhost:5432/app and http://a/b:c@d",
  "curl -u me:<<S3cret-pw>> https://x.test",
  "mysql -u root -p<<S3cretPw>> db",
  "mkdir -p dir1/dir2 && ssh -p 2222 host",
]);

goes("the shape of a prefix and something random", [
  "<<zq_live_4f9aB2kLmN8pQrSt7VwX>>",
  "'<<vork_9aB2kLmN8pQrSt7VwX4f9aB2>>'",
  "<<acme-pat-8f14e45fceea167a5a36dedd4bea2543>>",
  "foobarly key = <<8f14e45fceea167a5a36dedd4bea2543>>",
  "The Datadog API key is <<8f14e45fceea167a5a36dedd4bea2543>>.",
  "<<8f14e45fceea167a5a36dedd4bea2543>> is my Datadog API key",
  "twilio: <<8f14e45fceea167a5a36dedd4bea2543>>",
]);

test("a key block goes whole, in escapes, in a diff, cut off at either end; a template and a public key stay", () => {
  const body = "MIIEpAIBAAKCAQEA1234567890abcdefghijklmnopqrstuvwxyzABCDEFGHIJKL\n".repeat(4);
  const key = `-----BEGIN RSA PRIVATE KEY-----\n${body}-----END RSA PRIVATE KEY-----`;
  expect(redactText(`a\n${key}\nb`)).toBe(`a\n${MARKER}\nb`);
  expect(redactText(JSON.stringify({ key, next: 1 }))).toBe(`{"key":"${MARKER}","next":1}`);
  expect(redactText(key.replaceAll(/^/gm, "+"))).toBe(`+${MARKER}`);
  expect(redactText(`${key.slice(0, 200)}\n\nThen the text goes on.`)).toBe(`${MARKER}\n\nThen the text goes on.`);
  const cut = redactText(`see …900 chars truncated…\n${key.slice(-150)}\nb`);
  expect(cut).not.toContain("GHIJKL");
  expect(cut).toEndWith(`${MARKER}\nb`);
  for (const harmless of [
    "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----",
    `-----BEGIN PUBLIC KEY-----\n${body}-----END PUBLIC KEY-----`,
    `-----BEGIN CERTIFICATE-----\n${body}-----END CERTIFICATE-----`,
  ]) {
    expect(redactText(harmless)).toBe(harmless);
  }
});

test("findings say what kind and where, in order, and never the value", () => {
  const text = "a AKIAABCDEFGHIJKLMNOP b\npassword='hunter2-hunter2' https://me:pass-w0rd@h.test";
  const { findings } = redact(text);
  expect(findings.map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual([
    ["aws_access_key", "AKIAABCDEFGHIJKLMNOP"],
    ["password", "hunter2-hunter2"],
    ["url_password", "pass-w0rd"],
  ]);
  expect(Object.keys(findings[0] ?? {})).toEqual(["kind", "start", "end"]);
});

test("a text without secrets is the same string, an empty one too", () => {
  expect(redact("nothing to see\n")).toEqual({ text: "nothing to see\n", findings: [] });
  expect(redact("")).toEqual({ text: "", findings: [] });
});

goes("formats that only a list knows", [
  "<<p8e-0a1b2c3d4e5f60718293a4b5c6d7e8f9>>",
  "<<shippo_test_a1b2c3d4e5f60718293a4b5c6d7e8f9001122334>>",
  "<<sgp_local_a1b2c3d4e5f60718293a4b5c6d7e8f9001122334>>",
  "<<sha256~ab12CD34ef56GH78ij90KL12mn34OP56qr78ST90uvw>>",
  "<<API-AB12CD34EF56GH78IJ90KL12MN>>",
  "<<SKa1b2c3d4e5f60718293a4b5c6d7e8f90>>",
  "<<xoxa-2-ab12cd34ef56>> and <<xoxb-1-a-b>>",
  "<<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>>",
  "<<sat.AB12cd34EF56gh78IJ90kl.64f0a1b2c3d4e5f607182930.AB12cd34EF56gh78IJ90>>",
  "https://hooks.slack.com/triggers/<<T0123ABCD/1234567890123/ab12cd34ef56gh78ij90kl12mn34op56>>",
]);

goes("passwords handed to commands", [
  "echo <<Tr0ub4dor8x>> | sudo -S apt-get update",
  String.raw`printf '%s\n' '<<Tr0ub4dor8x>>' | sudo -S -p '' apt-get update`,
  String.raw`printf '<<Tr0ub4dor8x>>\n\n' | sudo -S -p '' ./run`,
  'echo "root:<<Tr0ub4dor8x>>" | chpasswd',
  String.raw`net use Z: \\srv\share /user:me <<Tr0ub4dor8x>>`,
  "ConvertTo-SecureString '<<Tr0ub4dor8x>>' -AsPlainText -Force",
  "password=<<correcthorsebattery>>",
  "password: <<correct-horse-battery-staple>>",
  "My password: <<uoBcFR!2vRnFujC>>. Fix the deploy.",
  "password: <<kFFTEi!PKpbiexg>>",
  "echo y | sudo -S apt-get update",
  "echo 'hello world' | sudo tee /etc/motd",
  "printf '%s' \"$PW\" | sudo -S true",
]);

goes("sentences about passwords that tell none", [
  "the password is required, the password is wrong! What is the password?",
  "the password is at least 8 characters, password is base64 encoded, password is sha256-hashed",
  "the password is 8-16 characters and was reset on 2026-05-08",
  "das Passwort ist abgelaufen. Wie lautet das Passwort? Das Kennwort ist erforderlich",
  "le mot de passe est obligatoire. Quel est le mot de passe ?",
  "la contraseña es obligatoria, la clave es usar git, a senha é inválida",
  "hasło jest nieprawidłowe, het wachtwoord is verlopen, mật khẩu là bắt buộc",
  "пароль не подходит, 密码是什么？密码错误, パスワードは必須です, 비밀번호는 필수입니다",
]);

test("a here-string for sudo goes, a here-document for another command stays", () => {
  expect(redactText("sudo -S apt-get update <<< 'Tr0ub4dor8x'")).toBe(`sudo -S apt-get update <<< '${MARKER}'`);
  expect(redactText("cat <<< 'Tr0ub4dor8x'")).toBe("cat <<< 'Tr0ub4dor8x'");
});
