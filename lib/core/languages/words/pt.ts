import type { Language } from "../language.ts";

/** Portuguese, of both sides of the ocean. */
export const PT: Language = {
  code: "pt",
  words: "apart",
  standing:
    "em todos os meus projetos, em todos os projetos, em cada projeto, em todos os repos, em cada repo, sempre, nunca, jamais, nunca mais, a partir de agora, de agora em diante, daqui para frente, daqui em diante, daqui pra frente, no futuro, futuramente, da próxima vez, na próxima vez, cada vez, toda vez, todas as vezes, por padrão, como regra, não … mais, sem exceção, em todas as sessões",
  manners:
    "sem perguntar, sem me perguntar, pergunte antes, pergunta antes, me pergunte, pergunte-me, me mostre … primeiro, mostre … primeiro, mostra-me … primeiro, um por um, uma por vez, uma coisa de cada vez, uma de cada vez, respostas curtas, seja breve, seja conciso, responde em, em inglês, em português",
  wishes:
    "prefiro, prefere, prefira, em vez de, ao invés de, no lugar de, não use, não usa, não uses, não mexa, não mexas, não toque, não faça, não faças, não coloque, não adicione, não mude, não apague, não quero, não me, não deve*, evite, evita, certifique-se, garanta, garante que, lembre, lembre-se, lembra-te, antes de, gosto de, odeio, quero que, eu disse, eu pedi, usamos, a gente usa, aqui usamos, responda em, pare de, para de, mantenha, mantém, primeiro … depois, nada de",
  contrasts: "não, e não, nunca",
  demands: "deve, devem, deveria*, tem que, têm que, precisa, precisam, é preciso",
  adjusts:
    "use, usa, utilize, coloque, põe, faça, faz, escreva, escreve, chame, chama, mantenha, deixe, deixa, melhor, só, apenas, mude para, troque, remova, tira, tire",
  corrects:
    "não, errado, está errado, tá errado, assim não, espere, espera, pare, na verdade, melhor, em vez, eu disse, já disse, como eu disse, de novo, desfaça, desfaz, reverta, esqueceu, você esqueceu, deveria ter, nunca, isso não",
  rejects:
    "está errado, tá errado, isso está errado, não é isso, não é o que, não era isso, desfaça, desfaz isso, reverta, volte atrás, volta atrás, continua errado, ainda errado, continua quebrado",
  reports:
    "não funciona, não está funcionando, ainda não funciona, não deu certo, falha, continua falhando, quebra, trava, erro, está quebrado, sempre é, sempre está, nunca aparece, nunca carrega, nunca inicia, sempre trava, sempre dá, sempre falha, sempre retorna, está sempre, é sempre, nunca funciona, nunca termina, nunca é, retorna, lança, mostra sempre",
  accepts:
    "funciona, funcionou, está bom, tá bom, bom, muito bom, ótimo, perfeito, legal, obrigad*, valeu, ok, certo, beleza, excelente, ficou bom, ficou ótimo, isso mesmo, exato, bom trabalho, show, muito melhor, boa, fixe, sim perfeito",
  but: "mas, porém, exceto, contudo, só que, embora, menos",
  open: "não decidi, ainda não decid*, não tenho certeza, não sei ainda, deixa assim, deixe assim, vemos depois, vamos ver, decido depois, mais tarde",
  retracts:
    "esqueça o que, esquece o que, esqueça isso, esquece isso, esquece, deixa pra lá, deixa para lá, ignore isso, ignora isso, retiro o que, me enganei, enganei-me, erro meu",
  goesOn:
    "e, também, mas, então, depois, além disso, por que você, porque você, continue, continua, siga, sim, hm*, antes de, faz commit, faça commit, mais uma coisa",
  asks: "o que, por que, porquê, como, quando, onde, quem, qual, quais, quanto*, há, tem como, posso, devo, é possível",
  requests: "pode, poderia, podes, podias, você pode, por favor, podemos, dá para",
  repeats:
    "como eu disse, como disse, já disse, eu já disse, já falei, eu disse, de novo, outra vez, novamente, quantas vezes, repito",
  outbursts:
    "merda, porra, caralho, que droga, que diabos, sério, tá de brincadeira, idiota*, estúpido, inútil, maldit*, puta",
  negations: "não, nunca, jamais, sem, nenhum*, exceto, evite, nem",
  greetings: "oi, olá, bom dia, boa tarde, boa noite, e aí, espero que, tudo bem, como vai, obrigado desde já",
  abbreviations: "p.ex., p. ex., etc., aprox., núm., sr., sra., dr., pág., ex., máx., mín., obs.",
  habits: "sempre, nunca, jamais, cada vez, toda vez, todas as vezes, por padrão",
  observes: "o, a, os, as, isso, isto, este, esta, esse, essa, ele, ela, eu nunca, ninguém, alguém",
  happened:
    "nunca entend*, nunca soube, nunca vi, nunca pens*, nunca tive, sempre me pergunt*, eu nunca entend*, eu sempre achei",
  places:
    "você, sempre em, sempre no, sempre na, sempre com, sempre sem, sempre ao, sempre como, sempre antes, sempre depois, sempre primeiro, nunca em, nunca no, nunca na, nunca com, nunca sem, vai, vão, fica, ficam, começa, começam, leva, levam, se escreve*",
  customs: "aqui, na nossa equipe, no nosso time, na equipe",
  hands:
    "resuma, resume, traduza, traduz, revise este texto, reformule, explique, explica, responda a, responda este, responda ao, escreva uma resposta, escreve uma resposta, faça o que, faz o que, o que significa, o que quer dizer, é verdade, está certo isso, isso é do, isso veio, veja o que, olha o que",
  cites: "diz, disse, dizem, escreve, escreveu, acha, afirma, recomenda, segundo, sugere, aconselha",
};
