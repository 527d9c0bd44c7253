import type { Language } from "../language.ts";

/** German. */
export const DE: Language = {
  code: "de",
  words: "apart",
  standing:
    "in jedem repo, in allen repos, in jedem projekt, in allen projekten, in allen meinen projekten, in all meinen projekten, in jedem meiner projekte, projektübergreifend, immer, stets, nie, niemals, nie wieder, nie mehr, ab jetzt, ab sofort, von nun an, von jetzt an, künftig, zukünftig, in zukunft, nächstes mal, beim nächsten mal, das nächste mal, jedes mal, jedesmal, grundsätzlich, generell, standardmäßig, nicht mehr, ausnahmslos, in allen sitzungen",
  manners:
    "ohne zu fragen, ohne nachzufragen, ohne rückfrage, frag mich, frag vorher, frag erst, frage vorher, zeig mir … zuerst, zeig mir erst, nicht ungefragt, eins nach dem anderen, eine frage nach der anderen, kurze antworten, fass dich kurz, antworte auf, antworte in, nur auf deutsch, auf englisch, auf deutsch",
  wishes:
    "lieber, bevorzug*, statt, anstatt, anstelle, bitte kein*, bitte nicht, bitte nur, mach kein*, keine … bitte, sorge dafür, achte darauf, achte auf, pass auf dass, denk daran, denk dran, merk dir, bevor du, ich mag, ich hasse, ich will kein*, ich möchte kein*, ich will nicht, ich möchte nicht, ich möchte dass, ich will dass, ich hätte gern dass, ich hatte gesagt, ich habe gesagt, wir nutzen, wir benutzen, wir verwenden, wir nehmen, wir machen, wir schreiben, bei uns, vermeide, hör auf, lass die finger, nicht anfassen, darfst nicht, sollst nicht, soll nicht, darf nicht, erst … dann",
  contrasts: "nicht, kein*, nie, niemals",
  demands: "muss, müssen, musst, soll, sollen, sollst, sollte*, darf, dürfen, gehört",
  adjusts:
    "nimm, nutze, nutz, benutze, benutz, verwende, mach, mache, schreib, schreibe, nenn, nenne, lieber, nur, lass, leg, bitte nimm, bitte nutze, bitte verwende, stell, entferne, wechsle",
  corrects:
    "nein, nee, ne, nö, falsch, nicht, stopp, halt, moment, warte, eigentlich, lieber, stattdessen, doch nicht, das ist nicht, das war nicht, ich sagte, ich hatte, ich habe gesagt, wie gesagt, nochmal, so nicht, lass das, bitte nicht, bitte kein*, du solltest, du hast vergessen, nie, niemals",
  rejects:
    "ist leider falsch, ist komplett falsch, ist ganz falsch, leider falsch, das ist falsch, ist falsch, ist verkehrt, stimmt nicht, so nicht, nicht das was ich, nicht was ich, mach das rückgängig, rückgängig machen, rückgängig, nimm das zurück, setz das zurück, immer noch falsch, immer noch kaputt, noch immer falsch",
  reports:
    "schlägt … fehl, geht nicht, geht immer noch nicht, funktioniert nicht, funktioniert immer noch nicht, klappt nicht, läuft nicht, schlägt fehl, schlägt immer fehl, stürzt, fehler, kaputt, ist immer, sind immer, geht nie, erscheint nie, lädt nie, startet nie, hängt immer, stürzt immer, klappt nie, läuft nie, funktioniert nie, wird immer, bleibt immer, war immer, ist nie, wird nie, kommt nie, liefert, zeigt immer, gibt immer, wirft",
  accepts:
    "passt, funktioniert, geht, läuft, klappt, gut, sehr gut, super, perfekt, prima, toll, klasse, danke, vielen dank, dankeschön, top, okay, ok, alles klar, in ordnung, sieht gut aus, genau, genau so, wunderbar, spitze, besser, viel besser, ja perfekt, ja super, stark, einwandfrei",
  but: "aber, allerdings, jedoch, nur dass, außer, bis auf, bloß",
  open: "noch nicht entschieden, unentschieden, nicht sicher, noch unsicher, lassen wir das, lass uns das, später entscheiden, entscheide ich später, schlaf drüber, überleg ich mir noch, erstmal so lassen",
  retracts:
    "vergiss es, vergiss das, vergiss was ich, vergiss meine, egal, ignorier das, ignoriere das, nehme ich zurück, nehm ich zurück, mein fehler, hab mich geirrt",
  goesOn:
    "und, auch, aber, dann, also, außerdem, warum hast du, wieso hast du, weiter, mach weiter, noch was, noch eins, ja, jo, genau, hm*, bevor du, commit, pushe, nochmal",
  asks: "was, warum, wieso, weshalb, wie, wann, wo, wer, welche*, ist das, gibt es, hast du, bist du, kann ich, soll ich, sollen wir, geht das, muss ich, wozu",
  requests: "kannst du, könntest du, würdest du, bitte, können wir, könnten wir, magst du",
  repeats:
    "wie gesagt, ich sagte, ich hatte gesagt, ich habe gesagt, hab ich schon gesagt, habe ich schon, schon wieder, nochmal, noch einmal, zum dritten mal, zum zweiten mal, wie oft",
  outbursts:
    "scheiße, scheiß*, verdammt*, mist, was soll das, was zum teufel, spinnst du, idiot*, blöd*, dumm*, herrgott, boah, im ernst, willst du mich verarschen, alter",
  negations: "nicht, kein*, nie, niemals, ohne, statt, anstatt, außer, nein",
  greetings:
    "hallo, hi, hey, moin, servus, guten morgen, guten tag, guten abend, ich hoffe, wie geht, danke im voraus, grüß",
  abbreviations:
    "z.b., z. b., d.h., d. h., bzw., usw., etc., ca., vgl., evtl., ggf., inkl., nr., u.a., s.o., bspw., max., min.",
  habits: "immer, stets, nie, niemals, jedes mal, jedesmal, generell, nicht mehr, standardmäßig",
  observes: "der, die, das, dieser, diese, dieses, es, er, niemand, jemand, wer, irgendwer",
  happened: "ich habe, ich hatte, ich hab, hab, ich wusste, ich dachte, du hast, wir haben, wir hatten",
  places:
    "du, wir, immer auf, immer in, immer im, immer mit, immer ohne, immer als, immer zuerst, immer vor, immer nach, immer an, immer am, immer zu, nie auf, nie in, nie im, nie mit, nie ohne, nie als, kommt, kommen, gehört, gehören, bleibt, bleiben, beginnt, beginnen, steht, stehen, heißt, heißen, bekommt, bekommen",
  customs: "bei uns, bei uns im team, in unserem team, hier bei uns",
  hands:
    "fass das zusammen, fasse das zusammen, fass zusammen, fasse zusammen, übersetz*, korrekturlesen, erklär*, antworte auf, antworte ihm, antworte ihr, beantworte, schreib eine antwort, schreib ihm, schreib ihr, mach was, mach das was, was meint, was meinen, was heißt, was bedeutet, was sagt, stimmt das, ist das richtig, ist das, das steht in, das ist aus, das ist unser*, hier ist was, schau was, kürz das",
  cites:
    "sagt, sagte, meint, meinte, schreibt, schrieb, hat gesagt, hat geschrieben, behauptet, empfiehlt, laut, findet, steht in, gelesen dass, gehört dass",
};
