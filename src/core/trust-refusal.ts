// Why an offered trust bundle is not taken over, or what lies on the disk not used. Journals, logs and pages carry these names: never rename one.
import type { Text } from "./text.ts";

/** What a technician is told: what happened, and what to do next. */
export interface RefusalText {
  readonly detail: Text;
  readonly next: Text;
}

const KEPT_VI = "Máy vẫn dùng bộ tin cậy đang có.";
const KEPT_EN = "The kiosk goes on with the trust it holds.";

/** Somebody between the publisher and the kiosk changed the files, or a copy went wrong: only a fresh copy can tell which. */
const COPY_ANEW: Text = {
  vi: `${KEPT_VI} Hãy chép lại từ nơi phát hành; nếu vẫn bị từ chối, báo cho nơi phát hành.`,
  en: `${KEPT_EN} Make a fresh copy from the publisher; if it is refused again, tell the publisher.`,
};

const TELL_PUBLISHER: Text = {
  vi: `${KEPT_VI} Báo cho nơi phát hành: chỉ nơi phát hành sửa được.`,
  en: `${KEPT_EN} Tell the publisher: only the publisher can mend this.`,
};

/** Every refusal, with its texts. Each attack on the way from the publisher to the kiosk has a name of its own. */
export const TRUST_REFUSALS = {
  rollback: {
    detail: {
      vi: "Bộ tin cậy được đưa đến cũ hơn bộ mà máy đã từng dùng.",
      en: "The trust bundle on offer is older than one this kiosk has already used.",
    },
    next: {
      vi: `${KEPT_VI} Hãy chép bản mới nhất từ nơi phát hành vào USB.`,
      en: `${KEPT_EN} Copy the newest bundle from the publisher to the stick.`,
    },
  },
  freeze: {
    detail: { vi: "Bộ tin cậy được đưa đến đã hết hạn.", en: "The trust bundle on offer has expired." },
    next: {
      vi: `${KEPT_VI} Hãy lấy bản mới nhất; nếu nơi phát hành không có bản mới, báo cho họ.`,
      en: `${KEPT_EN} Fetch the newest bundle; if the publisher has no newer one, tell the publisher.`,
    },
  },
  "mix-and-match": {
    detail: {
      vi: "Các tệp của bộ tin cậy không thuộc cùng một lần phát hành, hoặc có tệp bị hỏng.",
      en: "Files of the trust bundle do not belong to one publication, or one is damaged.",
    },
    next: COPY_ANEW,
  },
  "endless-data": {
    detail: { vi: "Một tệp của bộ tin cậy dài hơn mức cho phép.", en: "A file of the trust bundle is longer than it may be." },
    next: COPY_ANEW,
  },
  "wrong-signature": {
    detail: {
      vi: "Bộ tin cậy không có chữ ký hợp lệ của nơi phát hành mà máy này tin.",
      en: "The trust bundle has no valid signature of the publisher this kiosk trusts.",
    },
    next: {
      vi: `${KEPT_VI} Kiểm tra xem bộ này có phải của đúng nơi phát hành không; nếu đúng, báo cho nơi phát hành.`,
      en: `${KEPT_EN} Check that the bundle comes from the right publisher; if it does, tell the publisher.`,
    },
  },
  "too-few-signatures": {
    detail: {
      vi: "Bộ tin cậy có chữ ký đúng, nhưng chưa đủ số người ký.",
      en: "The trust bundle is rightly signed, but by fewer keys than are needed.",
    },
    next: TELL_PUBLISHER,
  },
  "root-chain": {
    detail: {
      vi: "Không nối được khoá gốc của bộ tin cậy với khoá gốc mà máy này có.",
      en: "No unbroken chain leads from this kiosk's own root to the root of the trust bundle.",
    },
    next: {
      vi: `${KEPT_VI} Bản chép phải có mọi tệp root.json; nếu đã đủ, báo cho nơi phát hành.`,
      en: `${KEPT_EN} A copy must have every root.json; if it has, tell the publisher.`,
    },
  },
  incomplete: {
    detail: {
      vi: "Bộ tin cậy thiếu tệp: có thể USB bị rút ra, hoặc chép chưa xong.",
      en: "A file of the trust bundle is missing: the stick was pulled out, or the copy was not finished.",
    },
    next: {
      vi: `${KEPT_VI} Cắm lại USB; nếu vẫn thiếu, hãy chép lại cả thư mục.`,
      en: `${KEPT_EN} Insert the stick again; if a file is still missing, copy the whole folder anew.`,
    },
  },
  malformed: {
    detail: { vi: "Tệp trong bộ tin cậy không đúng định dạng.", en: "A file of the trust bundle is not in its format." },
    next: COPY_ANEW,
  },
  "too-many-targets": {
    detail: { vi: "Bộ tin cậy có nhiều tệp hơn mức cho phép.", en: "The trust bundle has more files than it may have." },
    next: TELL_PUBLISHER,
  },
  schema: {
    detail: {
      vi: "Bộ tin cậy được ký đúng, nhưng nội dung một danh sách không đúng quy cách.",
      en: "The trust bundle is rightly signed, but a list in it breaks its own form.",
    },
    next: TELL_PUBLISHER,
  },
  "clock-wrong": {
    detail: {
      vi: "Theo giờ hiện tại, bộ tin cậy được phát hành trong tương lai, hoặc máy không có giờ: một đồng hồ sai.",
      en: "By the time it is now, the trust bundle was issued in the future, or there is no time: one of the clocks is wrong.",
    },
    next: {
      vi: `${KEPT_VI} Kiểm tra đồng hồ của máy chủ trung tâm, của nơi phát hành và của máy này; nếu đều đúng, báo cho nơi phát hành: khoá ký có thể đã bị lộ.`,
      en: `${KEPT_EN} Check the clocks of central, of the publisher and of this machine; if all are right, tell the publisher: a key may have leaked.`,
    },
  },
  storage: {
    detail: {
      vi: "Không ghi hoặc không đọc được bộ tin cậy trên thẻ nhớ của máy.",
      en: "The trust bundle could not be kept on, or read from, the kiosk's own storage.",
    },
    next: {
      vi: `${KEPT_VI} Kiểm tra thẻ nhớ có đầy hay hỏng không, rồi chạy tram doctor.`,
      en: `${KEPT_EN} See whether the storage is full or broken, then run tram doctor.`,
    },
  },
  "demo-outside-demo": {
    detail: {
      vi: "Đây là bộ tin cậy để chạy thử, không dùng được trên máy thật.",
      en: "This is a demo's trust bundle; it is never used outside a demo.",
    },
    next: { vi: `${KEPT_VI} Hãy dùng bộ tin cậy thật.`, en: `${KEPT_EN} Use the publisher's real bundle.` },
  },
  "real-inside-demo": {
    detail: { vi: "Đây là bộ tin cậy thật; bản chạy thử không dùng.", en: "This is a real trust bundle; a demo uses demo bundles only." },
    next: { vi: `${KEPT_VI} Hãy dùng bộ tin cậy của bản chạy thử.`, en: `${KEPT_EN} Use the demo's own bundle.` },
  },
} as const satisfies Record<string, RefusalText>;

/** The name of a refusal. */
export type TrustRefusal = keyof typeof TRUST_REFUSALS;

/** True where a text names a refusal of this version. */
export function isTrustRefusal(name: string): name is TrustRefusal {
  return Object.hasOwn(TRUST_REFUSALS, name);
}

/** A value that may be believed, or why it may not, with the particulars for an operator. */
export type Judged<T> = { readonly ok: true; readonly value: T } | Refusal;

/** No value, for this reason. */
export interface Refusal {
  readonly ok: false;
  readonly refusal: TrustRefusal;
  readonly detail: string;
}

/** The value, judged. */
export function judged<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** No value, for this reason. */
export function refuse(refusal: TrustRefusal, detail: string): Refusal {
  return { ok: false, refusal, detail };
}
