import type { CredentialType, DocumentType } from "../core/presentation.ts";
import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";

const WORDS: Readonly<Record<CredentialType | DocumentType, Text>> = {
  citizen: { vi: "Căn cước điện tử", en: "Citizen credential" },
  "health-insurance": { vi: "Bảo hiểm y tế điện tử", en: "Health insurance" },
  prescription: { vi: "Đơn thuốc", en: "Prescription" },
  student: { vi: "Thẻ học sinh", en: "Student card" },
  "household-address": { vi: "Địa chỉ số", en: "Digital address" },
  producer: { vi: "Người sản xuất", en: "Producer" },
  application: { vi: "Hồ sơ", en: "Application" },
  vaccination: { vi: "Tiêm chủng", en: "Vaccination" },
  "test-result": { vi: "Kết quả xét nghiệm", en: "Test result" },
  recovery: { vi: "Đã khỏi bệnh", en: "Recovery" },
  "health-card": { vi: "Thẻ sức khoẻ", en: "Health card" },
  "covid-pass": { vi: "Thẻ COVID", en: "COVID pass" },
  "citizen-card": { vi: "Thẻ căn cước", en: "Citizen card" },
  "health-insurance-card": { vi: "Thẻ bảo hiểm y tế", en: "Health insurance card" },
  "personal-number": { vi: "Số định danh", en: "Personal number" },
  "prescription-code": { vi: "Mã đơn thuốc", en: "Prescription code" },
  payment: { vi: "Mã thanh toán", en: "Payment code" },
  link: { vi: "Đường dẫn", en: "Link" },
};

/** The types that have a name, in the order in which a list offers them. */
export const TYPE_NAMES: readonly string[] = Object.keys(WORDS);

/** What clerks call a type of credential or document; one that a newer kiosk knows goes by its own name. */
export function typeWords(type: string, language: Language): string {
  return Object.hasOwn(WORDS, type) ? WORDS[type as keyof typeof WORDS][language] : type;
}
