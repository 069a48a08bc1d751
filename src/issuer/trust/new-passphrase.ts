import type { Text } from "../../core/text.ts";
import { EXIT_USAGE } from "../complaint.ts";
import type { TrustParts } from "./parts.ts";
import { NOBODY_TO_ASK, type Opened, type PassphraseOptions, passphraseIn } from "./unseal.ts";

/** Fewest letters of a new passphrase, and how many of them differ: four words, or a dozen letters by chance. */
const LEAST_LETTERS = 12;
const LEAST_DIFFERENT = 6;
/** How often a person may mistype. */
const ATTEMPTS = 3;

/** The new passphrase for a place that was asked about; any other place is a fault of the program. */
export type PassphraseFor = (place: string) => string;

/**
 * New passphrases, one a place, all of them before anything is written: from the files in their order (a single one is for all), or asked
 * for twice each. Of those that are asked for no two are the same: each holder has one of their own.
 */
export async function newPassphrases(
  places: readonly string[],
  { newPassphraseFile: files = [] }: PassphraseOptions,
  parts: Pick<TrustParts, "passphrases">,
): Promise<Opened<PassphraseFor>> {
  if (files.length > 1 && files.length !== places.length) {
    const named = places.join(", ");
    return {
      ok: false,
      code: EXIT_USAGE,
      problem: {
        vi: `có ${files.length} --new-passphrase-file cho ${places.length} khoá; ghi một tệp cho tất cả, hoặc mỗi khoá một tệp theo thứ tự: ${named}`,
        en: `there are ${files.length} --new-passphrase-file for ${places.length} keys; give one for all, or one a key in this order: ${named}`,
      },
    };
  }
  const found = new Map<string, string>();
  for (const [index, place] of places.entries()) {
    const file = files.length === 1 ? files[0] : files[index];
    const one = file === undefined ? await askFor(place, [...found.values()], parts) : await fromFile(file, place, parts);
    if (!one.ok) return one;
    found.set(place, one.value);
  }
  const passphraseFor: PassphraseFor = (place) => {
    const passphrase = found.get(place);
    if (passphrase === undefined) throw new Error(`new passphrase: there is none for ${place}, the key was not written`);
    return passphrase;
  };
  return { ok: true, value: passphraseFor };
}

async function fromFile(file: string, place: string, parts: Pick<TrustParts, "passphrases">): Promise<Opened<string>> {
  const read = await passphraseIn(file, parts);
  const weak = read.ok ? weaknessOf(read.value) : undefined;
  return weak ? { ok: false, problem: { vi: `${place}: ${weak.vi}`, en: `${place}: ${weak.en}` } } : read;
}

/** Says what is wrong before it asks again: nobody begins a ceremony anew because of one slip. */
async function askFor(place: string, others: readonly string[], { passphrases }: Pick<TrustParts, "passphrases">): Promise<Opened<string>> {
  let problem: Text | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const again = problem ? `${problem.vi}; nhập lại.\n${problem.en}; once again.\n` : "";
    const first = await passphrases.ask(`${again}Mật khẩu mới cho / New passphrase for ${place}: `);
    if (first === undefined) return NOBODY_TO_ASK;
    problem = others.includes(first) ? TAKEN : weaknessOf(first);
    if (problem) continue;
    const second = await passphrases.ask("Nhập lại / Once more: ");
    if (second === undefined) return NOBODY_TO_ASK;
    if (second === first) return { ok: true, value: first };
    problem = { vi: "hai lần nhập khác nhau", en: "the two were not the same" };
  }
  const { vi, en } = problem ?? TAKEN;
  return { ok: false, problem: { vi: `${place}: ${vi}; chưa ghi gì`, en: `${place}: ${en}; nothing was written` } };
}

function weaknessOf(passphrase: string): Text | undefined {
  const letters = [...passphrase];
  if (letters.length < LEAST_LETTERS) {
    return {
      vi: `mật khẩu ngắn quá: cần ít nhất ${LEAST_LETTERS} ký tự, ví dụ bốn từ không liên quan nhau`,
      en: `the passphrase is too short: at least ${LEAST_LETTERS} characters, e.g. four words that have nothing to do with one another`,
    };
  }
  if (new Set(letters).size >= LEAST_DIFFERENT) return undefined;
  return {
    vi: `mật khẩu lặp lại quá ít ký tự: cần ít nhất ${LEAST_DIFFERENT} ký tự khác nhau`,
    en: `the passphrase repeats too few letters: at least ${LEAST_DIFFERENT} different ones`,
  };
}

const TAKEN: Text = {
  vi: "mật khẩu này đã dùng cho một khoá khác; mỗi khoá gốc và thư mục một mật khẩu riêng",
  en: "another key has this passphrase already; each root key and the folder have one of their own",
};
