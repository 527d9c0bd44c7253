/** How a language tells a password: what it calls it, and what it puts between the name and the value. */
export interface PasswordWords {
  readonly language: string;
  /** Names as regular expressions, in lower case. Those beyond ASCII are searched for by their plain beginnings. */
  readonly names: readonly string[];
  /** Verbs and particles before the value, as regular expressions. A colon or an equals sign always does. */
  readonly links: readonly string[];
  /** Words are not set apart by blanks. */
  readonly joined?: true;
}

/** The languages in which passwords told in a sentence are found. */
export const PASSWORD_WORDS: readonly PasswordWords[] = [
  {
    language: "en",
    names: ["pass(?:word|wd|phrase|code)", "pwd", "passwort"],
    links: [
      "is(?: now| still)?",
      "was",
      "(?:has been |was |is )?set to",
      "becomes",
      "will be",
      "should be",
      "(?:changed|reset|updated) to",
    ],
  },
  {
    language: "de",
    names: ["passwort", "kennwort"],
    links: ["ist", "lautet", "war", "wurde auf", "heißt", "hei(?:ss|&szlig;)t", "auf"],
  },
  { language: "fr", names: ["passe"], links: ["est", "était", "sera", "c'est", "à"] },
  { language: "es", names: ["contrase(?:ñ|n)a", "clave"], links: ["es", "era", "será", "sería", "a"] },
  { language: "pt", names: ["senha", "passe"], links: ["é", "e", "era", "será", "eh"] },
  { language: "it", names: ["password", "parola(?: d'ordine)?", "passphrase"], links: ["è", "e'", "e", "era", "sarà"] },
  { language: "nl", names: ["wachtwoord", "paswoord"], links: ["is", "was", "luidt", "wordt"] },
  { language: "pl", names: ["hasło", "hasła", "haslo"], links: ["to", "jest", "brzmi", "było", "na"] },
  {
    language: "tr",
    names: ["[şŞ]ifre(?:m|si|niz|n|miz)?", "parola(?:m|sı|nız|n|mız)?"],
    links: ["şu", "bu", "şudur", "is"],
  },
  { language: "vi", names: ["[mM]ật khẩu"], links: ["là", "đã là", "thành"] },
  { language: "ru", names: ["[пП]арол(?:ь|я|ем)"], links: ["это", "—", "–", "-", "такой", "был", "будет", "на"] },
  { language: "uk", names: ["[пП]ароль"], links: ["це", "такий"] },
  {
    language: "zh",
    names: ["密[码碼]", "口令"],
    links: ["是", "为", "為", "就是", "改成", "设为", "設為"],
    joined: true,
  },
  { language: "ja", names: ["パスワード", "暗証番号", "パスフレーズ"], links: ["は", "が", "を", "＝"], joined: true },
  {
    language: "ko",
    names: ["비밀번호", "암호", "패스워드", "비번"],
    links: ["는", "은", "가", "이", "를"],
    joined: true,
  },
  { language: "ar", names: ["كلمة (?:المرور|السر)"], links: ["هي"] },
];
