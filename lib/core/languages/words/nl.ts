import type { Language } from "../language.ts";

/** Dutch. */
export const NL: Language = {
  code: "nl",
  words: "apart",
  standing:
    "in al mijn projecten, in alle projecten, in elk project, in elke repo, in alle repo's, altijd, nooit, nooit meer, vanaf nu, van nu af aan, voortaan, in de toekomst, in het vervolg, de volgende keer, volgende keer, elke keer, iedere keer, telkens, standaard, in principe, niet meer, zonder uitzondering, in alle sessies",
  manners:
    "zonder te vragen, zonder het te vragen, vraag mij, vraag me, vraag eerst, vraag het eerst, laat me … eerst, laat eerst, één voor één, een voor een, één ding tegelijk, één vraag tegelijk, korte antwoorden, hou het kort, houd het kort, antwoord in, in het engels, in het nederlands",
  wishes:
    "liever, geef de voorkeur, bij voorkeur, in plaats van, gebruik geen, gebruik niet, doe geen, doe niet, maak geen, voeg geen, raak … niet aan, blijf van, niet doen, geen … graag, zorg dat, zorg ervoor, let op dat, let erop, denk eraan, onthoud, voordat je, voor je, ik hou van, ik haat, ik wil geen, ik wil niet, ik wil dat, ik zei, ik had gezegd, wij gebruiken, we gebruiken, hier gebruiken we, bij ons, vermijd, stop met, mag niet, mogen niet, moet niet, houd, hou alles, eerst … dan, eerst … daarna",
  contrasts: "niet, geen, nooit",
  demands: "moet, moeten, zou moeten, hoort, dient, dienen",
  adjusts: "gebruik, maak, zet, doe, schrijf, noem, hou, houd, laat, liever, alleen, pak, neem, verwijder, haal",
  corrects:
    "nee, neen, fout, verkeerd, niet, klopt niet, wacht, stop, eigenlijk, liever, in plaats, ik zei, ik had gezegd, zoals ik zei, zoals gezegd, nogmaals, draai terug, zet terug, je vergat, je bent vergeten, je had, nooit, dat is niet",
  rejects:
    "is fout, is verkeerd, dat klopt niet, klopt niet, niet wat ik, draai het terug, draai dat terug, draai terug, zet het terug, zet terug, ongedaan, nog steeds fout, nog steeds kapot",
  reports:
    "werkt niet, werkt nog steeds niet, doet het niet, lukt niet, faalt, mislukt, crasht, foutmelding, kapot, is altijd, zijn altijd, verschijnt nooit, laadt nooit, start nooit, crasht altijd, hangt altijd, blijft altijd, is nooit, werkt nooit, wordt nooit, komt nooit, geeft altijd, geeft, toont altijd, gooit",
  accepts:
    "prima werkt, werkt, het werkt, goed, heel goed, mooi, prima, perfect, top, bedankt, dank je, dankjewel, dank u, ok, oké, oke, akkoord, uitstekend, geweldig, ziet er goed uit, precies, goed gedaan, goed zo, veel beter, fijn, super, klopt, ja perfect, helemaal goed, lekker",
  but: "maar, echter, behalve, alleen, hoewel, op … na",
  open: "nog niet besloten, niet zeker, weet ik nog niet, laten we dat, laat maar zo, zien we later, beslis ik later, later beslissen",
  retracts:
    "vergeet wat ik, vergeet dat, vergeet het, laat maar, maakt niet uit, negeer dat, negeer wat, neem ik terug, mijn fout, ik had het mis",
  goesOn:
    "en, ook, maar, dus, dan, daarna, waarom heb je, ga door, ga verder, verder, ja, hm*, voordat je, commit, push, nog iets, nog één",
  asks: "wat, waarom, hoe, wanneer, waar, wie, welke, is het, is er, zijn er, heb je, kan ik, moet ik, zullen we",
  requests: "kun je, kan je, zou je, wil je, graag, alsjeblieft, alstublieft, kunnen we",
  repeats:
    "zoals ik zei, zoals gezegd, ik zei, ik zei al, ik had al gezegd, nogmaals, alweer, hoe vaak, voor de tweede keer",
  outbursts: "kut*, verdomme, godver*, shit, wat de hel, serieus, meen je dit, idioot, dom, waardeloos, jezus",
  negations: "niet, geen, nooit, zonder, behalve, nee, vermijd, noch",
  greetings: "hoi, hallo, hey, goedemorgen, goedemiddag, goedenavond, ik hoop, hoe gaat, alvast bedankt",
  abbreviations: "bijv., bv., o.a., d.w.z., enz., etc., ca., evt., incl., nr., max., min., i.p.v., m.b.t.",
  habits: "altijd, nooit, elke keer, iedere keer, telkens, standaard, niet meer",
  observes: "de, het, dit, dat, deze, die, hij, niemand, iemand, wie dit",
  happened: "ik heb, ik had, ik wist, ik dacht, je hebt, we hebben",
  places:
    "je, jij, we, altijd in, altijd op, altijd met, altijd zonder, altijd als, altijd eerst, altijd voor, altijd na, altijd aan, nooit in, nooit op, nooit met, nooit zonder, gaat, gaan, komt, komen, hoort, horen, blijft, blijven, begint, beginnen, staat, staan, krijgt",
  customs: "bij ons, in ons team",
  hands:
    "vat samen, vat dit samen, vertaal, herschrijf, leg uit, beantwoord, antwoord op, schrijf een antwoord, doe wat, wat bedoelt, wat bedoelen, wat betekent, klopt dit, klopt dat, is dit, is dat, dit komt uit, dit is ons, dit is onze, kijk wat",
  cites: "zegt, zei, zeggen, schrijft, schreef, vindt, beweert, raadt aan, volgens, stelt voor",
};
