import type { Language } from "../language.ts";

/** French. */
export const FR: Language = {
  code: "fr",
  words: "apart",
  standing:
    "dans tous mes projets, dans tous nos projets, dans chaque projet, dans chaque dépôt, dans tous les dépôts, toujours, jamais, plus jamais, désormais, dorénavant, à partir de maintenant, à l'avenir, la prochaine fois, chaque fois, à chaque fois, systématiquement, par défaut, en règle générale, ne … plus, dans toutes les sessions, sans exception",
  manners:
    "sans demander, sans me demander, demande-moi, demande moi, demande d'abord, montre-moi … d'abord, montre d'abord, un par un, une à la fois, une question à la fois, réponses courtes, sois bref, sois concis, réponds en, en français s'il, en anglais, en français",
  wishes:
    "je préfère, préfère, préférez, plutôt que, au lieu de, plutôt, n'utilise pas, ne … pas, n'* pas, pas de, évite, fais attention, assure-toi, assure toi, veille à, souviens-toi, rappelle-toi, n'oublie pas, avant de, j'aime, je déteste, je ne veux pas, je veux pas, je veux que, j'ai dit, on utilise, nous utilisons, chez nous, ici on, arrête de, garde tout, garde les, d'abord … ensuite",
  contrasts: "pas, et pas, non, jamais",
  demands: "doit, doivent, dois, devrait, devraient, il faut, faut",
  adjusts:
    "utilise, mets, fais, fais-le, écris, nomme, appelle, garde, laisse, plutôt, seulement, passe à, prends, retire, enlève, remplace",
  corrects:
    "non, pas, faux, c'est faux, ce n'est pas, c'est pas, attends, stop, arrête, en fait, plutôt, au lieu, j'ai dit, je t'ai dit, j'avais dit, comme je l'ai dit, annule, reviens, tu as oublié, tu devais, jamais, n'utilise pas",
  rejects:
    "c'est faux, c'est incorrect, c'est mauvais, pas ce que je, pas ce que j'ai, annule ça, annule, reviens en arrière, remets comme avant, défais, toujours faux, toujours cassé, ce n'est pas ça, c'est pas ça",
  reports:
    "ne marche pas, marche pas, ne fonctionne pas, fonctionne pas, toujours pas, plante, échoue, erreur, cassé, est toujours, sont toujours, n'apparaît jamais, ne s'affiche jamais, ne charge jamais, ne marche jamais, ne démarre jamais, toujours vide, reste toujours, n'est jamais, affiche toujours, renvoie, retourne, donne toujours, plante toujours, échoue toujours",
  accepts:
    "ça marche, marche, fonctionne, ça fonctionne, bien, très bien, super, parfait, nickel, merci, ok, d'accord, génial, excellent, impeccable, top, bravo, c'est bon, c'est ça, exactement, beaucoup mieux, cool, oui parfait, bon travail",
  but: "mais, sauf, cependant, par contre, en revanche, toutefois, seulement",
  open: "pas décidé, pas encore décidé, pas sûr, pas certain, laisse tomber pour, on verra, on décidera, à voir, laissons, plus tard",
  retracts:
    "oublie ce que, oublie ça, laisse tomber, peu importe, ignore ça, ignore ce que, je retire, je me suis trompé, erreur de ma part",
  goesOn:
    "et, aussi, mais, donc, alors, puis, pourquoi tu, pourquoi as-tu, continue, vas-y, oui, encore, hm*, avant de, en plus, commit, pousse",
  asks: "que, qu'est-ce, quoi, pourquoi, comment, quand, où, qui, quel*, est-ce, y a-t-il, as-tu, es-tu, peut-on, dois-je, faut-il, combien",
  requests: "peux-tu, pourrais-tu, tu peux, tu pourrais, pouvez-vous, s'il te plaît, s'il vous plaît, merci de",
  repeats:
    "comme je l'ai dit, comme j'ai dit, j'ai déjà dit, je t'ai déjà dit, je répète, encore une fois, combien de fois, j'ai dit, à nouveau",
  outbursts:
    "putain, merde, bordel, c'est quoi ce, n'importe quoi, sérieux, sérieusement, tu te fous, idiot*, nul, stupide, zut",
  negations: "pas, ne, jamais, sans, aucun*, plus, sauf, non, évite, ni",
  greetings: "bonjour, salut, coucou, bonsoir, j'espère, comment vas, comment ça va, merci d'avance",
  abbreviations: "p.ex., p. ex., etc., c.-à-d., cf., env., n., m., mme., ex., max., min.",
  habits: "toujours, jamais, chaque fois, à chaque fois, par défaut",
  observes: "le, la, les, l'*, ce, cette, ça, il, elle, personne",
  happened: "je n'ai, j'ai, tu n'as, tu as, nous n'avons, nous avons, on n'a, j'avais, je me suis",
  places:
    "tu, vous, toujours en, toujours au, toujours à, toujours dans, toujours avec, toujours sans, toujours avant, toujours après, toujours d'abord, jamais dans, jamais en, jamais avec, jamais sans, va, vont, reste, restent, commence, commencent, se met, se mettent, s'écrit, s'écrivent",
  customs: "chez nous, dans notre équipe, dans l'équipe",
  hands:
    "résume, résumez, traduis, traduisez, relis, reformule, explique, réponds à, répondez à, réponds-lui, rédige une réponse, écris une réponse, fais ce que, qu'est-ce que ça, que veut dire, que veulent, c'est vrai, c'est juste, est-ce vrai, est-ce juste, ça vient de, voici ce que, regarde ce que, raccourcis",
  cites: "dit, disait, a dit, disent, écrit, a écrit, pense, prétend, recommande, selon, d'après, conseille, suggère",
};
