import { ALNUM, BASE32, BASE64, BASE64URL, type Draw, LOWER_ALNUM } from "./draw.ts";
import type { SecretKind } from "./standalone-kinds.ts";

const kind = (kindName: string, label: string, name: string, make: (draw: Draw) => string): SecretKind => ({
  kind: kindName,
  label,
  name,
  make,
});

/** Random text that only its name tells from a hash or an id. */
export const NAMED_KINDS: readonly SecretKind[] = [
  kind("aws-secret", "AWS secret access key", "AWS_SECRET_ACCESS_KEY", (d) => d.text(BASE64, 40)),
  kind("aws-session", "AWS session token", "AWS_SESSION_TOKEN", (d) => `${d.text(BASE64, 300)}==`),
  kind("datadog-api", "Datadog API key", "DATADOG_API_KEY", (d) => d.hex(32)),
  kind("datadog-app", "Datadog app key", "DD_APP_KEY", (d) => d.hex(40)),
  kind("heroku", "Heroku API key", "HEROKU_API_KEY", (d) => d.uuid()),
  kind("algolia", "Algolia admin key", "ALGOLIA_ADMIN_KEY", (d) => d.hex(32)),
  kind("twilio-auth", "Twilio auth token", "TWILIO_AUTH_TOKEN", (d) => d.hex(32)),
  kind("wandb", "Weights & Biases API key", "WANDB_API_KEY", (d) => d.hex(40)),
  kind("postmark", "Postmark server token", "POSTMARK_SERVER_TOKEN", (d) => d.uuid()),
  kind("azure-openai", "Azure OpenAI API key", "AZURE_OPENAI_API_KEY", (d) => d.hex(32)),
  kind("mistral", "Mistral API key", "MISTRAL_API_KEY", (d) => d.text(ALNUM, 32)),
  kind("cohere", "Cohere API key", "COHERE_API_KEY", (d) => d.text(ALNUM, 40)),
  kind("auth0", "Auth0 client secret", "AUTH0_CLIENT_SECRET", (d) => d.text(BASE64URL, 64)),
  kind("okta", "Okta API token", "OKTA_TOKEN", (d) => `00${d.text(BASE64URL, 40)}`),
  kind("django", "Django secret key", "SECRET_KEY", (d) => d.text(`${LOWER_ALNUM}!@#%^&*(-_=+)`, 50)),
  kind("jwt-secret", "JWT signing secret", "JWT_SECRET", (d) => d.base64(32)),
  kind("encryption", "encryption key", "ENCRYPTION_KEY", (d) => d.hex(64)),
  kind("session-secret", "session secret", "SESSION_SECRET", (d) => d.text(ALNUM, 32)),
  kind("webhook-secret", "webhook secret", "WEBHOOK_SECRET", (d) => d.hex(40)),
  kind("db-password", "database password", "DB_PASSWORD", (d) => d.password("!#%*-_=+?.")),
  kind("smtp-password", "SMTP password", "SMTP_PASSWORD", (d) => d.text(ALNUM, 16)),
  kind("root-password", "root password", "MYSQL_ROOT_PASSWORD", (d) => d.password("!@%-_")),
  kind(
    "short-password",
    "admin password",
    "ADMIN_PASSWORD",
    (d) =>
      `${d.of(["hunter", "dragon", "winter", "falcon"])}${d.between(10, 9999)}${d.of(["!", "x", "_z"])}${d.text(LOWER_ALNUM, 2)}`,
  ),
  kind("spotify", "Spotify client secret", "SPOTIFY_CLIENT_SECRET", (d) => d.hex(32)),
  kind("github-oauth", "GitHub client secret", "GITHUB_CLIENT_SECRET", (d) => d.hex(40)),
  kind("ssh-passphrase", "key passphrase", "KEY_PASSPHRASE", (d) => d.password("!-_.")),
  kind("totp", "two-factor secret", "TOTP_SECRET", (d) => d.text(BASE32, 32)),
  kind("deepgram", "Deepgram API key", "DEEPGRAM_API_KEY", (d) => d.hex(40)),
  kind("ethereum", "wallet private key", "ETH_PRIVATE_KEY", (d) => `0x${d.hex(64)}`),
  kind("refresh-token", "refresh token", "REFRESH_TOKEN", (d) => d.text(BASE64URL, 48)),
];
