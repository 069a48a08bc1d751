// One credential of each type, encoded by hand: what docs/formats.md says, and not what src/ does.
import type { Claims, CredentialType } from "../../src/core/presentation.ts";
import { array, bytes, int, map, text } from "./cbor-bytes.ts";
import { claimsSet, type MadeCredential, makeCredential, type Pair, type Recipe, type Statement } from "./credential-maker.ts";

/** A typed credential by hand. */
export interface TypedExample {
  readonly type: CredentialType;
  readonly vct: string;
  readonly pairs: readonly Pair[];
  /** Keys of the pairs that may be left out. */
  readonly optional: readonly number[];
  readonly claims: Claims;
}

/** What each type says, with every claim that it can have. */
export const TYPED_EXAMPLES: readonly TypedExample[] = [
  {
    type: "health-insurance",
    vct: "vn.tram.health-insurance",
    pairs: [
      [int(1), text("GD4990000000001")],
      [int(2), int(4)],
      [int(3), text("Trạm Y tế xã Ví Dụ")],
      [int(4), text("2026-01-01")],
      [int(5), text("2027-12-31")],
    ],
    optional: [5],
    claims: {
      cardNumber: "GD4990000000001",
      benefitLevel: 4,
      facility: "Trạm Y tế xã Ví Dụ",
      validFrom: "2026-01-01",
      validTo: "2027-12-31",
    },
  },
  {
    type: "prescription",
    vct: "vn.tram.prescription",
    pairs: [
      [int(1), text("99001abc1234-c")],
      [int(2), text("Trạm Y tế xã Ví Dụ")],
      [int(3), text("2026-11-23")],
      [
        int(4),
        array(
          array(text("Paracetamol"), text("500 mg"), text("20 viên"), text("ngày 2 lần, mỗi lần 1 viên")),
          array(text("Oresol"), text("4,1 g"), text("5 gói"), text("pha 200 ml, uống dần")),
        ),
      ],
    ],
    optional: [],
    claims: {
      prescriptionCode: "99001abc1234-c",
      facility: "Trạm Y tế xã Ví Dụ",
      issuedOn: "2026-11-23",
      items: [
        { name: "Paracetamol", strength: "500 mg", quantity: "20 viên", dose: "ngày 2 lần, mỗi lần 1 viên" },
        { name: "Oresol", strength: "4,1 g", quantity: "5 gói", dose: "pha 200 ml, uống dần" },
      ],
    },
  },
  {
    type: "student",
    vct: "vn.tram.student",
    pairs: [
      [int(1), text("HS-000123")],
      [int(2), text("99001501")],
      [int(3), text("9A2")],
      [int(4), text("2026-2027")],
    ],
    optional: [],
    claims: { studentNumber: "HS-000123", schoolCode: "99001501", class: "9A2", schoolYear: "2026-2027" },
  },
  {
    type: "household-address",
    vct: "vn.tram.household-address",
    pairs: [
      [int(1), text("99001-0042")],
      [int(2), text("99001")],
      [int(3), array(text("Số 7, thôn Thử Nghiệm"), text("Xã Ví Dụ, Tỉnh Mẫu"))],
      [int(4), text("7P28RV5X+9J")],
    ],
    optional: [4],
    claims: {
      addressCode: "99001-0042",
      communeCode: "99001",
      addressLines: ["Số 7, thôn Thử Nghiệm", "Xã Ví Dụ, Tỉnh Mẫu"],
      plusCode: "7P28RV5X+9J",
    },
  },
  {
    type: "producer",
    vct: "vn.tram.producer",
    pairs: [
      [int(1), text("VN-TMOR-0001")],
      [int(2), array(text("Vải"), text("Nhãn"))],
      [int(3), int(12_500)],
      [int(4), text("Hợp tác xã Ví Dụ")],
    ],
    optional: [4],
    claims: { growingAreaCode: "VN-TMOR-0001", products: ["Vải", "Nhãn"], areaSquareMetres: 12_500, cooperative: "Hợp tác xã Ví Dụ" },
  },
  {
    type: "application",
    vct: "vn.tram.application",
    pairs: [
      [int(1), text("H99.01-261123-0007")],
      [int(2), text("1.001234")],
      [int(3), text("UBND xã Ví Dụ")],
      [int(4), text("2026-12-07")],
      [int(5), int(50_000)],
    ],
    optional: [4, 5],
    claims: {
      applicationNumber: "H99.01-261123-0007",
      procedureCode: "1.001234",
      office: "UBND xã Ví Dụ",
      dueDate: "2026-12-07",
      feeVnd: 50_000,
    },
  },
];

/** The `cti` of credentials made here. */
export const CREDENTIAL_ID: Pair = [int(7), bytes(new Uint8Array(16).fill(7))];

/** What makes a typed credential differ from a valid one. */
export interface TypedRecipe extends Statement, Pick<Recipe, "key"> {
  readonly vct?: Uint8Array;
  /** The map of typed claims, encoded; null leaves it out. */
  readonly typed?: Uint8Array | null;
}

/** A typed credential signed by the test issuer, about nobody unless `identity` says something. */
export function makeTyped(example: Pick<TypedExample, "vct" | "pairs">, recipe: TypedRecipe = {}): MadeCredential {
  const { vct = text(example.vct), typed = map(...example.pairs), identity = null, more = [CREDENTIAL_ID], key, ...statement } = recipe;
  const claims: Pair[] = [...more, [int(11), vct], ...(typed === null ? [] : [[int(-65_537), typed] as const])];
  return makeCredential({ payload: claimsSet({ ...statement, identity, more: claims }), ...(key && { key }) });
}
