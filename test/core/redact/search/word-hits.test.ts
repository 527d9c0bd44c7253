import { expect, test } from "bun:test";
import fc from "fast-check";
import { NeedleSearch } from "../../../../lib/core/redact/search/needle-search.ts";
import { ANNOUNCING_NEEDLES, type AnnouncingWord, eachWordHit } from "../../../../lib/core/redact/search/word-hits.ts";

const search = new NeedleSearch([ANNOUNCING_NEEDLES], () => false);

const WORDS = (
  "pass auth secret token session cookie cred salt signature mnemonic bearer basic identified securestring sudo kennwor " +
  "contrase wachtwoor senha parola clave"
).split(" ");

function hits(text: string, from: number, to: number): [number, AnnouncingWord][] {
  const found: [number, AnnouncingWord][] = [];
  const [needles = []] = search.find(text, from, to).hits;
  eachWordHit(text, from, to, needles, (start, word) => found.push([start, word]));
  return found;
}
const part = fc.oneof(
  fc.constantFrom(...WORDS, "net use", "PASS", "Token", "key", "PWD", "_PW", "&sig=", "toke", "密码", "é"),
  fc.string({ maxLength: 6 }),
);
const text = fc.array(part, { maxLength: 30 }).map((parts) => parts.join(""));

test("each word is found wherever it stands, in any case, in the order of the text", () => {
  fc.assert(
    fc.property(text, fc.nat(40), fc.nat(160), (content, from, length) => {
      const to = from + length;
      const lower = content.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
      const found = hits(content, from, to);
      for (const word of [...WORDS, "net use"]) {
        const expected = [...content].length === 0 ? [] : places(lower, word, from, to);
        expect(found.filter(([, name]) => name === word).map(([start]) => start)).toEqual(expected);
      }
      expect(found.map(([start]) => start)).toEqual(found.map(([start]) => start).toSorted((a, b) => a - b));
    }),
    { numRuns: 500 },
  );
});

test("characters beyond Latin-1 elsewhere make no difference to what is found", () => {
  fc.assert(
    fc.property(text, (content) => {
      const narrow = content.replaceAll(/[^\0-\xff]/g, "?");
      expect(hits(`${narrow}\u{1f600}`, 0, narrow.length)).toEqual(hits(`${narrow}??`, 0, narrow.length));
    }),
    { numRuns: 500 },
  );
});

test("a name of passwords beyond ASCII is found as characters and as bytes of UTF-8, at the same word", () => {
  for (const name of [
    "hasło",
    "HASło",
    "mật khẩu",
    "Mật khẩu",
    "şifre",
    "Пароль",
    "密码",
    "パスワード",
    "비밀번호",
    "كلمة",
  ]) {
    for (const content of [`das ${name}: x`, Buffer.from(`das ${name}: x`).toString("latin1")]) {
      expect(hits(content, 0, content.length)).toContainEqual([4, "named"]);
      expect(hits(content, 5, content.length)).not.toContainEqual([4, "named"]);
      expect(hits(content, 0, 5)).toContainEqual([4, "named"]);
      expect(hits(content, 0, 4)).not.toContainEqual([4, "named"]);
    }
  }
});

test("a signature of an address is told where its name stands", () => {
  for (const before of ["?", "&", "\\u0026", "&amp;"])
    expect(hits(`a${before}sig=b`, 0, 100)).toEqual([[1 + before.length, "sig="]]);
});

function places(text: string, word: string, from: number, to: number): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(word, from); at >= 0 && at < to; at = text.indexOf(word, at + 1)) found.push(at);
  return found;
}
