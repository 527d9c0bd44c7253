import type { Language } from "../language.ts";

/** English. */
export const EN: Language = {
  code: "en",
  words: "apart",
  standing:
    "for future reference, in every repo, in all my repos, in all our repos, in every project, in all my projects, in all our projects, in any project, across all projects, across all repos, everywhere i work, always, never, from now on, from here on, next time, in future, in the future, going forward, every time, each time, whenever you, as a rule, as usual, by default, no longer, ever again, for all future, in all sessions, in every session, at all times, without exception",
  manners:
    "to me first, me first, tell me first, without asking, ask me, ask first, ask before, show me … first, tell me … before, at a time, one by one, short answers, be brief, be concise, keep answers, answer in, reply in, write in english, plan only, in english, in german, in french, in spanish",
  wishes:
    "is banned, are banned, is forbidden, are forbidden, is off limits, are off limits, before any, before every, before each, my team writes, my team uses, our team writes, our team uses, our convention, our house style, prefer, i'd rather, instead of, rather than, do not, don't, dont, must not, mustn't, should not, shouldn't, stop *ing, quit *ing, keep everything, keep all, keep it, keep this, keep them, keep your, keep the, make sure, be sure to, remember to, remember that, before you, i like, i hate, i don't like, i asked, i said, i told, i don't want, i want you to, i'd like you to, i would like you to, i need you to, we use, we do, we write, we don't, we do not, as i said, only in, no need to, avoid, not allowed, first … then",
  contrasts: "not, no, never",
  demands: "must, should, has to, have to, need to, needs to, ought to, supposed to",
  adjusts:
    "use, make it, make this, put it, put this, put the, write it, name it, call it, keep, rather, only, just use, switch to, stick to, please use, please don't, try to, leave the, remove the",
  corrects:
    "no, nope, wrong, not, actually, instead, stop, wait, hold on, undo, revert, that's not, that is not, this is not, don't, do not, never, i said, i told, i asked, as i said, again, rather, please don't, please stop, you should have, you forgot, you were supposed",
  rejects:
    "this is wrong, that is wrong, that's wrong, it's wrong, is all wrong, not what i asked, not what i wanted, not what i meant, revert it, revert that, revert this, undo it, undo that, undo this, take it back, take that back, roll it back, roll back, start over, still wrong, still broken",
  reports:
    "no idea, no clue, that broke, it broke, you broke, still fail*, still crash*, still not, still broken, does not work, doesn't work, did not work, didn't work, not working, is broken, fails, failed, failing, crashes, crashed, returns, throws, error, is always, are always, was always, it always, it never, is missing, are missing, one problem, never appears, never loads, never shows, never starts, always breaks, always hangs, always slow, always empty, always wrong, always wondered, always thought, you always do such, has never, have never, is never, never works, never worked, never finish*, never return*, always fail*, always crash*, always return*, always show*, shows, gives me, got",
  accepts:
    "precisely, just what i, exactly what i, works great, works, worked, it works, that works, good, great, perfect, nice, thanks, thank you, thx, ok, okay, lgtm, looks good, looks great, well done, fine, cool, excellent, awesome, ship it, good job, much better, that's it, exactly, yes perfect, yes great, all good, love it, brilliant, sweet",
  but: "but, however, except, only that, although, though, just that",
  open: "not decided, undecided, not sure yet, not sure, let's leave, let's sleep on, let's wait, leave it, decide later, no decision, come back to this, park it",
  retracts:
    "forget what i said, forget that, forget it, never mind, nevermind, scrap that, ignore that, ignore my last, ignore what i said, take that back, take it back, i was wrong, my mistake",
  goesOn:
    "and, also, but, so, then, why did you, why do you, before you, next time, hm*, right, plus, one more, continue, go on, go ahead, keep going, proceed, yes, commit it, push it, retry, try again",
  asks: "what, why, how, when, where, who, which, is it, is there, are there, are you, does, do you, did you, can i, could it, should i, should we, will it, would it, have you, has it, am i",
  requests: "can you, could you, would you, will you, please, can we, could we",
  repeats:
    "as i said, i said, i told you, i already said, i already told, like i said, again, how many times, once more, i keep telling, i've told",
  outbursts:
    "wtf, what the hell, what the fuck, fuck*, shit*, bullshit, damn*, goddam*, are you kidding, are you serious, seriously, idiot*, stupid, useless, garbage, ffs, jesus, for god's sake, omg, argh",
  negations: "not, no, never, don't, dont, without, instead, avoid, stop, except, unless, can't, cannot",
  greetings:
    "hi, hello, hey, hiya, good morning, good evening, hope you, i hope you, how are you, thanks in advance, dear",
  abbreviations: "e.g., i.e., etc., vs., cf., approx., no., incl., resp., dr., mr., mrs., ms., st., fig.",
  habits: "always, never, every time, each time, as usual, by default, no longer",
  observes: "the, this, that, it, there, they, he, she, nobody, no one, somebody, someone, whoever",
  happened:
    "i never *ed, i never understood, i never knew, i never saw, i never got, i never had, i've never, i have never, i always *ed, i always thought, i always felt, you never *ed, you never told, you never said, you always *ed, we never *ed, we always *ed, i've always, i have always",
  places:
    "you, we, goes, go, belongs, belong, stays, stay, lives, live, comes first, come first, comes last, come last, always in, always on, always at, always as, always with, always without, always first, always before, always after, always to, never in, never on, never at, never as, never with, never without, never before, never after, never to, is to, are to, gets a, gets its, has a, have a, needs, need",
  customs: "with us, around here, here we, in our shop, in our house, in our team, on our team",
  hands:
    "summari*, translate, proofread, rephrase, paraphrase, explain, reply to, answer this, answer it, respond to, address the, address these, address this, do what, do as, what do they, what does he, what does she, what does this, what does it, what do these, is this, is that, are these, is it true, extract, draft a reply, draft an answer, write a reply, write an answer, that's our, that's from, this is from, this is our, here is what, here's what, look what, look at what, turn this into, shorten this",
  cites:
    "said, says, saying, wrote, writes, told me, thinks, claims, recommends, suggests, according to, states, insists, read that, heard that",
};
