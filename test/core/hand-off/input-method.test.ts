import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type InputMethod, typedBy } from "../../../src/core/hand-off/input-method.ts";
import { decodeTyped } from "../../support/input-method-decoder.ts";

const METHODS: readonly InputMethod[] = ["telex", "vni"];

const ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split(" ");
const RHYMES =
  "a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oai oan oang oat oay oăn oăng oc oe oen oi om on ong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uât uây uê uêch ui uc um un ung uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uynh ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ưu ưt".split(
    " ",
  );
const TONES = ["", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"];

/** The vowel that bears the tone, by the rules of the older spelling (Quyết định 240/QĐ, 1984, leaves both). */
function withTone(onset: string, rhyme: string, tone: string): string {
  const marked = [...rhyme].findLastIndex((letter) => "ăâêôơư".includes(letter));
  const vowels = [...rhyme].filter((letter) => /[aeiouyăâêôơư]/.test(letter)).length;
  const isOpen = vowels === [...rhyme].length;
  const place = marked >= 0 ? marked : vowels === 3 || (vowels === 2 && !isOpen) ? 1 : 0;
  const toned = [...rhyme].map((letter, at) => (at === place ? letter + tone : letter)).join("");
  return (onset + toned).normalize("NFC");
}

const SYLLABLES = ONSETS.flatMap((onset) => RHYMES.flatMap((rhyme) => TONES.map((tone) => withTone(onset, rhyme, tone))));

/** Where the tone stands within `oa`, `oe`, `uy` is a setting of the input method, and no difference of spelling. */
function tonesApart(text: string): string {
  return text.normalize("NFD").replace(/(\p{L}\p{M}*)+/gu, (word) => {
    const tones = word.match(/[\u0300\u0301\u0303\u0309\u0323]/gu) ?? [];
    return word.replace(/[\u0300\u0301\u0303\u0309\u0323]/gu, "") + tones.join("");
  });
}

describe.each(METHODS)("%s", (method) => {
  test("every syllable comes back from the input method as it was", () => {
    const wrong = SYLLABLES.filter((syllable) => tonesApart(decodeTyped(method, typedBy(method, syllable))) !== tonesApart(syllable));
    expect(SYLLABLES.length).toBeGreaterThan(20_000);
    expect(wrong).toEqual([]);
  });

  test("in capitals, too", () => {
    // Every tenth: they differ from the small ones in nothing but the case.
    const capitals = SYLLABLES.filter((_, at) => at % 10 === 0).map((syllable) => syllable.toUpperCase());
    expect(capitals.filter((word) => tonesApart(decodeTyped(method, typedBy(method, word))) !== tonesApart(word))).toEqual([]);
  });

  test("names, numbers and foreign words side by side come back", () => {
    const syllable = fc.constantFrom(...SYLLABLES);
    const word = fc.oneof(
      syllable,
      fc.stringMatching(/^[A-Za-z]{1,10}$/),
      fc.stringMatching(/^[0-9]{1,12}$/),
      fc.stringMatching(/^[A-Z]{1,3}[0-9]{1,13}$/),
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
        const text = words.join(" ");
        expect(tonesApart(decodeTyped(method, typedBy(method, text)))).toBe(tonesApart(text));
      }),
    );
  });

  test("whatever comes, only keys that a keyboard has are typed", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0x10ffff }).map((point) => String.fromCodePoint(point)) }),
        (text) => void expect(typedBy(method, text)).toMatch(/^[\x20-\x7e]*$/),
      ),
    );
  });
});

test.each([
  ["Nguyễn Thị Bưởi 0123", "Nguyeenx Thij Buwowir 0123", "Nguye6n4 Thi5 Bu7o7i3 0123"],
  ["ĐẶNG HỮU THẮNG", "DDAWNGJ HUWUX THAWNGS", "D9A8NG5 HU7U4 THA8NG1"],
  ["Wood 4B", "WWood 4B", "Wood 4B"],
  ["TE1790123456789", "TE1790123456789", "TE11790123456789"],
  ["15/05/1990 – Huế", "15/05/1990 - Huees", "15/05/1990 - Hue61"],
])("%s is typed by rule", (text, telex, vni) => {
  expect(typedBy("telex", text)).toBe(telex);
  expect(typedBy("vni", text)).toBe(vni);
});
