import type { Language } from "../language.ts";

/** Vietnamese. */
export const VI: Language = {
  code: "vi",
  words: "apart",
  standing:
    "trong mọi dự án, trong tất cả dự án, ở mọi dự án, trong mọi repo, luôn, luôn luôn, không bao giờ, đừng bao giờ, từ giờ, từ nay, từ bây giờ, kể từ nay, sau này, về sau, lần sau, lần tới, mỗi lần, mỗi khi, mọi lúc, mặc định, nguyên tắc là, không … nữa, đừng … nữa, trong mọi phiên",
  manners:
    "mà không hỏi, hỏi tôi, hỏi trước, hỏi mình, cho tôi xem … trước, từng cái một, từng câu một, từng bước một, trả lời ngắn, ngắn gọn, trả lời bằng, viết bằng tiếng, bằng tiếng",
  wishes:
    "thích … hơn, ưu tiên, thay vì, thay cho, đừng, không được, không dùng, không cần, không nên, chớ, tránh, hãy nhớ, nhớ là, nhớ, đảm bảo, chắc chắn rằng, trước khi, tôi ghét, tôi không muốn, mình không muốn, tôi muốn bạn, tôi đã nói, tôi đã bảo, chúng tôi dùng, bọn mình dùng, ở đây dùng, bên mình, chỉ dùng, chứ không, giữ nguyên, xong rồi mới, trước … sau",
  contrasts: "không phải, chứ không, không, không bao giờ",
  demands: "phải, cần, nên, cần phải",
  adjusts: "dùng, hãy dùng, làm, viết, đặt, đổi, giữ, chỉ, để, chuyển sang, bỏ, xóa",
  corrects:
    "không, không phải, sai, sai rồi, chưa đúng, khoan, dừng, dừng lại, đợi đã, thực ra, thay vào đó, tôi đã nói, tôi bảo, như tôi đã nói, lại nữa, hoàn tác, quay lại, bạn quên, đừng, ý tôi",
  rejects:
    "sai rồi, bị sai, không đúng, không phải cái, không phải thứ, không phải điều tôi, hoàn tác, quay lại như cũ, trả lại như cũ, vẫn sai, vẫn hỏng, làm lại từ đầu",
  reports:
    "không chạy, không hoạt động, vẫn không, vẫn lỗi, bị lỗi, lỗi, thất bại, bị hỏng, bị treo, luôn bằng, luôn là, không bao giờ hiện, không bao giờ mở, luôn bị, luôn treo, bị sập, luôn trả về, luôn lỗi, luôn rỗng, không bao giờ chạy, không bao giờ trả, trả về, hiển thị, báo lỗi",
  accepts:
    "chạy rồi, chạy được rồi, được rồi, được, tốt, tốt lắm, rất tốt, tuyệt, tuyệt vời, hoàn hảo, cảm ơn, cám ơn, ok, oke, ổn, ổn rồi, ngon, đúng rồi, chính xác, đẹp, làm tốt lắm, hay lắm, tốt hơn nhiều",
  but: "nhưng, tuy nhiên, ngoại trừ, trừ, chỉ có điều, mỗi tội",
  open: "chưa quyết định, chưa chắc, không chắc, để đó, để sau, tính sau, quyết định sau, để xem",
  retracts: "quên điều tôi, quên đi, bỏ qua, thôi khỏi, không sao đâu, tôi rút lại, tôi nhầm, lỗi của tôi",
  goesOn: "và, cũng, nhưng, vậy, rồi, sau đó, tại sao bạn, tiếp tục, tiếp, ừ, vâng, hm*, trước khi, commit, thêm nữa",
  asks: "gì, cái gì, tại sao, vì sao, sao, làm sao, thế nào, khi nào, ở đâu, ai, có phải, bao nhiêu",
  requests: "bạn có thể, có thể, làm ơn, vui lòng, giúp tôi, nhờ bạn",
  repeats: "như tôi đã nói, tôi đã nói, tôi nói rồi, đã bảo, nhắc lại, lại nữa, một lần nữa, bao nhiêu lần, lần nữa",
  outbursts: "đm, vãi, chết tiệt, cái quái gì, cái gì vậy trời, đùa à, ngu, vô dụng, trời ơi, khốn kiếp",
  negations: "không, đừng, chưa, chẳng, trừ, tránh, thay vì, chớ",
  greetings: "chào, xin chào, chào bạn, hi, hello, hy vọng, bạn khỏe",
  abbreviations: "v.v., vd., tp., ths., ts., stt.",
  habits: "luôn, luôn luôn, không bao giờ, đừng bao giờ, mỗi lần, mỗi khi, mọi lúc, mặc định",
  observes: "cái, con, chưa ai",
  happened: "tôi chưa bao giờ, tôi không bao giờ hiểu, tôi luôn thắc mắc",
  places: "luôn ở, luôn để, luôn đặt, phải, cần, nên",
  customs: "bên mình, ở nhóm tôi, nhóm tôi, đội tôi, team mình",
  hands:
    "tóm tắt, dịch, giải thích, trả lời giúp, trả lời email, trả lời thư, viết thư trả lời, viết câu trả lời, làm theo, có nghĩa là gì, ý họ là, đúng không, đây là, xem họ",
  cites: "nói, bảo, viết, cho rằng, khuyên, theo, đề nghị",
};
