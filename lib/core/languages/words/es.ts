import type { Language } from "../language.ts";

/** Spanish. */
export const ES: Language = {
  code: "es",
  words: "apart",
  standing:
    "en todos mis proyectos, en todos los proyectos, en cada proyecto, en todos mis repos, en todos los repos, en cada repo, siempre, nunca, jamás, nunca más, de ahora en adelante, a partir de ahora, desde ahora, en adelante, en el futuro, en lo sucesivo, la próxima vez, la proxima vez, cada vez, todas las veces, por defecto, por norma, como regla, ya no, sin excepción, en todas las sesiones",
  manners:
    "sin preguntar, sin preguntarme, pregúntame, preguntame, pregunta antes, pregunta primero, enséñame … primero, muéstrame … primero, muéstrame primero, uno por uno, una a la vez, una cosa a la vez, de una en una, respuestas cortas, sé breve, sé conciso, responde en, contesta en, en inglés, en español",
  wishes:
    "prefiero, prefiere, prefiramos, mejor que, en vez de, en lugar de, no uses, no utilices, no toques, no hagas, no pongas, no añadas, no agregues, no cambies, no borres, no escribas, no me, no quiero, no debe*, evita, asegúrate, asegurate, recuerda, acuérdate, antes de, me gusta, odio, quiero que, te dije, te pedí, usamos, aquí usamos, nosotros, deja de, mantén, primero … después, primero … luego, nada de",
  contrasts: "no, y no, nunca",
  demands: "debe, deben, debería*, tiene que, tienen que, hay que, hace falta",
  adjusts:
    "usa, utiliza, pon, ponlo, haz, hazlo, escribe, llama, llámalo, mantén, deja, mejor, solo, cambia a, quita, elimina, usemos",
  corrects:
    "no, mal, está mal, esta mal, incorrecto, así no, asi no, espera, detente, en realidad, mejor, en vez, te dije, ya te dije, dije, como dije, otra vez, deshaz, deshazlo, revierte, olvidaste, te olvidaste, debías, nunca, eso no",
  rejects:
    "está mal, esta mal, es incorrecto, eso no es, no es lo que, así no, deshazlo, deshaz, revierte, reviértelo, vuelve atrás, quítalo, sigue mal, sigue roto, no era eso",
  reports:
    "no funciona, sigue sin funcionar, no sirve, falla, sigue fallando, se cae, se rompe, error, está roto, siempre es, siempre está, nunca aparece, nunca carga, nunca se muestra, nunca arranca, siempre se cuelga, siempre da, siempre sale, siempre falla, siempre devuelve, nunca funciona, nunca termina, nunca es, nunca llega, devuelve, lanza, muestra",
  accepts:
    "funciona, ya funciona, bien, muy bien, perfecto, genial, gracias, muchas gracias, ok, vale, de acuerdo, excelente, estupendo, listo, está bien, se ve bien, exacto, eso es, buen trabajo, bueno, mucho mejor, fenomenal, sí perfecto, buenísimo, de lujo",
  but: "pero, sin embargo, excepto, salvo, aunque, menos, solo que",
  open: "no lo he decidido, sin decidir, no estoy segur*, aún no sé, dejémoslo, déjalo así, ya veremos, lo decido después, más adelante",
  retracts:
    "olvida lo que, olvídalo, olvida eso, da igual, no importa, ignora eso, ignora lo que, retiro lo, me equivoqué, error mío",
  goesOn:
    "y, también, pero, entonces, luego, además, por qué, continúa, sigue, adelante, sí, hm*, antes de, haz commit, otra cosa",
  asks: "qué, que es, por qué, cómo, cuándo, dónde, quién, cuál*, cuánto*, hay, puedo, debo, es posible, tiene",
  requests: "puedes, podrías, podrias, por favor, podemos, me puedes",
  repeats: "como dije, ya dije, ya te dije, te dije, te lo dije, otra vez, de nuevo, cuántas veces, repito, te repito",
  outbursts:
    "mierda, joder, carajo, qué demonios, qué cojones, en serio, idiota*, estúpido, inútil, maldit*, coño, no me jodas",
  negations: "no, nunca, jamás, sin, ningun*, ningún, excepto, salvo, evita, ni, tampoco",
  greetings: "hola, buenas, buenos días, buenas tardes, espero que, cómo estás, qué tal, gracias de antemano",
  abbreviations: "p.ej., p. ej., etc., aprox., núm., sr., sra., dr., pág., ej., máx., mín.",
  habits: "siempre, nunca, jamás, cada vez, todas las veces, por defecto, ya no",
  observes: "el, la, los, las, esto, eso, este, esta, ese, esa, yo nunca, nadie, alguien",
  happened:
    "nunca entend*, nunca supe, nunca vi, nunca pens*, nunca he, siempre he, siempre me pregunt*, nunca hab*, yo nunca entend*",
  places:
    "siempre en, siempre con, siempre sin, siempre al, siempre a, siempre como, siempre antes, siempre después, siempre primero, nunca en, nunca con, nunca sin, va, van, queda, quedan, empieza, empiezan, se pone, se ponen, se escribe*, lleva, llevan",
  customs: "aquí, en este equipo, en nuestro equipo, en el equipo",
  hands:
    "resume, resúme*, traduce, traduzca, corrige este texto, reformula, explica, responde a, contesta a, contesta este, redacta una respuesta, escribe una respuesta, haz lo que, qué significa, qué quiere decir, qué quieren, es cierto, es verdad, es correcto, esto es de, esto viene de, mira lo que, acorta",
  cites: "dice, dijo, dicen, escribe, escribió, piensa, afirma, recomienda, según, sugiere, aconseja",
};
