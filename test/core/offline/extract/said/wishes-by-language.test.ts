import { expect, test } from "bun:test";
import { changed, command, final, memoryOf, quotesIn, user } from "../../../../helpers/told-session.ts";

/** Replies to a first request, each a wish in other words than those of the fixtures. */
const WISHES: readonly (readonly [request: string, replies: readonly string[]])[] = [
  [
    "Add a settings page",
    [
      "Going forward, put migrations in db/changes and nowhere else.",
      "I'd like you to run the linter before each commit.",
      "Quit adding comments to every line, please.",
      "please always reply with a diff first",
      "We never commit lock files here.",
      "In this repo tests live next to the source, not in a tests folder.",
      "stop apologising and just fix it from now on",
      "Use tabs, not spaces.",
      "Don't touch the generated files, ever.",
      "Every time you finish, tell me what you ran.",
      "No emojis in commit messages.",
    ],
  ],
  [
    "Füge eine Einstellungsseite hinzu",
    [
      "Ab heute schreibst du Commit-Nachrichten auf Englisch.",
      "Bitte keine Emojis in den Commits.",
      "Ich will, dass du vor jedem Commit den Linter laufen lässt.",
      "Bei uns liegen die Tests neben dem Code, nicht in einem eigenen Ordner.",
      "Die generierten Dateien fasst du nie an.",
      "Hör auf, jede Zeile zu kommentieren.",
      "Immer erst den Plan zeigen, dann umsetzen.",
      "Nein, wir verwenden hier pnpm und kein npm.",
    ],
  ],
  [
    "Ajoute une page de réglages",
    [
      "À partir de maintenant, écris les messages de commit en anglais.",
      "Ne touche jamais aux fichiers générés.",
      "Arrête de commenter chaque ligne.",
      "Chez nous on utilise pnpm, pas npm.",
      "Montre-moi toujours le plan avant de coder.",
      "Désormais lance les tests avant de dire que c'est fini.",
      "Pas d'emojis dans les commits s'il te plaît.",
    ],
  ],
  [
    "Añade una página de ajustes",
    [
      "De ahora en adelante escribe los mensajes de commit en inglés.",
      "Nunca toques los archivos generados.",
      "Deja de comentar cada línea.",
      "Aquí usamos pnpm, no npm.",
      "Enséñame siempre el plan antes de programar.",
      "Antes de decir que terminaste, ejecuta las pruebas siempre.",
      "Sin emojis en los commits, por favor.",
    ],
  ],
  [
    "Adicione uma página de configurações",
    [
      "Daqui em diante escreva as mensagens de commit em inglês.",
      "Nunca mexa nos arquivos gerados.",
      "Pare de comentar cada linha.",
      "Aqui usamos pnpm, não npm.",
      "Sempre mostre o plano antes de programar.",
      "Sem emojis nos commits, por favor.",
    ],
  ],
  [
    "Добавь страницу настроек",
    [
      "С этого момента пиши сообщения коммитов на английском.",
      "Никогда не трогай сгенерированные файлы.",
      "Хватит комментировать каждую строку.",
      "Мы тут используем pnpm, а не npm.",
      "Всегда показывай план перед тем как писать код.",
      "Без эмодзи в коммитах, пожалуйста.",
    ],
  ],
  [
    "Aggiungi una pagina delle impostazioni",
    [
      "D'ora in poi scrivi i messaggi di commit in inglese.",
      "Non toccare mai i file generati.",
      "Smettila di commentare ogni riga.",
      "Qui usiamo pnpm, non npm.",
      "Mostrami sempre il piano prima di scrivere codice.",
      "Niente emoji nei commit, per favore.",
    ],
  ],
  [
    "Voeg een instellingenpagina toe",
    [
      "Schrijf commitberichten vanaf nu in het Engels.",
      "Kom nooit aan de gegenereerde bestanden.",
      "Stop met elke regel becommentariëren.",
      "Wij gebruiken hier pnpm, geen npm.",
      "Laat altijd eerst het plan zien voordat je code schrijft.",
      "Geen emoji's in commits alsjeblieft.",
    ],
  ],
  [
    "Dodaj stronę ustawień",
    [
      "Od teraz pisz komunikaty commitów po angielsku.",
      "Nigdy nie ruszaj wygenerowanych plików.",
      "Przestań komentować każdą linię.",
      "U nas używamy pnpm, nie npm.",
      "Zawsze najpierw pokaż plan, potem pisz kod.",
      "Bez emotikonów w commitach, proszę.",
    ],
  ],
  [
    "Bir ayarlar sayfası ekle",
    [
      "Bundan sonra commit mesajlarını İngilizce yaz.",
      "Üretilen dosyalara asla dokunma.",
      "Her satıra yorum yazmayı bırak.",
      "Biz burada pnpm kullanıyoruz, npm değil.",
      "Kod yazmadan önce her zaman planı göster.",
      "Commit'lerde emoji kullanma lütfen.",
    ],
  ],
  [
    "Thêm trang cài đặt",
    [
      "Từ giờ trở đi hãy viết commit bằng tiếng Anh.",
      "Đừng bao giờ sửa các tệp được sinh tự động.",
      "Đừng chú thích từng dòng nữa.",
      "Ở đây chúng tôi dùng pnpm, không dùng npm.",
      "Luôn cho tôi xem kế hoạch trước khi viết mã.",
      "Không dùng emoji trong commit.",
    ],
  ],
  [
    "加一个设置页面",
    [
      "从现在起提交信息用英文写。",
      "永远不要动生成的文件。",
      "别再给每一行加注释了。",
      "我们这里用 pnpm，不用 npm。",
      "写代码之前先给我看计划。",
      "提交信息里不要用表情符号。",
      "每次改完都要跑一遍 lint。",
    ],
  ],
  [
    "設定ページを追加して",
    [
      "これからはコミットメッセージを英語で書いて。",
      "生成されたファイルは絶対に触らないで。",
      "全部の行にコメントを付けるのはやめて。",
      "うちでは npm じゃなくて pnpm を使ってる。",
      "コードを書く前に必ず計画を見せて。",
      "コミットに絵文字は使わないで。",
    ],
  ],
  [
    "설정 페이지를 추가해줘",
    [
      "이제부터 커밋 메시지는 영어로 써줘.",
      "생성된 파일은 절대 건드리지 마.",
      "줄마다 주석 다는 거 그만해.",
      "우리는 여기서 npm 말고 pnpm 써.",
      "코드 쓰기 전에 항상 계획부터 보여줘.",
      "커밋에 이모지 쓰지 마세요.",
    ],
  ],
];

test.each(WISHES.flatMap(([request, replies]) => replies.map((reply) => [reply, request] as const)))(
  "%s",
  (reply, request) => {
    const answer = "Done: I added it with npm and wrote the page.";
    const first = [user(request), command("npm test"), changed("src/page.ts"), final(answer)];
    const memory = memoryOf(...first, user(reply), changed("src/page.ts"), command("npm test"), final("ok"));
    expect(quotesIn(memory)).toEqual([reply]);
  },
);
