import { PRESCRIPTION_CODE } from "../core/formats/prescription-code.ts";
import type { Text } from "../core/text.ts";
import { dateInVietnam, type EpochSeconds } from "../core/time.ts";
import type { Fact, WalletType } from "../core/wallet.ts";

/** What one credential of the demo states. */
export interface Paper {
  /** As issue() takes them (docs/formats.md). */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly validDays: number;
  /** The same for the holder's eyes; the first tells it from others. */
  readonly facts: readonly Fact[];
}

export const DAY_SECONDS = 86_400;

/** Nobody: province 099 is unassigned, and the names say that they are for trying out. */
export const PERSON = {
  id: "099190000001",
  language: "vie",
  fullName: "Nguyễn Thị Kiểm Thử",
  dateOfBirth: "19900515",
  gender: 2,
  address: "Thôn Thử Nghiệm\nXã Ví Dụ\nTỉnh Mẫu",
  nationality: "VN",
};
/** Beside typed claims stands no more of a person than their counter needs. */
const { fullName, dateOfBirth } = PERSON;
const NAME = fact("Họ và tên", "Name", fullName);

/** The commune of the demo; no commune has this code. */
export const COMMUNE_CODE = "99001";
/** What the demo's application costs, in VND. */
const FEE_VND = 150_000;

/** A paper of this type, dated around `now`. `serial` is 7 letters and digits that no other paper has. */
export function paperOf(type: WalletType, now: EpochSeconds, serial: string): Paper {
  return PAPERS[type](now, serial);
}

const PAPERS: Readonly<Record<WalletType, (now: EpochSeconds, serial: string) => Paper>> = {
  citizen: () => ({
    claims: PERSON,
    validDays: 365,
    facts: [NAME, fact("Số", "Number", PERSON.id), fact("Ngày sinh", "Born", "15/05/1990")],
  }),
  "health-insurance": (now) => {
    const cardNumber = "GD4990000000001";
    const facility = "Trạm Y tế xã Ví Dụ (99001)";
    const [validFrom, validTo] = [dateInVietnam(now - 30 * DAY_SECONDS), dateInVietnam(now + 335 * DAY_SECONDS)];
    return {
      claims: { fullName, dateOfBirth, cardNumber, benefitLevel: 4, facility, validFrom, validTo },
      validDays: 335,
      facts: [fact("Số thẻ", "Card", cardNumber), NAME, fact("Nơi khám ban đầu", "First facility", facility)],
    };
  },
  prescription: (now, serial) => {
    const prescriptionCode = `99001${serial}-c`;
    if (!PRESCRIPTION_CODE.test(prescriptionCode)) throw new Error(`demo: ${serial} makes no prescription code`);
    const items = [
      { name: "Paracetamol", strength: "500 mg", quantity: "10 viên", dose: "Ngày 2 lần, mỗi lần 1 viên" },
      { name: "Vitamin C", strength: "500 mg", quantity: "20 viên", dose: "Ngày 1 viên sau ăn" },
    ];
    return {
      claims: { fullName, prescriptionCode, facility: "Trạm Y tế xã Ví Dụ", issuedOn: dateInVietnam(now), items },
      validDays: 5,
      facts: [
        fact("Mã đơn thuốc", "Prescription", prescriptionCode),
        NAME,
        fact("Thuốc", "Medicines", items.map(({ name, strength }) => `${name} ${strength}`).join(", ")),
      ],
    };
  },
  student: (now) => {
    const [studentNumber, className, schoolYear] = ["HS-99-0001", "9A", schoolYearAt(now)];
    return {
      claims: { fullName, studentNumber, schoolCode: "99000701", class: className, schoolYear },
      validDays: 270,
      facts: [fact("Mã học sinh", "Student", studentNumber), NAME, fact("Lớp", "Class", `${className} · ${schoolYear}`)],
    };
  },
  "household-address": () => {
    const addressCode = "VD-99001-000123";
    const addressLines = ["Số 1, đường Thử Nghiệm", "Thôn Thử Nghiệm", "Xã Ví Dụ, Tỉnh Mẫu"];
    return {
      claims: { fullName, addressCode, communeCode: COMMUNE_CODE, addressLines, plusCode: "7P28RV5X+9J" },
      validDays: 365,
      facts: [fact("Địa chỉ", "Address", addressLines.join(", ")), fact("Mã địa chỉ", "Address code", addressCode)],
    };
  },
  producer: () => {
    const [growingAreaCode, cooperative, products] = ["VN-MAU-0099", "Hợp tác xã Ví Dụ", ["Vải thiều", "Nhãn lồng"]];
    return {
      claims: { fullName, growingAreaCode, products, areaSquareMetres: 12_500, cooperative },
      validDays: 365,
      facts: [
        fact("Nông sản", "Products", products.join(", ")),
        fact("Mã vùng trồng", "Growing area", growingAreaCode),
        fact("Hợp tác xã", "Cooperative", cooperative),
      ],
    };
  },
  application: (now, serial) => {
    const applicationNumber = `H99-${serial.toUpperCase()}`;
    const office = "UBND xã Ví Dụ";
    return {
      claims: {
        fullName,
        applicationNumber,
        procedureCode: "1.000099",
        office,
        dueDate: dateInVietnam(now + 10 * DAY_SECONDS),
        feeVnd: FEE_VND,
      },
      validDays: 40,
      facts: [
        fact("Mã hồ sơ", "Application", applicationNumber),
        fact("Nơi nhận", "Office", office),
        fact("Lệ phí", "Fee", `${FEE_VND.toLocaleString("vi-VN")} đ`),
      ],
    };
  },
};

/** A school year begins in September (the ministry's yearly schedule). */
function schoolYearAt(now: EpochSeconds): string {
  const [year = 0, month = 0] = dateInVietnam(now).split("-").map(Number);
  const first = month >= 9 ? year : year - 1;
  return `${first}-${first + 1}`;
}

function fact(vi: string, en: string, value: string): Fact {
  const label: Text = { vi, en };
  return { label, value };
}
