// What the test card says of a camera (`tram doctor camera`), as checks.
import { SMALLEST_CODE_MM, widestViewMm } from "../core/camera-size.ts";
import type { CardCode, CardCodeId, CardCodes } from "../core/test-card/card-codes.ts";
import { openingAngle, reachesOf } from "../core/test-card/card-reach.ts";
import { type CardScore, type Light, lightOf } from "../core/test-card/card-score.ts";
import type { Text } from "../core/text.ts";
import { type Check, fault, missing, ok } from "./doctor-check.ts";

/** What a technician has measured beside. */
export interface CardCircumstances {
  /** Width of the picture, in pixels. */
  readonly width: number;
  /** From the camera to the card, in millimetres; absent: not measured. */
  readonly distanceMm?: number | undefined;
}

const HOLD_CARD: Text = {
  vi: "in thẻ (tram test-card), giữ phẳng trước camera cho đến khi mọi mã được đọc; lau cửa sổ quét, bật đèn chiếu",
  en: "print the card (tram test-card), hold it flat before the camera until every code is read; clean the window, switch the illumination on",
};

/** The checks that pictures of the card come to. */
export function checkCard(score: CardScore, { codes }: CardCodes, circumstances: CardCircumstances): readonly Check[] {
  if (score.read.size === 0) {
    const found = { vi: "không thấy thẻ kiểm tra trong ảnh", en: "no test card was seen" };
    return [fault("card", found, HOLD_CARD)];
  }
  const of = (ids: readonly CardCodeId[]) => codes.filter(({ id }) => ids.includes(id));
  return [
    checkView(score, circumstances),
    checkRead("card-sizes", of(["size-11", "size-15", "size-18", "size-25"]), score),
    checkRead("card-looks", of(["inverted", "low-contrast", "damaged"]), score),
    checkJudged(of(["valid", "expired", "revoked"]), score),
    checkLight(score.greys),
  ];
}

/** How wide the view is, and from how far away each size can be read. */
function checkView({ viewMm = 0, pixelsPerMm = 0 }: CardScore, { width, distanceMm }: CardCircumstances): Check {
  const name = "card-view";
  const widest = widestViewMm(width);
  const view = Math.round(viewMm);
  const found: Text =
    distanceMm === undefined
      ? { vi: `ảnh rộng ${view} mm ở chỗ đặt thẻ`, en: `the picture is ${view} mm wide where the card is held` }
      : {
          vi: `ảnh rộng ${view} mm ở ${distanceMm} mm, góc mở ${Math.round(openingAngle(viewMm, distanceMm))}°`,
          en: `the picture is ${view} mm wide at ${distanceMm} mm: an opening angle of ${Math.round(openingAngle(viewMm, distanceMm))}°`,
        };
  const also = [reachText(pixelsPerMm, distanceMm)];
  if (viewMm <= widest) return { ...ok(name, found), also };
  const todo = {
    vi: `đặt camera gần hơn, cho ảnh rộng không quá ${widest} mm, hoặc dùng ảnh nhiều điểm hơn (viewMm trong cấu hình)`,
    en: `move the camera nearer, so that the picture is at most ${widest} mm wide, or use a finer picture (viewMm in the configuration)`,
  };
  const coarse = {
    vi: `${found.vi}: quá rộng để đọc mã ${SMALLEST_CODE_MM} mm`,
    en: `${found.en}: too wide for an ${SMALLEST_CODE_MM} mm code`,
  };
  return { ...fault(name, coarse, todo), also };
}

function reachText(pixelsPerMm: number, distanceMm: number | undefined): Text {
  const figures = reachesOf(pixelsPerMm).map(({ sizeMm, times }) => {
    const far = distanceMm === undefined ? `${times.toFixed(1)} ×` : `${Math.floor(times * distanceMm)} mm`;
    return `${sizeMm} mm → ${far}`;
  });
  const list = figures.join(", ");
  return distanceMm === undefined
    ? { vi: `đọc chắc đến, theo khoảng cách lúc này: ${list}`, en: `surely read up to so many times this distance: ${list}` }
    : { vi: `đọc chắc đến: ${list}`, en: `surely read up to: ${list}` };
}

function checkRead(name: string, codes: readonly CardCode[], { read }: CardScore): Check {
  const names = (some: readonly CardCode[]): Text => ({
    vi: some.map(({ label }) => label.vi).join(", "),
    en: some.map(({ label }) => label.en || label.vi).join(", "),
  });
  const [done, left] = [codes.filter(({ id }) => read.has(id)), codes.filter(({ id }) => !read.has(id))];
  const fineness = done.flatMap(({ id }) => read.get(id)?.pixelsAModule ?? []);
  if (left.length === 0) {
    const coarsest = Math.min(...fineness).toFixed(1);
    return ok(name, {
      vi: `đọc được ${names(codes).vi}; ít nhất ${coarsest} điểm ảnh một ô`,
      en: `read ${names(codes).en}; at least ${coarsest} pixels a module`,
    });
  }
  const found = { vi: `chưa đọc được ${names(left).vi}`, en: `not read: ${names(left).en}` };
  // Codes in other looks than black on white are read by most, not by all cameras.
  return name === "card-sizes" ? fault(name, found, HOLD_CARD) : missing(name, found, HOLD_CARD);
}

/** Whether a kiosk comes to the right answers: decoder, signature check, dates and clock in one. */
function checkJudged(codes: readonly CardCode[], { read }: CardScore): Check {
  const name = "card-answers";
  const wrong = codes.flatMap(({ id, label, reason }) => {
    const answer = read.get(id)?.reason;
    return answer === undefined || answer === reason ? [] : [{ label, answer }];
  });
  const [first] = wrong;
  if (first) {
    const found = { vi: `mã “${first.label.vi}” cho kết quả ${first.answer}`, en: `the code “${first.label.en}” comes to ${first.answer}` };
    return fault(name, found, {
      vi: "xem lại ngày giờ của máy; nếu đúng giờ, cài lại chương trình",
      en: "check the machine's date and time; if they are right, install the program anew",
    });
  }
  const left = codes.filter(({ id }) => !read.has(id));
  if (left.length === 0)
    return ok(name, { vi: "còn hạn, hết hạn, bị thu hồi: đúng cả ba", en: "valid, expired, revoked: all three right" });
  const found = {
    vi: `chưa đọc được ${left.map(({ label }) => label.vi).join(", ")}`,
    en: `not read: ${left.map(({ label }) => label.en).join(", ")}`,
  };
  return missing(name, found, HOLD_CARD, true);
}

const LIGHT: Readonly<Record<Exclude<Light, "good">, { readonly found: Text; readonly todo: Text }>> = {
  dark: {
    found: { vi: "ảnh quá tối", en: "the picture is too dark" },
    todo: { vi: "bật hoặc thêm đèn chiếu cửa sổ quét", en: "switch the illumination on, or add some" },
  },
  bright: {
    found: { vi: "ảnh quá sáng, vùng trắng mất chi tiết", en: "the picture is too bright, white has no detail left" },
    todo: {
      vi: "giảm đèn chiếu, tránh nắng vào cửa sổ, hoặc đặt controls.ev thấp hơn",
      en: "dim the light, keep the sun out, or lower controls.ev",
    },
  },
  flat: {
    found: { vi: "ảnh nhạt, khó phân biệt các mức xám", en: "a flat picture: the greys are hard to tell apart" },
    todo: { vi: "lau kính và ống kính, tránh ánh sáng hắt vào camera", en: "clean window and lens, keep stray light off the camera" },
  },
};

function checkLight(greys: readonly number[] | undefined): Check {
  const name = "card-light";
  if (!greys) {
    const found = { vi: "chưa thấy đủ dải xám của thẻ", en: "the card's grey patches were not all seen" };
    return missing(name, found, HOLD_CARD, true);
  }
  const levels = `${Math.round(greys[0] ?? 0)}–${Math.round(greys.at(-1) ?? 0)}`;
  const light = lightOf(greys);
  if (light === "good")
    return ok(name, { vi: `phân biệt được các mức xám (${levels}/255)`, en: `the greys can be told apart (${levels} of 255)` });
  const { found, todo } = LIGHT[light];
  return fault(name, { vi: `${found.vi} (${levels}/255)`, en: `${found.en} (${levels} of 255)` }, todo);
}
