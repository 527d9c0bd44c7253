import type { Language } from "../language.ts";

/** Italian. */
export const IT: Language = {
  code: "it",
  words: "apart",
  standing:
    "in tutti i miei progetti, in tutti i progetti, in ogni progetto, in ogni repo, in tutti i repo, sempre, mai, mai più, d'ora in poi, da ora in poi, d'ora in avanti, da adesso in poi, da adesso, in futuro, in avvenire, la prossima volta, ogni volta, tutte le volte, di regola, di default, per impostazione predefinita, non … più, senza eccezioni, in tutte le sessioni",
  manners:
    "senza chiedere, senza chiedermi, chiedimi, chiedi prima, chiedi, mostrami … prima, mostrami prima, fammi vedere … prima, uno alla volta, una alla volta, una cosa alla volta, una domanda alla volta, risposte brevi, sii breve, sii conciso, rispondi in, in inglese, in italiano",
  wishes:
    "preferisco, preferisci, preferire, invece di, al posto di, piuttosto che, non usare, non toccare, non fare, non mettere, non aggiungere, non cambiare, non cancellare, non scrivere, non voglio, non dev*, evita, assicurati, ricorda, ricordati, prima di, mi piace, odio, voglio che, ho detto, ti avevo detto, ho chiesto, usiamo, da noi, qui usiamo, smettila di, smetti di, mantieni, tieni, prima … poi, niente",
  contrasts: "non, e non, mica, mai",
  demands: "deve, devono, dovrebbe*, bisogna, occorre, va fatto, ha bisogno",
  adjusts:
    "usa, utilizza, metti, mettilo, fai, fallo, scrivi, chiama, chiamalo, mantieni, tieni, lascia, meglio, solo, passa a, togli, rimuovi",
  corrects:
    "no, sbagliato, è sbagliato, non così, non è, aspetta, ferma, fermati, stop, in realtà, piuttosto, invece, ho detto, te l'ho detto, come ho detto, di nuovo, annulla, ripristina, hai dimenticato, dovevi, mai, quello no",
  rejects:
    "è sbagliato, è errato, non è quello che, non è ciò che, non va bene così, annulla, annullalo, ripristina, torna indietro, ancora sbagliato, ancora rotto, non era quello",
  reports:
    "non funziona, ancora non funziona, non va, fallisce, si blocca, si rompe, crasha, errore, è rotto, è sempre, sono sempre, non appare mai, non si carica mai, non parte mai, si blocca sempre, non compare mai, rimane sempre, sempre vuoto, fallisce sempre, restituisce, non finisce mai, non è mai, non funziona mai, mostra sempre, lancia",
  accepts:
    "funziona, bene, molto bene, benissimo, perfetto, ottimo, grazie, grazie mille, ok, va bene, fantastico, eccellente, esatto, proprio così, bel lavoro, ottimo lavoro, bravo, molto meglio, a posto, tutto ok, sì perfetto, bello",
  but: "ma, però, tranne, eccetto, tuttavia, anche se, solo che, peccato",
  open: "non ho deciso, non ancora deciso, non sono sicur*, non so ancora, lasciamo così, vedremo, decido dopo, più avanti",
  retracts:
    "dimentica quello che, dimentica ciò, lascia perdere, lascia stare, non importa, ignora quello, ritiro quello, mi sono sbagliat*, errore mio",
  goesOn:
    "e, anche, ma, quindi, allora, poi, inoltre, perché hai, continua, vai, avanti, sì, hm*, prima di, fai commit, un'altra cosa",
  asks: "cosa, che cosa, perché, come, quando, dove, chi, quale, quali, quanto*, c'è, posso, devo, è possibile",
  requests: "puoi, potresti, per favore, per piacere, possiamo, mi puoi",
  repeats:
    "come ho detto, ho già detto, te l'ho già detto, te l'ho detto, ho detto, di nuovo, ancora una volta, quante volte, ripeto",
  outbursts: "cazzo, merda, che diavolo, ma che, sul serio, davvero, idiota, stupido, inutile, dannazione, porca",
  negations: "non, no, mai, senza, nessun*, tranne, evita, niente, né",
  greetings: "ciao, salve, buongiorno, buonasera, spero che, come stai, come va, grazie in anticipo",
  abbreviations: "p.es., p. es., es., ecc., etc., ca., sig., dott., pag., max., min., n.",
  habits: "sempre, mai, ogni volta, tutte le volte, di default",
  observes: "il, lo, la, i, gli, le, l'*, questo, questa, quello, quella, nessuno, qualcuno",
  happened: "non ho mai, ho sempre, non l'ho mai, non hai mai, mi sono sempre, hai sempre",
  places:
    "sempre in, sempre nel, sempre al, sempre con, sempre senza, sempre come, sempre prima, sempre dopo, mai in, mai con, mai senza, va, vanno, resta, restano, inizia, iniziano, si mette, si mettono, si scriv*",
  customs: "da noi, nel nostro team, qui da noi",
  hands:
    "riassumi, traduci, correggi questo testo, riformula, spiega, rispondi a, rispondi alla, scrivi una risposta, fai quello che, fai ciò che, cosa significa, cosa vuol dire, cosa vogliono, è vero, è giusto, questo è del, viene da, guarda cosa, ecco cosa",
  cites:
    "dice, diceva, ha detto, dicono, scrive, ha scritto, pensa, sostiene, raccomanda, secondo, suggerisce, consiglia",
};
