import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judge, reasonOf } from "../support/judging.ts";
import { hasSharedVectors, sharedVectors } from "../support/shared-vectors.ts";

const NAME = "Nguyễn Thị Kiểm Thử";
const ADDRESS = "Thôn Thử Nghiệm, Xã Ví Dụ, Tỉnh Mẫu";
const FIELDS = ["099190000001", "", NAME, "15051990", "Nữ", ADDRESS, "20062021"] as const;
const CARD = FIELDS.join("|");
const READ = {
  personalId: "099190000001",
  oldId: null,
  fullName: NAME,
  dob: "1990-05-15",
  sex: "F",
  address: ADDRESS,
  issued: "2021-06-20",
};

/** The card with some fields replaced, by their index. */
function card(changes: Readonly<Record<number, string>>): string {
  return FIELDS.map((field, index) => changes[index] ?? field).join("|");
}

const claimsOf = (text: string) => judge(text).claims;
const warningsOf = (text: string) => judge(text).warnings;

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly expect: Readonly<Record<string, unknown>>;
}

/** What the published rows expect beside fields of the card, in our words. */
const ERRORS: Readonly<Record<string, string>> = { BAD_DATE: "document-invalid", BAD_ID: "document-invalid" };
const WARNINGS: Readonly<Record<string, string>> = {
  DOB_YEAR_MISMATCH: "birth-year-mismatch",
  LOSSY_TEXT: "text-lossy",
  BIDI_CONTROL: "control-characters",
};

describe.skipIf(!hasSharedVectors())("the published rows", () => {
  const rows: readonly Row[] = hasSharedVectors()
    ? sharedVectors("vietnam.jsonl")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
    : [];

  test.each(rows.filter(({ kind }) => kind === "cccd" || kind === "id12").map((row) => [row.id, row] as const))("%s", (_, row) => {
    const { error, warn, repaired, extraCount, extraAllEmpty, ...fields } = row.expect;
    const { reason, claims, warnings } = judge(row.text);
    expect(reason).toBe(error === undefined ? "document-read" : ERRORS[String(error)]);
    expect(claims ?? {}).toMatchObject(fields);
    if (warn !== undefined) expect(warnings).toContain(WARNINGS[String(warn)]);
    if (repaired !== undefined) expect(warnings).toEqual(["text-repaired"]);
    if (extraCount !== undefined) expect(claims?.["extra"]).toHaveLength(Number(extraCount));
    if (extraAllEmpty === true) expect(new Set(JSON.parse(JSON.stringify(claims?.["extra"])))).toEqual(new Set([""]));
  });
});

describe("the citizen card of 2021", () => {
  test("is read, every field of it, and nothing is verified", () => {
    const decision = judge(CARD);
    expect(decision).toEqual({
      reason: "document-read",
      format: "citizen-card",
      type: "citizen-card",
      claims: READ,
      disclosed: {},
      warnings: [],
    });
  });

  test.each([
    ["the prefix of some readers", `CCCD:${CARD}`],
    ["that prefix in small letters and with a space", `cccd: ${CARD}`],
    ["CR LF", `${CARD}\r\n`],
    ["NUL", `${CARD}\0`],
    ["a byte-order mark", `\ufeff${CARD}`],
    ["decomposed letters", CARD.normalize("NFD")],
    ["spaces around its fields", card({ 2: ` ${NAME} `, 4: " Nữ " })],
  ])("may come with %s", (_, text) => {
    expect(judge(text)).toMatchObject({ reason: "document-read", claims: READ, warnings: [] });
  });

  test.each([
    ["Nam", "M"],
    ["nam", "M"],
    ["NAM", "M"],
    ["Nữ", "F"],
    ["Nữ".normalize("NFD"), "F"],
    ["Nu", "F"],
    ["NỮ", "F"],
    ["Khác", null],
    ["", null],
  ])("knows the sex %j as %j", (written, sex) => {
    expect(claimsOf(card({ 4: written }))).toMatchObject({ sex });
  });

  test("keeps an old number of 9 digits or of 12, and no other", () => {
    expect(claimsOf(card({ 1: "099000001" }))).toMatchObject({ oldId: "099000001" });
    expect(claimsOf(card({ 1: "099000000001" }))).toMatchObject({ oldId: "099000000001" });
    for (const oldId of ["09900000", "0990000011", "0"]) expect(reasonOf(card({ 1: oldId }))).toBe("document-invalid");
  });

  test.each(["", "0"])("is invalid with a personal number of the wrong length", (digit) => {
    expect(reasonOf(card({ 0: `0991900000${digit}1${digit}` }))).toBe("document-invalid");
  });

  test.each([
    ["1990", "1990"],
    ["00001990", "1990"],
    ["00051990", "1990"],
    ["29021992", "1992-02-29"],
    ["", null],
  ])("has the date of birth %j: %j", (written, dob) => {
    expect(claimsOf(card({ 3: written }))).toMatchObject({ dob });
  });

  test.each(["29021991", "31041990", "15131990", "15001990", "32011990", "1505199", "150519900", "19", "00000000", "0000", "15051700"])(
    "cannot have the date of birth %j",
    (written) => {
      expect(reasonOf(card({ 3: written }))).toBe("document-invalid");
    },
  );

  test.each(["31022021", "00002021", "99999999", "200620211"])("cannot be issued on %j", (written) => {
    expect(reasonOf(card({ 6: written }))).toBe("document-invalid");
  });

  test("whose end was lost is truncated wherever it was cut, and never issued in a year of four digits", () => {
    for (let length = 13; length < CARD.length; length++) expect([length, reasonOf(CARD.slice(0, length))]).toEqual([length, "truncated"]);
    for (let length = 0; length < 12; length++) expect(reasonOf(CARD.slice(0, length))).toBe("not-understood");
  });
});

describe("the citizen card of 2024", () => {
  test("has four more fields, kept apart", () => {
    expect(claimsOf(`${CARD}||||`)).toEqual({ ...READ, extra: ["", "", "", ""] });
    expect(claimsOf(`${CARD}|01012016|099318000099|Lê Văn Cha|Phạm Thị Mẹ`)).toEqual({
      ...READ,
      extra: ["01012016", "099318000099", "Lê Văn Cha", "Phạm Thị Mẹ"],
    });
  });

  test.each([1, 2, 3])("is read with %d of them, too", (count) => {
    expect(claimsOf(CARD + "|".repeat(count))).toMatchObject({ extra: Array(count).fill("") });
  });

  test("may be followed by one that has still more, up to twenty", () => {
    expect(claimsOf(`${CARD}|||||Mới`)).toEqual({ ...READ, extra: ["", "", "", "", "Mới"] });
    expect(reasonOf(CARD + "|".repeat(13))).toBe("document-read");
    expect(reasonOf(CARD + "|".repeat(14))).toBe("not-understood");
  });

  test("never puts a field in another's place, whichever are empty", () => {
    const optional = fc.constantFrom(1, 2, 3, 4, 5);
    fc.assert(
      fc.property(fc.uniqueArray(optional), fc.boolean(), (empty, isLong) => {
        const names = ["personalId", "oldId", "fullName", "dob", "sex", "address", "issued"] as const;
        const text = card({ 1: "099000001", ...Object.fromEntries(empty.map((index) => [index, ""])) }) + (isLong ? "||||" : "");
        const expected = { ...READ, oldId: "099000001", ...Object.fromEntries(empty.map((index) => [names[index], null])) };
        expect(claimsOf(text)).toEqual(isLong ? { ...expected, extra: ["", "", "", ""] } : expected);
      }),
    );
  });
});

describe("a card of six fields, as programs expect it that forgot the old number", () => {
  const six = (changes: Readonly<Record<number, string>> = {}) => card(changes).replace("||", "|");

  test("is nobody's: it is not read by guessing where its fields belong", () => {
    expect(six()).toBe(`099190000001|${NAME}|15051990|Nữ|${ADDRESS}|20062021`);
    expect(judge(six())).toEqual({ reason: "document-invalid", format: "citizen-card", warnings: [] });
    expect(reasonOf(`CCCD:${six()}`)).toBe("document-invalid");
  });
});

describe("what the number says", () => {
  test.each([
    ["0", "1990", "Nam", []],
    ["1", "1990", "Nữ", []],
    ["2", "2090", "Nam", []],
    ["3", "2090", "Nữ", []],
    ["1", "1991", "Nữ", ["birth-year-mismatch"]],
    ["3", "1990", "Nữ", ["birth-year-mismatch"]],
    ["0", "1990", "Nữ", ["sex-mismatch"]],
    ["2", "1990", "Nữ", ["birth-year-mismatch", "sex-mismatch"]],
    ["0", "", "", []],
  ])("digit %s, born %s, %s: warnings %j", (digit, year, sex, warnings) => {
    expect(warningsOf(card({ 0: `099${digit}90000001`, 3: year, 4: sex }))).toEqual(warnings);
  });
});

describe("hostile text in a card", () => {
  test.each([
    ["a bidirectional override", "Nguyễn\u202eửhT", "NguyễnửhT"],
    ["a terminal escape", "\u001b[31mNguyễn", "[31mNguyễn"],
    ["NUL inside", "Ngu\0yễn", "Nguyễn"],
    ["a zero-width joiner", "Ngu\u200dyễn", "Nguyễn"],
    ["tags", "Nguyễn\u{e0041}", "Nguyễn"],
  ])("is taken out and warned of: %s", (_, written, fullName) => {
    expect(judge(card({ 2: written }))).toMatchObject({ claims: { fullName }, warnings: ["control-characters"] });
  });

  test.each(["<img src=x onerror=alert(1)>", "=HYPERLINK(1)", "'; DROP TABLE"])("stays what it is, text: %s", (fullName) => {
    expect(judge(card({ 2: fullName }))).toMatchObject({ claims: { fullName }, warnings: [] });
  });

  test("no control character of Unicode comes through in any field of letters", () => {
    const control = fc.constantFrom(
      ..."\0\u0007\u001b\u007f\u0085\u009b\u00ad\u061c\u200b\u200e\u202e\u2028\u2066\u2069\ufeff\ufff9\u{e0001}\u{e007f}",
    );
    fc.assert(
      fc.property(fc.constantFrom(2, 4, 5), control, fc.nat(5), (field, character, at) => {
        const text = `${"Thử An".slice(0, at)}${character}${"Thử An".slice(at)}`;
        const { claims, warnings } = judge(`${card({ [field]: text })}|${text}|||`);
        expect(JSON.stringify(claims)).not.toContain(character);
        expect(warnings).toContain("control-characters");
      }),
    );
  });

  test.each([
    ["a tab", "Nguyễn\tThử"],
    ["a line end", "Nguyễn\r\nThử"],
    ["a line separator", "Nguyễn\u2028Thử"],
    ["a vertical tab", "Nguyễn\vThử"],
  ])("that parted two words leaves a space between them: %s", (_, written) => {
    expect(judge(card({ 2: written }))).toMatchObject({ claims: { fullName: "Nguyễn Thử" }, warnings: ["control-characters"] });
  });

  test.each([
    ["TCVN3", "NguyÔn ThÞ KiÓm Thö"],
    ["TCVN3, in capitals", "nguyÔn v¨n ®øc"],
    ["VNI", "Nguyeãn Thò Kieåm Thöû"],
    ["GBK", "Nguy峄卬"],
    ["private letters", "Nguy\ue000n"],
  ])("letters that an old or a foreign character set shows are left as they are, with a warning: %s", (_, fullName) => {
    expect(judge(card({ 2: fullName }))).toMatchObject({ reason: "document-read", claims: { fullName }, warnings: ["text-lossy"] });
  });

  test.each(["François Nguyễn", "Y Ñiê", "H'Bĭa Ƀlô", "Ðặng", "Thôn 3/2, Km 5 – QL1A", "Số 12B·Ngõ 4"])(
    "other letters and signs that names and addresses do have are not warned of: %s",
    (written) => {
      expect(warningsOf(card({ 5: written }))).toEqual([]);
    },
  );

  test("letters lost on the way are warned of, the numbers stay", () => {
    expect(judge(card({ 2: "Nguy?n Th? Ki?m", 4: "N?" }))).toMatchObject({
      claims: { personalId: "099190000001", sex: null },
      warnings: ["text-lossy"],
    });
    expect(warningsOf(card({ 5: "Th\ufffdn" }))).toEqual(["text-lossy"]);
  });

  test("digits of other scripts are no digits", () => {
    expect(reasonOf(card({ 0: "٠٩٩١٩٠٠٠٠٠٠١" }))).toBe("not-understood");
    expect(reasonOf(card({ 3: "１５０５１９９０" }))).toBe("not-understood");
  });
});
