// What each prompt says: for the sheet that a speaker reads, and for the machine's voice until somebody has read it.
import { ADVICE } from "./advice.ts";
import { HINT_TEXTS } from "./hint-texts.ts";
import { BUILT_IN } from "./language/said.ts";
import { LATER_TEXTS } from "./later-texts.ts";
import { LETTER_NAMES, SPELT_LETTERS } from "./letter-names.ts";
import { MAX_COUNTER, type PromptName, SPOKEN_BUTTONS } from "./prompts.ts";
import { REASONS, type Reason } from "./reason.ts";
import { headlineOf, REASON_TEXTS } from "./reason-texts.ts";
import { SCREEN_TEXTS } from "./screen-texts.ts";
import { numberWords } from "./spoken-numbers.ts";
import type { Text } from "./text.ts";

/** Texts that the screen does not have in these words: whoever hears them does not see it. */
const SPOKEN_ONLY = {
  invite: {
    vi: "Kính chào ông bà. Xin đưa mã QR trên điện thoại, thẻ hoặc giấy vào máy đọc. Nhấn nút này để nghe lại.",
    en: "Welcome. Please hold the QR code on your phone, card or paper up to the reader. Press this button to hear this again.",
  },
  "own-step": {
    vi: "Hợp lệ. Mời ông bà xem màn hình hoặc hỏi nhân viên.",
    en: "Valid. Please see the screen, or ask a member of staff.",
  },
  "last-answer": { vi: "Câu trả lời vừa rồi:", en: "The last answer was:" },
  amount: { vi: "Lệ phí:", en: "The fee is:" },
  "thousand-dong": { vi: "nghìn đồng.", en: "thousand dong." },
  dong: { vi: "đồng.", en: "dong." },
  payment: {
    vi: "Ông bà có lệ phí cần nộp. Xin quét mã trên màn hình bằng ứng dụng ngân hàng, hoặc gặp nhân viên.",
    en: "There is a fee to pay. Please scan the code on the screen with your banking app, or see a member of staff.",
  },
  "out-of-service": {
    vi: "Máy tạm ngừng. Mời ông bà đến quầy gặp nhân viên.",
    en: "This machine is out of service. Please go to the counter and see a member of staff.",
  },
  "stick.working": { vi: "Đang ghi nhật ký ra USB. Xin đừng rút USB.", en: "The journal is being written. Please leave the stick in." },
  "stick.done": { vi: "Đã ghi xong. Rút USB được rồi.", en: "Done. You may take the stick out." },
  "stick.failed": { vi: "Chưa ghi được ra USB. Xin xem màn hình.", en: "The stick could not be written. Please see the screen." },
  "help-called": { vi: "Đã gọi nhân viên. Xin ông bà chờ một chút.", en: "A member of staff was called. Please wait a moment." },
  "help-unheard": {
    vi: "Không gọi được nhân viên. Mời ông bà đến quầy.",
    en: "No member of staff could be called. Please go to the counter.",
  },
  "chosen.large-text.on": { vi: "Chữ đã to hơn.", en: "The words are larger now." },
  "chosen.large-text.off": { vi: "Chữ đã trở lại cỡ thường.", en: "The words have their usual size again." },
  "chosen.contrast.on": { vi: "Màu đã rõ hơn.", en: "The contrast is high now." },
  "chosen.contrast.off": { vi: "Màu đã trở lại như thường.", en: "The colours are the usual ones again." },
  "chosen.what-is-stored.on": {
    vi: "Máy không lưu ảnh. Mỗi lần quét, máy ghi giờ, loại giấy tờ, nơi cấp và kết quả. Nơi này lưu thêm gì, màn hình có ghi, hoặc mời ông bà hỏi nhân viên.",
    en: "No picture is stored. Each scan leaves the time, the kind of document, its issuer and the result. What else this office keeps is on the screen, or ask a member of staff.",
  },
  "chosen.back.on": { vi: "Đã quay lại. Xin đưa mã vào máy đọc.", en: "Back again. Please hold a code up to the reader." },
  initials: { vi: "Chữ đầu của họ tên:", en: "The initials are:" },
  "last-digits": { vi: "Các số cuối:", en: "The last digits are:" },
} as const satisfies Partial<Record<PromptName, Text>>;

/** What every prompt but the tones says, in Vietnamese and English, in the order in which a speaker reads them. */
export function promptTexts(): ReadonlyMap<PromptName, Text> {
  const { invite, ...others } = SPOKEN_ONLY;
  const [vietnamese, english] = BUILT_IN;
  return new Map<PromptName, Text>([
    ["language", { vi: vietnamese?.name ?? "", en: english?.name ?? "" }],
    ["invite", invite],
    ...ADVICE.map((advice) => [`hint.${advice}`, ended(HINT_TEXTS[advice])] as const),
    ...(Object.keys(REASONS) as Reason[]).map((reason) => [`reason.${reason}`, reasonText(reason)] as const),
    ...Array.from({ length: MAX_COUNTER }, (_, index) => [`counter.${index + 1}`, counterText(index + 1)] as const),
    ...(Object.entries(others) as readonly (readonly [keyof typeof others, Text])[]),
    ...SPOKEN_BUTTONS.map((name) => [`button.${name}`, ended(SCREEN_TEXTS[name])] as const),
    ...SPELT_LETTERS.map((name) => [`letter.${name}`, LETTER_NAMES[name]] as const),
    ...Array.from({ length: 10 }, (_, digit) => [`digit.${digit}`, numberWords(digit)] as const),
  ]);
}

/** What happened and what to do next, as one sentence after the other. */
function reasonText(reason: Reason): Text {
  const { detail, next } = REASON_TEXTS[reason];
  const headline = headlineOf(reason);
  const all = (language: keyof Text) => `${spoken(headline[language])} ${detail[language]} ${next[language]}`;
  return { vi: all("vi"), en: all("en") };
}

function counterText(counter: number): Text {
  const { vi, en } = numberWords(counter);
  const said = (language: keyof Text, number: string) => LATER_TEXTS.counter[language].replace("{counter}", number);
  return { vi: `Hợp lệ. ${said("vi", vi)}`, en: `Valid. ${said("en", en)}` };
}

/** A headline as one says it: without the capitals that stand for its size, and without a dash. */
function spoken(headline: string): string {
  const words = headline === headline.toUpperCase() ? headline.toLowerCase() : headline;
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`.replace(/ [–-] /g, ", ").replace(/[^.?!]$/, "$&.");
}

function ended({ vi, en }: Text): Text {
  const withEnd = (said: string) => said.replace(/[^.?!]$/, "$&.");
  return { vi: withEnd(vi), en: withEnd(en) };
}
