import type { Text } from "./text.ts";

const VI = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"] as const;
const EN = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"] as const;
const EN_TEENS = ["fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"] as const;
const EN_TENS = ["", "", "twenty", "thirty"] as const;

/**
 * A number from 0 to 39 in words. Never as digits: Debian's voice reads the 15 of a counter as "mười năm", which is "ten years". Throws a
 * RangeError for another one.
 */
export function numberWords(number: number): Text {
  if (!Number.isInteger(number) || number < 0 || number > 39) throw new RangeError(`spoken numbers: ${number} is not within 0 to 39`);
  return { vi: vietnamese(number), en: english(number) };
}

/** After a ten, 5 is "lăm", and after a twenty 1 is "mốt". */
function vietnamese(number: number): string {
  const [tens, ones] = [Math.floor(number / 10), number % 10];
  if (tens === 0) return VI[number] ?? "";
  const ten = tens === 1 ? "mười" : `${VI[tens]} mươi`;
  if (ones === 0) return ten;
  const one = ones === 5 ? "lăm" : ones === 1 && tens > 1 ? "mốt" : VI[ones];
  return `${ten} ${one}`;
}

function english(number: number): string {
  const single = [...EN, ...EN_TEENS][number];
  if (single !== undefined) return single;
  const [tens, ones] = [EN_TENS[Math.floor(number / 10)] ?? "", number % 10];
  return ones === 0 ? tens : `${tens}-${EN[ones]}`;
}
