import type { Text } from "../core/text.ts";
import type { Language } from "./language.ts";

/** What clerks call the attributes of documents and credentials (docs/formats.md). */
const LABELS: Readonly<Record<string, Text>> = {
  fullName: { vi: "Họ và tên", en: "Full name" },
  familyName: { vi: "Họ", en: "Family name" },
  givenName: { vi: "Tên", en: "Given name" },
  dateOfBirth: { vi: "Ngày sinh", en: "Date of birth" },
  dob: { vi: "Ngày sinh", en: "Date of birth" },
  sex: { vi: "Giới tính", en: "Sex" },
  gender: { vi: "Giới tính", en: "Sex" },
  address: { vi: "Địa chỉ", en: "Address" },
  nationality: { vi: "Quốc tịch", en: "Nationality" },
  phone: { vi: "Điện thoại", en: "Phone" },
  email: { vi: "Thư điện tử", en: "E-mail" },
  guardian: { vi: "Người giám hộ", en: "Guardian" },
  photo: { vi: "Ảnh", en: "Photo" },
  id: { vi: "Số giấy tờ", en: "Document number" },
  personalId: { vi: "Số định danh", en: "Personal number" },
  oldId: { vi: "Số CMND cũ", en: "Former number" },
  issued: { vi: "Ngày cấp", en: "Issued on" },
  extra: { vi: "Thông tin khác trên thẻ", en: "Other fields of the card" },

  cardNo: { vi: "Số thẻ", en: "Card number" },
  cardNumber: { vi: "Số thẻ", en: "Card number" },
  benefitLevel: { vi: "Mức hưởng", en: "Benefit level" },
  facility: { vi: "Cơ sở y tế", en: "Health facility" },
  validFrom: { vi: "Từ ngày", en: "Valid from" },
  validTo: { vi: "Đến ngày", en: "Valid to" },
  managementCode: { vi: "Mã quản lý", en: "Management code" },
  livingArea: { vi: "Khu vực sống", en: "Living area" },
  fiveYearFrom: { vi: "Đủ 5 năm liên tục từ", en: "Five years without a gap from" },
  checkString: { vi: "Chuỗi kiểm tra", en: "Check string" },
  issuePlace: { vi: "Nơi cấp", en: "Place of issue" },

  code: { vi: "Mã đơn thuốc", en: "Prescription code" },
  prescriptionCode: { vi: "Mã đơn thuốc", en: "Prescription code" },
  issuedOn: { vi: "Ngày kê đơn", en: "Prescribed on" },
  items: { vi: "Thuốc", en: "Medicines" },

  immunizations: { vi: "Tiêm chủng", en: "Immunisations" },
  observations: { vi: "Kết quả xét nghiệm", en: "Observations" },
  conditions: { vi: "Bệnh", en: "Conditions" },
  allergies: { vi: "Dị ứng", en: "Allergies" },
  medications: { vi: "Thuốc", en: "Medicines" },
  otherResources: { vi: "Mục khác", en: "Other entries" },
  entries: { vi: "Nội dung", en: "Contents" },
  identifier: { vi: "Số chứng nhận", en: "Certificate number" },
  documentType: { vi: "Loại giấy tờ", en: "Kind of document" },
  documentNumber: { vi: "Số giấy tờ", en: "Document number" },
  additionalNumber: { vi: "Số khác", en: "Other number" },

  studentNumber: { vi: "Mã học sinh", en: "Student number" },
  schoolCode: { vi: "Mã trường", en: "School code" },
  class: { vi: "Lớp", en: "Class" },
  schoolYear: { vi: "Năm học", en: "School year" },

  addressCode: { vi: "Mã địa chỉ số", en: "Digital address" },
  communeCode: { vi: "Mã xã", en: "Commune code" },
  addressLines: { vi: "Địa chỉ", en: "Address" },
  plusCode: { vi: "Plus Code", en: "Plus Code" },

  growingAreaCode: { vi: "Mã vùng trồng", en: "Growing area" },
  products: { vi: "Nông sản", en: "Products" },
  areaSquareMetres: { vi: "Diện tích (m²)", en: "Area (m²)" },
  cooperative: { vi: "Hợp tác xã", en: "Cooperative" },

  applicationNumber: { vi: "Mã hồ sơ", en: "Application number" },
  procedureCode: { vi: "Mã thủ tục", en: "Procedure code" },
  office: { vi: "Nơi tiếp nhận", en: "Office" },
  dueDate: { vi: "Ngày hẹn trả", en: "Due on" },
  feeVnd: { vi: "Lệ phí (đ)", en: "Fee (VND)" },

  kind: { vi: "Loại đường dẫn", en: "Kind of link" },
  host: { vi: "Máy chủ", en: "Host" },
  gtin: { vi: "Mã sản phẩm (GTIN)", en: "Product (GTIN)" },
  variant: { vi: "Biến thể", en: "Variant" },
  lot: { vi: "Số lô", en: "Lot" },
  serial: { vi: "Số sê-ri", en: "Serial number" },
  extension: { vi: "Số sê-ri phụ", en: "Serial extension" },
  produced: { vi: "Ngày sản xuất", en: "Produced on" },
  packed: { vi: "Ngày đóng gói", en: "Packed on" },
  bestBefore: { vi: "Tốt nhất trước ngày", en: "Best before" },
  exp: { vi: "Hạn dùng", en: "Use by" },

  bin: { vi: "Ngân hàng (BIN)", en: "Bank (BIN)" },
  account: { vi: "Số tài khoản", en: "Account" },
  amount: { vi: "Số tiền", en: "Amount" },
  currency: { vi: "Loại tiền", en: "Currency" },
  message: { vi: "Nội dung chuyển khoản", en: "Message" },
  merchantName: { vi: "Đơn vị nhận tiền", en: "Merchant" },
  country: { vi: "Quốc gia", en: "Country" },
  aid: { vi: "Hệ thống thanh toán", en: "Payment network" },
  service: { vi: "Dịch vụ chuyển tiền", en: "Transfer service" },
  static: { vi: "Mã dùng nhiều lần", en: "Reusable code" },
};

/** What clerks call an attribute; any other goes by its own name. */
export function attributeLabel(name: string, language: Language): string {
  return Object.hasOwn(LABELS, name) ? (LABELS[name]?.[language] ?? name) : name;
}
