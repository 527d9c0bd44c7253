import { type Draw, LOWER, LOWER_ALNUM } from "./draw.ts";

/** Sentences that tell a password, by language; it stands where the ellipsis is. */
export const TOLD_SENTENCES: Readonly<Record<string, readonly string[]>> = {
  en: [
    "the password is …, please",
    "The password for the staging server is: …",
    "My password was …",
    "password is `…`",
    "the root passphrase is ….",
  ],
  de: [
    "das Passwort lautet …",
    "Das Passwort für den Server ist „…“.",
    "Kennwort: …",
    "mein Kennwort ist … und bleibt so",
  ],
  fr: ["le mot de passe est …", "Le mot de passe de la base est : …", "mot de passe : …"],
  es: ["la contraseña es …", "La contraseña del servidor es: …", "la clave es …, gracias"],
  pt: ["a senha é …", "A senha do banco é …", "a palavra-passe é …"],
  it: ["la password è …", "la password del database è …", "la parola d'ordine è …"],
  nl: ["het wachtwoord is …", "Het wachtwoord voor de server is …", "wachtwoord: …"],
  pl: ["hasło to …", "Hasło do serwera: …", "hasło brzmi …"],
  tr: ["şifrem: …", "Parola şu: …", "sunucu şifresi şu …"],
  vi: ["mật khẩu là …", "Mật khẩu máy chủ là …"],
  ru: ["пароль: …", "Пароль от сервера — …", "пароль такой …"],
  zh: ["密码是…，请记住", "密码：…", "服务器的密码是 …", "密碼是 …"],
  ja: ["パスワードは…です", "サーバーのパスワードは「…」です", "パスワード：…"],
  ko: ["비밀번호는 … 입니다", "비밀번호는 …입니다", "암호: …"],
};

/** Commands that are handed a password. */
export const TOLD_COMMANDS: readonly string[] = [
  "echo … | sudo -S apt-get update",
  "echo '…' | sudo -S systemctl restart x",
  "printf '%s\\n' '…' | sudo -S -p '' ./run",
  "printf '…\\n' | sudo -S true",
  "sudo -S apt-get update <<< '…'",
  "sudo -S ls <<< …",
  'echo "root:…" | chpasswd',
  'echo "deploy:…" | sudo chpasswd',
  "echo … | docker login -u me --password-stdin",
  "net use Z: \\\\srv\\share /user:me …",
  "net use \\\\srv\\share … /user:me",
  "ConvertTo-SecureString '…' -AsPlainText -Force",
  "sshpass -p … ssh root@h",
  "sshpass -p '…' ssh root@h",
  "mysql -u root -p… shop",
  "curl -u admin:… https://x.test/",
  "curl --user 'admin:…' https://x.test/",
];

/** A password as people make them: a word with leet digits, two words and a number, or a generated one. */
export function toldPassword(draw: Draw): string {
  return draw.of([
    () =>
      `${draw.of(["Tr0ub4dor", "Summ3r", "dr4gon", "L3tm3in", "sunfl0wer"])}${draw.between(1, 99)}${draw.of(["", "!", "x"])}`,
    () => `${draw.text(LOWER, draw.between(4, 7))}${draw.between(10, 9_999)}`,
    () => `${draw.text(LOWER, 4)}-${draw.text(LOWER_ALNUM, 4)}-${draw.between(10, 99)}`,
    () => draw.password("#!_-@"),
  ])();
}
