import { describe, expect, test } from "vitest";
import { judge, reasonOf } from "../support/judging.ts";
import { hasSharedVectors, sharedVectors } from "../support/shared-vectors.ts";

const AT_2026 = Date.UTC(2026, 5, 1) / 1000;
const hex = (text: string) => Buffer.from(text).toString("hex");
const NAME = "Nguyễn Thị Kiểm Thử";
const FIELDS = [
  "GD4990000000001",
  hex(NAME),
  "15/05/1990",
  "2",
  hex("Xã Ví Dụ, Tỉnh Mẫu"),
  "99 - 001",
  "01/01/2026",
  "31/12/2026",
  "20/12/2025",
  "99010000000001",
  "-",
  "4",
  " 01/01/2030",
  "0123456789abcdef-7102",
] as const;
const READ = {
  cardNo: "GD4990000000001",
  fullName: NAME,
  dob: "1990-05-15",
  sex: "F",
  address: "Xã Ví Dụ, Tỉnh Mẫu",
  facility: "99001",
  validFrom: "2026-01-01",
  validTo: "2026-12-31",
  issued: "2025-12-20",
  managementCode: "99010000000001",
  guardian: null,
  livingArea: "4",
  fiveYearFrom: "2030-01-01",
  checkString: "0123456789abcdef-7102",
  benefitLevel: null,
  issuePlace: null,
};

/** The card with some fields replaced, by their index; it ends as it should. */
function card(changes: Readonly<Record<number, string>> = {}): string {
  return `${FIELDS.map((field, index) => changes[index] ?? field).join("|")}|$`;
}

const read = (text: string, at = AT_2026) => judge(text, { at });

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly expect: Readonly<Record<string, unknown>>;
}

const WARNINGS: Readonly<Record<string, string>> = { LOSSY_TEXT: "text-lossy", NO_TERMINATOR: "end-missing" };

describe.skipIf(!hasSharedVectors())("the published rows", () => {
  const rows: readonly Row[] = hasSharedVectors()
    ? sharedVectors("vietnam.jsonl")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
    : [];

  test.each(rows.filter(({ kind }) => kind === "bhyt").map((row) => [row.id, row] as const))("%s", (_, row) => {
    const { warn, status, ...fields } = row.expect;
    const decision = read(row.text);
    expect(decision).toMatchObject({ reason: "document-read", format: "health-insurance-card", claims: fields });
    const warnings = [
      ...(warn === undefined ? [] : [WARNINGS[String(warn)]]),
      ...(status === "EXPIRED_ON_PAPER" ? ["expired-on-paper"] : []),
    ];
    expect(decision.warnings).toEqual(warnings);
  });
});

describe("the insurance card", () => {
  test("is read, every field of it, and nothing is verified", () => {
    expect(read(card())).toEqual({
      reason: "document-read",
      format: "health-insurance-card",
      type: "health-insurance-card",
      claims: READ,
      disclosed: {},
      warnings: [],
    });
  });

  test("of 2021 has a benefit level and a place of issue", () => {
    const text = `${card({ 0: "9900000001", 4: "-", 7: "-" }).slice(0, -2)}|4|${hex("Xã Ví Dụ")}|$`;
    expect(read(text).claims).toEqual({
      ...READ,
      cardNo: "9900000001",
      address: null,
      validTo: null,
      benefitLevel: "4",
      issuePlace: "Xã Ví Dụ",
    });
  });

  test("reads the same in capitals, which is how many programs pass it on", () => {
    expect(read(card().toUpperCase()).claims).toEqual({ ...READ, checkString: "0123456789ABCDEF-7102" });
  });

  test.each(["GD4990000000001", "GD401AA30000001", "9900000001", "099190000001", "gd4990000000001"])("may have the number %s", (cardNo) => {
    expect(read(card({ 0: cardNo })).claims).toMatchObject({ cardNo: cardNo.toUpperCase() });
  });

  test.each(["GD499000000000", "G14990000000001", "99000000012", "GD49900000000011", "990000000"])(
    "cannot have the number %s",
    (cardNo) => {
      expect(reasonOf(card({ 0: cardNo }))).toBe("document-invalid");
    },
  );

  test.each([
    ["1950", "1950"],
    ["00/00/1950", "1950"],
    ["1/1/1950", "1950-01-01"],
    ["01/1/1950", "1950-01-01"],
    ["15051950", "1950-05-15"],
    ["", null],
  ])("has the date of birth %j: %j", (written, dob) => {
    expect(read(card({ 2: written })).claims).toMatchObject({ dob });
  });

  test.each(["31/02/1990", "15/051990", "1505/1990", "15/13/1990", "1/1/90", "//", "0/0/0000", "15/00/1990"])(
    "cannot have the date of birth %j",
    (written) => {
      expect(reasonOf(card({ 2: written }))).toBe("document-invalid");
    },
  );

  test.each([6, 7, 8, 12])("cannot have a wrong date, or a year alone, in field %d", (field) => {
    for (const written of ["31/02/2026", "2026", "00/00/2026", "x"]) expect(reasonOf(card({ [field]: written }))).toBe("document-invalid");
  });

  test.each([
    ["1", "M"],
    ["2", "F"],
    ["0", null],
    ["3", null],
  ])("has the sex %j: %j", (written, sex) => {
    expect(read(card({ 3: written }))).toMatchObject({ reason: "document-read", claims: { sex } });
  });

  test.each(["-", "–", "—", "−", ""])("has no last day, guardian or area where it says %j", (written) => {
    expect(read(card({ 7: written, 10: written, 11: written }))).toMatchObject({
      claims: { validTo: null, guardian: null, livingArea: null },
      warnings: [],
    });
  });

  test("may have fields that nobody has described yet, before its end", () => {
    const text = `${card().slice(0, -2)}|4|${hex("Xã Ví Dụ")}|x|y|$`;
    expect(read(text)).toMatchObject({
      reason: "document-read",
      claims: { ...READ, benefitLevel: "4", issuePlace: "Xã Ví Dụ" },
      warnings: [],
    });
  });

  test.each([
    ["01 - 043", "01043"],
    ["01 – 043", "01043"],
    ["01 - C54", "01C54"],
    ["01043", "01043"],
    ["", null],
    ["-", null],
  ])("has the facility %j: %j", (written, facility) => {
    expect(read(card({ 5: written })).claims).toMatchObject({ facility });
  });

  test("has names in hex of UTF-8, or as they are", () => {
    expect(read(card({ 1: hex(NAME.normalize("NFD")) })).claims).toMatchObject({ fullName: NAME });
    expect(read(card({ 1: NAME })).claims).toMatchObject({ fullName: NAME });
    expect(read(card({ 10: hex("Phạm Thị Mẹ") })).claims).toMatchObject({ guardian: "Phạm Thị Mẹ" });
  });

  test.each([
    ["lost letters", "ph?m th? m?"],
    ["half a byte", hex("Phạm An").slice(0, -1)],
    ["half a letter", hex("Mẹ").slice(0, -2)],
    ["bytes of another character set", "4e677579f86e"],
  ])("says nothing of a guardian with %s, and warns", (_, written) => {
    expect(read(card({ 10: written }))).toMatchObject({ claims: { guardian: null }, warnings: ["text-lossy"] });
  });

  test("has hostile text in hex taken out, too", () => {
    expect(read(card({ 1: hex("Nguyễn\u202e\u001b[31m\0Thử") }))).toMatchObject({
      claims: { fullName: "Nguyễn[31mThử" },
      warnings: ["control-characters"],
    });
  });
});

describe("the end of the card", () => {
  test("may come early: short cards exist", () => {
    const short = `${FIELDS.slice(0, 9).join("|")}|$`;
    expect(read(short)).toMatchObject({
      reason: "document-read",
      claims: { ...READ, managementCode: null, livingArea: null, fiveYearFrom: null, checkString: null },
      warnings: [],
    });
  });

  test("may be missing, with a warning", () => {
    expect(read(card().slice(0, -2))).toMatchObject({ reason: "document-read", claims: READ, warnings: ["end-missing"] });
  });

  test.each(["GD4990000000001", "9900000001", "099190000001"])(
    "missing anywhere, the card %s is never taken for whole, nor called wrong",
    (cardNo) => {
      const text = card({ 0: cardNo });
      for (let length = cardNo.length + 1; length < text.length; length++) {
        const { reason, warnings } = read(text.slice(0, length));
        expect([length, reason]).toEqual([length, reason === "document-read" ? "document-read" : "truncated"]);
        if (reason === "document-read") expect(warnings).toContain("end-missing");
      }
    },
  );
});

describe("what the card says of its own validity", () => {
  const at = (year: number, month: number, day: number, hourUtc: number) => Date.UTC(year, month - 1, day, hourUtc) / 1000;
  test.each<[string, number, string[]]>([
    ["the last day, in Việt Nam", at(2026, 12, 31, 16), []],
    ["the day after, in Việt Nam", at(2026, 12, 31, 17), ["expired-on-paper"]],
    ["the first day, in Việt Nam", at(2025, 12, 31, 17), []],
    ["the day before, in Việt Nam", at(2025, 12, 31, 16), ["not-yet-valid-on-paper"]],
  ])("is a warning, never a refusal: %s", (_, time, warnings) => {
    expect(read(card(), time)).toMatchObject({ reason: "document-read", warnings });
  });

  test("is nothing where the card has no last day", () => {
    expect(read(card({ 7: "-" }), at(2190, 1, 1, 0)).warnings).toEqual([]);
  });
});

describe("citizen cards and insurance cards are never taken for each other", () => {
  test.each(["9900000001", "099190000001"])("whatever number the card has: %s", (cardNo) => {
    // "VU THI HA" has no letter in its hex digits.
    for (const name of [hex(NAME), hex("VU THI HA"), NAME, ""])
      expect(read(card({ 0: cardNo, 1: name, 4: "-" })).format).toBe("health-insurance-card");
    expect(read(`${cardNo}|${hex("VU THI HA")}|1990|2|-|99 - 001|-|-|20/12/2025|$`).format).toBe("health-insurance-card");
    expect(read(`${cardNo}|${hex("VU THI HA")}|1990|2|-|99 - 001|||20/12/2025|$`).format).toBe("health-insurance-card");
  });

  test("nor the number alone, which is a document of its own", () => {
    expect(judge("099190000001")).toMatchObject({
      reason: "document-read",
      type: "personal-number",
      claims: { personalId: "099190000001" },
    });
    for (const digits of ["09919000000", "0991900000011", "09919000000x", "0".repeat(7089)])
      expect(reasonOf(digits)).toBe("not-understood");
  });
});
