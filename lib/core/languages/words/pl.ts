import type { Language } from "../language.ts";

/** Polish. */
export const PL: Language = {
  code: "pl",
  words: "apart",
  standing:
    "we wszystkich moich projektach, we wszystkich projektach, w każdym projekcie, w każdym repo, we wszystkich repo, zawsze, nigdy, nigdy więcej, od teraz, odtąd, od tej pory, na przyszłość, w przyszłości, następnym razem, za każdym razem, każdorazowo, z reguły, domyślnie, już nie, bez wyjątku, bez wyjątków, we wszystkich sesjach",
  manners:
    "bez pytania, pytaj mnie, zapytaj, spytaj, pytaj najpierw, pokaż mi … najpierw, najpierw pokaż, po kolei, po jednym, jedno na raz, pojedynczo, krótkie odpowiedzi, odpowiadaj krótko, pisz krótko, odpowiadaj po, po angielsku, po polsku",
  wishes:
    "wolę, wolałbym, wolałabym, preferuj*, zamiast, raczej niż, nie używaj, nie dodawaj, nie zmieniaj, nie ruszaj, nie rób, nie usuwaj, nie pisz, nie dotykaj, nie commituj, nie chcę, nie wolno, nie powin*, nie może, unikaj, upewnij się, pamiętaj, zadbaj, zanim, lubię, nienawidzę, chcę żebyś, chcę abyś, mówił*m, powiedział*m, prosił*m, używamy, u nas, przestań, zostaw wszystko, trzymaj, najpierw … potem, żadnych, bez komentarzy",
  contrasts: "nie, a nie, nigdy",
  demands: "musi, muszą, powin*, ma być, mają być, trzeba, należy",
  adjusts:
    "użyj, używaj, zrób, ustaw, napisz, nazwij, zostaw, trzymaj, raczej, tylko, weź, dodaj to, przenieś, usuń, zamień",
  corrects:
    "nie, źle, błędnie, to nie, nie tak, czekaj, stop, poczekaj, właściwie, raczej, zamiast, mówił*m, powiedział*m, jak mówił*m, znowu, jeszcze raz, cofnij, przywróć, zapomniał*, miał*ś, nigdy",
  rejects:
    "to jest źle, jest źle, to źle, jest błędne, nie o to, nie tego chciał*m, nie to co, cofnij to, cofnij, wycofaj, przywróć, dalej źle, nadal źle, wciąż źle, nadal zepsute",
  reports:
    "nie działa, nadal nie działa, wciąż nie działa, dalej nie działa, nie wychodzi, wywala się, pada, błąd, zepsut*, jest zawsze, są zawsze, wysypuje, crashuje, wiesza się, nie ładuje się, zawsze się wiesza, nigdy nie pojawia, nigdy nie startuje, zawsze jest, zawsze zwraca, zawsze pokazuje, nigdy nie działa, nigdy nie jest, nigdy się nie, zwraca, rzuca, pokazuje",
  accepts:
    "działa, dobrze, bardzo dobrze, dobra, świetnie, super, idealnie, perfekcyjnie, dzięki, dziękuję, ok, okej, w porządku, doskonale, wygląda dobrze, dokładnie, dobra robota, o to chodziło, znacznie lepiej, dużo lepiej, fajnie, git, elegancko, pięknie",
  but: "ale, jednak, oprócz, poza tym że, chociaż, tylko że, z wyjątkiem",
  open: "jeszcze nie zdecydował*m, niezdecydowan*, nie jestem pew*, nie wiem jeszcze, zostawmy to, zobaczymy, zdecyduję później, na później",
  retracts: "zapomnij co, zapomnij o, zapomnij, nieważne, zignoruj to, cofam to, pomylił*m się, mój błąd",
  goesOn: "i, też, także, ale, więc, potem, dlaczego, kontynuuj, dalej, tak, hm*, zanim, zacommituj, jeszcze jedno",
  asks: "co, dlaczego, czemu, jak, kiedy, gdzie, kto, który, która, które, czy, ile, po co",
  requests: "możesz, mógłbyś, mogłabyś, proszę, czy możesz, czy mógłbyś, możemy",
  repeats: "jak mówił*m, jak powiedział*m, mówił*m, już mówił*m, powtarzam, znowu, jeszcze raz, ile razy, ponownie",
  outbursts:
    "kurwa, cholera, do cholery, szlag, co do diabła, serio, poważnie, idiota, głupi*, bez sensu, masakra, jezu",
  negations: "nie, nigdy, bez, zamiast, żad*, oprócz, unikaj, ani",
  greetings: "cześć, hej, siema, witam, witaj, dzień dobry, dobry wieczór, mam nadzieję, co słychać, z góry dzięk*",
  abbreviations: "np., itd., itp., m.in., tzn., tj., ok., nr., dr., max., min., ew., wg., por.",
  habits: "zawsze, nigdy, za każdym razem, każdorazowo, domyślnie, już nie",
  observes:
    "* … zawsze *uje, * … zawsze *aje, * … zawsze *ija, * … zawsze *ada, * … zawsze *wia, * … zawsze *wa, * … zawsze *bi, * … zawsze *ni, * … zawsze *dzi, * … nigdy nie *wa, * … nigdy nie *bi, * … zawsze się, * … nigdy nie *uje, * … nigdy nie *aje, nikt, ktoś, ten, ta, te",
  happened: "nigdy nie *łem, nigdy nie *łam, zawsze *łem, zawsze *łam",
  places:
    "zawsze w, zawsze na, zawsze po, zawsze z, zawsze ze, zawsze bez, zawsze przed, nigdy w, nigdy na, nigdy bez, idzie, idą, trafia, trafiają, zaczyna, zaczynają, zostaje, zostają",
  customs: "u nas, w naszym zespole",
  hands:
    "streść, podsumuj, przetłumacz, przeredaguj, wyjaśnij, wytłumacz, odpowiedz na, odpisz na, odpisz, napisz odpowiedź, zrób to co, zrób co, co znaczy, co to znaczy, o co chodzi, czy to prawda, czy to dobrze, to jest z, to jest nasz*, zobacz co",
  cites: "mówi, powiedział*, mówią, pisze, napisał*, uważa, twierdzi, zaleca, według, sugeruje, radzi",
};
