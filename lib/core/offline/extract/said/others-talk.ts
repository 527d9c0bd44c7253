import { stampsIn } from "./stamps.ts";

/** The head of a mail, or the line above a quoted one. */
const MAIL =
  /^\s*(?:From|Von|De|От|发件人|差出人|보낸 사람)\s*[:：]\s*\S|^(?:On|Am|Le|El|Il|Op) .{6,80}(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef)[^:]*:\s*$/;

/** A field with its value; three below one another, one with a time or an address, are the head of a mail. */
const FIELD = /^\s*\p{L}[\p{L}'’ -]{0,24}\s?[:：]\s*\S.*$/u;
const FIELD_OF_MAIL = /\b\d{1,2}[:.]\d{2}\b|\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\b\d{4}\b|@[\w-]+\.\w/u;
const MAIL_FIELDS = 3;

const TIME = "\\d{1,2}:\\d{2}(?::\\d{2})?(?: ?[AaPp]\\.?[Mm]\\.?)?";
const DAY = "\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4}";
const NAME = "[\\p{L}][\\p{L}\\p{M}\\p{N} .'’()-]{0,40}";
/** A line of a chat: when it was said, by whom, and what. */
const CHAT_LINE = new RegExp(`^\\s*\\[?(?:${DAY},? +)?(?:${TIME})\\]?\\s*(?:[-–—] ?)?<?${NAME}>?[:：] \\S`, "iu");
/** A line above what somebody said in a chat: by whom and when. */
const CHAT_HEAD = new RegExp(
  `^\\s*\\p{Lu}${NAME}(?:\\s{2,}|,? ?[—–|] ?|, ?)\\[?(?:\\p{L}+ (?:at|um|à|alle|las) |${DAY},? +)?${TIME}\\]?\\s*$`,
  "u",
);
/** A field of a ticket; two of them make one. */
const TICKET_FIELD =
  /^\s*(?:status|state|estimate|milestone|due(?: date)?|created(?: by)?|reported by|updated(?: by)?|priority|priorität|reporter|assignee|assigned to|labels?|sprint|epic|severity|story points?|components?|affects versions?|fix versions?|acceptance criteria|akzeptanzkriterien|steps to reproduce|expected(?: behaviou?r| results?)?|actual(?: behaviou?r| results?)?|bearbeiter|ersteller|critères d'acceptation|criterios de aceptación|zuständig|fällig(?: am)?|statut|priorité|échéance|responsable|estado|prioridad|asignado a|prioridade|responsável|stato|priorità|assegnatario|prioriteit|toegewezen aan|priorytet|przypisan\p{L}+|öncelik|durum|atanan|ưu tiên|trạng thái|статус|приоритет|исполнитель|优先级|状态|经办人|验收标准|優先度|ステータス|担当者|受け入れ条件|상태|우선순위|담당자)\s*[:：]/iu;
const TICKET_NAME = /^\s*(?:\[?[A-Z][A-Z0-9]{1,9}-\d{1,6}\b|(?:issue|ticket|bug|story) #?\d+\b)/i;

const SALUTATION =
  /^\s*(?:hi|hello|hey|dear|good (?:morning|day|afternoon|evening)|hallo|liebe[rs]?|sehr geehrte[rs]?|guten (?:tag|morgen|abend)|moin|bonjour|bonsoir|salut|ch(?:er|ère)s?|madame|monsieur|hola|buen[oa]s (?:días|tardes|noches)|estimad[oa]s?|querid[oa]s?|olá|bom dia|boa (?:tarde|noite)|prezad[oa]s?|car[oaie]|ciao|buongiorno|buonasera|gentile|egregio|spettabile|здравствуйте|добрый (?:день|вечер)|уважаем\p{L}+|привет|beste|geachte|goede(?:ndag|morgen|middag)|dzień dobry|witam|cześć|szanown\p{L}+|drog\p{L}+|merhaba|sayın|sevgili|selam|chào|kính gửi|xin chào)(?!\p{L})[^\n.?]{0,40}[,!:]?\s*$|^\s*\S{1,20}(?:様|さん|先生|殿|各位|님|您好|你好)[、,，:：。]?\s*$|^\s*(?:尊敬的|亲爱的)/iu;
const CLOSING =
  /^\s*(?:(?:(?:with )?(?:best|kind(?:est)?|warm(?:est)?|many) )?(?:regards|wishes)|cheers|sincerely|yours(?: \p{L}+)?|best|mit (?:freundlichen|besten|lieben|herzlichen) gr(?:ü|ue)(?:ß|ss)en|(?:viele|beste|liebe|freundliche|schöne|herzliche) gr(?:ü|ue)(?:ß|ss)e|gru(?:ß|ss)|lg|vg|mfg|(?:bien )?cordialement|bien à (?:vous|toi)|amicalement|(?:un )?(?:cordial )?saludos?(?: cordiales)?|atentamente|un abrazo|atenciosamente|(?:com os melhores )?cumprimentos|abraços?|(?:cordiali|distinti) saluti|(?:un )?salut[io]|с уважением|с наилучшими пожеланиями|met vriendelijke groet(?:en)?|mvg|groet(?:en|jes)?|pozdrawiam|z poważaniem|pozdrowienia|saygılar(?:ımla|ımızla)?|iyi çalışmalar|sevgiler|trân trọng|thân (?:ái|mến))[\s,.!]*$|^\s*(?:(?:どうぞ)?(?:よろしく|宜しく)お願い\S{0,8}|敬具|此致|敬礼|祝好|顺祝商祺|감사합니다|\S{1,12} 드림)[。,.、!]*\s*$/iu;

/** A line of a few words with a comma behind them addresses somebody, in whatever language. */
const ADDRESSED = /^\s*[^\s,，、]+(?: [^\s,，、]+){0,4}[,，、]\s*$/u;
const isBlank = (lines: readonly string[], at: number) => (lines[at] ?? "").trim() === "";

/**
 * The line from which on a message is what somebody else wrote, to whomever: a mail with its head or as a letter, a
 * chat, a ticket. Undefined when it holds nothing of the kind.
 */
export function startOfOthersTalk(lines: readonly string[]): number | undefined {
  const { heads, edited } = stampsIn(lines);
  const found = [
    lines.findIndex((line) => MAIL.test(line) || CHAT_LINE.test(line)),
    lines.findIndex((line, at) => CHAT_HEAD.test(line) && (lines[at + 1] ?? "").trim() !== ""),
    startOfMail(lines),
    startOfTicket(lines),
    startOfLetter(lines),
    ...heads,
    ...(edited.length > 0 ? [afterFrame(lines, edited[0] ?? 0)] : []),
  ].filter((at) => at >= 0);
  return found.length === 0 ? undefined : Math.min(...found);
}

function startOfMail(lines: readonly string[]): number {
  return lines.findIndex((_, at) => {
    const fields = lines.slice(at, at + MAIL_FIELDS);
    return (
      fields.length === MAIL_FIELDS &&
      fields.every((line) => FIELD.test(line)) &&
      fields.some((line) => FIELD_OF_MAIL.test(line.slice(line.search(/[:：]/) + 1)))
    );
  });
}

/** Where what was copied begins, of which one line is known: behind the first paragraph, or with that line. */
function afterFrame(lines: readonly string[], known: number): number {
  const first = lines.findIndex((line) => line.trim() !== "");
  const blank = lines.findIndex((line, at) => at > first && line.trim() === "");
  return blank >= 0 && blank < known ? blank : known;
}

function startOfTicket(lines: readonly string[]): number {
  const fields = lines.flatMap((line, at) => (TICKET_FIELD.test(line) ? [at] : []));
  const [first] = fields;
  if (first === undefined || fields.length < 2) return -1;
  const name = lines.findIndex((line) => TICKET_NAME.test(line));
  return name >= 0 && name < first ? name : first;
}

/** A letter that is given to somebody has words before it; one that begins the message is written to its reader. */
function startOfLetter(lines: readonly string[]): number {
  const first = lines.findIndex((line) => line.trim() !== "");
  const start = lines.findIndex(
    (line, at) => at > first && (SALUTATION.test(line) || (isBlank(lines, at - 1) && ADDRESSED.test(line))),
  );
  return start >= 0 && lines.findIndex((line, at) => at > start && CLOSING.test(line)) >= 0 ? start : -1;
}
