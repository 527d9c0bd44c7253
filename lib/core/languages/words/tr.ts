import type { Language } from "../language.ts";

/** Turkish. */
export const TR: Language = {
  code: "tr",
  words: "apart",
  standing:
    "tüm projelerimde, bütün projelerimde, her projede, her projemde, her depoda, her zaman, daima, hep, asla, hiçbir zaman, bir daha, bundan sonra, bundan böyle, artık, gelecekte, ileride, bir dahaki sefere, bir sonraki sefer, her seferinde, her defasında, varsayılan olarak, kural olarak, istisnasız, tüm oturumlarda",
  manners:
    "sormadan, bana sor, önce sor, önce bana, önce göster, tek tek, birer birer, teker teker, her seferinde bir, kısa cevap*, kısa yaz, kısa tut, türkçe cevap, türkçe yaz, ingilizce, türkçe",
  wishes:
    "tercih ed*, tercihim, yerine, kullanma, kullanmayın, kullanmıyoruz, yapma, ekleme, değiştirme, dokunma, silme, yazma, koyma, istemiyorum, olmasın, kaçın, emin ol, dikkat et, unutma, hatırla, önce … sonra, seviyorum, sevmiyorum, nefret ed*, istiyorum ki, söylemiştim, demiştim, dedim, kullanıyoruz, biz burada, bırak, değil*, olsun, *madan önce, *meden önce, sadece",
  contrasts: "değil, asla",
  demands: "gerek, gerekiyor, gerekir, lazım, *malı, *meli, zorunda",
  adjusts: "kullan, yap, şunu, onu, yaz, adını, koy, bırak, tut, sadece, daha, geç, kaldır, çıkar, böyle",
  corrects:
    "hayır, yanlış, öyle değil, bu değil, değil, yok, dur, bekle, aslında, onun yerine, dedim ya, söyledim, söylemiştim, dediğim gibi, yine, tekrar, geri al, unuttun, asla, olmaz, olmadı",
  rejects:
    "bu yanlış, yanlış olmuş, yanlış, istediğim bu değil, bunu istemedim, öyle değil, geri al, geri çevir, eski haline, hâlâ yanlış, hala yanlış, hâlâ bozuk",
  reports:
    "çalışmıyor, hâlâ çalışmıyor, hala çalışmıyor, olmuyor, başarısız, çöküyor, hata veriyor, hata, bozuk, hep boş, hep yanlış, hiç açılmıyor, hiç görünmüyor, asla açılmıyor, hep çöküyor, hep hata, donuyor, her zaman boş, her zaman hata, hiç çalışmıyor, döndürüyor, gösteriyor, atıyor",
  accepts:
    "çalışıyor, oldu, tamam, güzel, çok güzel, iyi, çok iyi, harika, mükemmel, süper, teşekkürler, teşekkür ederim, sağ ol, sağol, eyvallah, aynen, iyi iş, eline sağlık, böyle iyi, doğru, çok daha iyi, şahane",
  but: "ama, fakat, ancak, yalnız, dışında, hariç, lakin",
  open: "karar vermedim, henüz karar, emin değilim, bilmiyorum henüz, şimdilik kalsın, sonra karar, bakarız, kalsın",
  retracts:
    "unut gitsin, dediğimi unut, boş ver, boşver, önemli değil, vazgeçtim, geri alıyorum, yanılmışım, benim hatam",
  goesOn: "ve, ayrıca, ama, o zaman, sonra, neden, niye, devam, devam et, evet, hm*, bir de, commit, bir şey daha",
  asks: "ne, neden, niye, nasıl, ne zaman, nerede, kim, hangi, kaç, niçin, var mı",
  requests: "yapabilir misin, eder misin, lütfen, misin, mısın, olur mu",
  repeats:
    "dediğim gibi, söylediğim gibi, söylemiştim, demiştim, dedim ya, daha önce söyledim, tekrar söylüyorum, yine, kaç kere, kaç defa",
  outbursts:
    "lanet, kahretsin, saçmalık, ciddi misin, dalga mı geçiyorsun, aptal*, salak*, berbat, yeter artık, allah aşkına, of ya",
  negations: "değil, asla, hiç, olmadan, hariç, yok, hayır, kullanma, yapma, ekleme, dokunma, silme, yerine",
  greetings: "merhaba, selam, günaydın, iyi günler, iyi akşamlar, umarım, nasılsın, şimdiden",
  abbreviations: "örn., vb., vs., yak., bkz., dr., sn., no., maks., min.",
  habits: "her zaman, daima, hep, asla, hiçbir zaman, her seferinde, her defasında, artık",
  observes: "* … her zaman … *yor, * … hep … *yor, * … hiç … *yor, * … asla … *yor, * … her seferinde … *yor, kimse",
  happened: "* … hiç *dım, * … hiç *dim, * … hiç *medim, * … hiç *madım",
  places: "",
  customs: "bizde, bizim ekipte, bizim takımda",
  hands:
    "özetle, çevir, tercüme et, açıkla, cevap yaz, cevapla, yanıtla, şuna cevap, dediğini yap, ne demek, ne diyor, doğru mu, bu bizim, bak ne",
  cites: "diyor, dedi, diyorlar, yazıyor, yazdı, düşünüyor, iddia ediyor, öneriyor, göre, tavsiye ediyor",
};
