const CLOCK =
  "(?:(?:上午|下午|午前|午後|오전|오후|sa|ch) ?)?\\d{1,2}[:.h]\\d{2}(?::\\d{2})?(?: ?[ap]\\.?m\\.?)?(?: ?(?:uhr|uur|utc|gmt|cet|cest))?";
const MONTH = "\\p{L}{3,12}\\.?";
const DAY = `(?:\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4}|\\d{1,2}\\.? (?:de |of )?${MONTH},? (?:de )?\\d{4}|${MONTH} \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}|\\d{4}年\\d{1,2}月\\d{1,2}日|\\d{4}년 \\d{1,2}월 \\d{1,2}일)`;
const NEAR =
  "(?:today|yesterday|heute|gestern|aujourd['’]hui|hier|hoy|ayer|hoje|ontem|oggi|ieri|vandaag|gisteren|dziś|dzisiaj|wczoraj|bugün|dün|hôm nay|hôm qua|сегодня|вчера|今天|昨天|今日|昨日|오늘|어제)";
const UNIT =
  "(?:s|m|h|d|w|mo|y|sec|min|hr|second|minute|hour|day|week|month|year|sekunde|minute|stunde|tag|woche|monat|jahr|heure|jour|semaine|mois|an|segundo|minuto|hora|día|dia|semana|mes|mês|año|ano|ora|giorn|settiman|mes|ann|uur|dag|weke|week|maand|jaar|godzin|dni|tygod|miesi|lat|dakika|saat|gün|hafta|ay|yıl|phút|giờ|ngày|tuần|tháng|năm|минут|час|дн|день|недел|месяц|год|лет)\\p{L}{0,3}";
const AGE = `(?:(?:vor|il y a|hace|há) \\d+ ${UNIT}|\\d+ ${UNIT} (?:ago|fa|atrás|geleden|temu|önce|назад|trước)|\\d+ ?(?:分钟|小时|天|周|个月|年)前|\\d+ ?(?:分|時間|日|週間|か月|ヶ月|年)前|\\d+ ?(?:분|시간|일|주|개월|년) 전)`;
const WHEN = `(?:${NEAR}(?:,? (?:at|um|à|a las|alle|às|om|o|saat|lúc|в))?(?: ${CLOCK})?|${DAY}(?:,? (?:at |um |à |a las |alle |às |om |o |в )?${CLOCK})?|${AGE}|${CLOCK})`;
const NAME = "@?[\\p{L}][\\p{L}\\p{M}\\p{N}_.'’()-]{0,40}(?: [\\p{L}(][\\p{L}\\p{M}\\p{N}_.'’()-]{0,30}){0,3}";

/** Who, a mark that divides, and when: the head of what somebody said in a chat or below a document. */
const HEAD = new RegExp(`^\\s*${NAME}(?:\\s{2,}|\\t|\\s*[—–|•·]\\s*|,? ?[[(])${WHEN}[\\])]?\\s*$`, "iu");
/** "Anna commented 2 hours ago", "Anna replied on 3 March 2026". */
const TELLS = new RegExp(
  `^\\s*${NAME} (?:commented|wrote|said|replied|answered|posted|asked|reviewed|requested changes|suggested changes|approved|opened|kommentierte|schrieb|antwortete|a commenté|a écrit|a répondu|comentó|escribió|respondió|comentou|escreveu|respondeu|ha commentato|ha scritto|ha risposto|reageerde|schreef|skomentował\\p{L}*|napisał\\p{L}*|yorum yaptı|yazdı|đã bình luận|đã viết|написал\\p{L}*|прокомментировал\\p{L}*|ответил\\p{L}*)(?: \\p{L}{1,6})?(?: ${WHEN}| [^\\s.!?]*[./\\\\][^.!?]*)?\\s*:?\\s*$`,
  "iu",
);
/** A name and a time with only a blank between; one such line may be a person's, two are a chat. */
const BARE = new RegExp(
  `^\\s*\\p{L}[\\p{L}\\p{M}.'’-]{0,30}(?: \\p{L}[\\p{L}\\p{M}.'’-]{0,30}){0,2} ${CLOCK}\\s*$`,
  "iu",
);
/** When a text was last worked on, or by whom: it stands above or below what was copied with it. */
const EDITED = new RegExp(
  `(?<!\\p{L})(?:last (?:edited|updated|modified|changed)|(?:edited|updated|posted|published|answered|asked|created|modified)(?: by [^\\n]{1,40})?,? (?:on |at )?${WHEN}|zuletzt (?:bearbeitet|geändert|aktualisiert)|dernière (?:modification|mise à jour)|modifié (?:le|par)|última (?:actualización|modificación|edición|atualização|modificação)|editado por|ultima modifica|modificato da|laatst (?:bewerkt|gewijzigd|bijgewerkt)|ostatnia (?:edycja|aktualizacja|zmiana)|son (?:güncelleme|düzenleme)|cập nhật lần cuối|последнее (?:изменение|обновление)|最后(?:编辑|更新|修改)|最終更新|마지막 (?:수정|업데이트))`,
  "iu",
);
/** A longer line is no head and no note of when something was edited. */
const LINE_MAX_CHARS = 120;

/** The lines of a message that tell by whom or when a text was said that was copied into it. */
export function stampsIn(lines: readonly string[]): { readonly heads: number[]; readonly edited: number[] } {
  // Below a message of one line nothing can stand.
  if (lines.length === 1) return { heads: [], edited: [] };
  const find = (isStamp: (line: string) => boolean) =>
    lines.flatMap((line, at) => (line.length <= LINE_MAX_CHARS && isStamp(line) ? [at] : []));
  const last = lines.findLastIndex((line) => line.trim() !== "");
  const bare = find((line) => /\d/.test(line) && BARE.test(line));
  const heads = find((line) => (/\d/.test(line) && HEAD.test(line)) || TELLS.test(line)).filter((at) => at < last);
  return { heads: bare.length > 1 ? [...heads, ...bare] : heads, edited: find((line) => EDITED.test(line)) };
}
