import type { Language } from "./language.ts";
import { DE } from "./words/de.ts";
import { EN } from "./words/en.ts";
import { ES } from "./words/es.ts";
import { FR } from "./words/fr.ts";
import { IT } from "./words/it.ts";
import { JA } from "./words/ja.ts";
import { KO } from "./words/ko.ts";
import { NL } from "./words/nl.ts";
import { PL } from "./words/pl.ts";
import { PT } from "./words/pt.ts";
import { RU } from "./words/ru.ts";
import { TR } from "./words/tr.ts";
import { VI } from "./words/vi.ts";
import { ZH } from "./words/zh.ts";

/** The languages whose words the rules know. */
export const LANGUAGES: readonly Language[] = [EN, ZH, JA, KO, DE, FR, ES, PT, RU, IT, NL, PL, TR, VI];
