import type { Role } from "../core/operator/role.ts";
import type { Way } from "../core/operator/session.ts";
import type { Text } from "../core/text.ts";

export const ROLE_WORDS: Readonly<Record<Role, Text>> = {
  viewer: { vi: "người xem", en: "viewer" },
  technician: { vi: "kỹ thuật viên", en: "technician" },
  operator: { vi: "người vận hành", en: "operator" },
  admin: { vi: "người quản trị", en: "administrator" },
  auditor: { vi: "kiểm toán viên", en: "auditor" },
};

export const WAY_WORDS: Readonly<Record<Way, Text>> = {
  password: { vi: "mật khẩu và mã", en: "password and code" },
  passkey: { vi: "khoá truy cập", en: "passkey" },
  oidc: { vi: "tài khoản cơ quan", en: "organisation's account" },
  link: { vi: "đường dẫn lần đầu", en: "first link" },
  demo: { vi: "bản thử", en: "demo" },
};

export const ACCOUNT_WORDS = {
  title: { vi: "Tài khoản của bạn", en: "Your account" },
  fleet: { vi: "Danh sách máy", en: "Kiosks" },
  signOut: { vi: "Đăng xuất", en: "Sign out" },
  choose: {
    vi: "Chọn cách đăng nhập từ nay về sau: khoá truy cập (nên dùng), hoặc mật khẩu cùng ứng dụng xác thực. Đường dẫn này chỉ dùng được lần này.",
    en: "Choose how you will sign in from now on: a passkey (best), or a password with an authenticator app. This link works this once only.",
  },
  badLink: {
    vi: "Đường dẫn này đã dùng, đã quá một ngày, hoặc đã được thay. Hãy xin người quản trị đường dẫn mới.",
    en: "This link was used, is older than a day, or was replaced. Ask your administrator for a new one.",
  },
  again: {
    vi: "Để đổi cách đăng nhập, hãy đăng xuất rồi đăng nhập lại (trong vòng 10 phút trước khi đổi).",
    en: "To change how you sign in, sign out and in again (not more than 10 minutes before).",
  },
  demo: {
    vi: "BẢN THỬ: ai ngồi ở máy này cũng được vào. Không có tài khoản thật.",
    en: "DEMO: whoever sits at this machine is in. There is no real account.",
  },
  passkeys: { vi: "Khoá truy cập (passkey)", en: "Passkeys" },
  passkeysHint: {
    vi: "Vân tay, khuôn mặt hoặc mã PIN của thiết bị; không có gì để người khác lừa lấy. Nên có hai khoá ở hai thiết bị.",
    en: "Your device's fingerprint, face or PIN; nothing that somebody could talk you into giving away. Best have two, on two devices.",
  },
  noPasskeys: {
    vi: "Địa chỉ này không có tên miền, nên không dùng được khoá truy cập.",
    en: "This address has no name, so there can be no passkeys.",
  },
  passkeyName: { vi: "Tên để nhận ra thiết bị", en: "A name for the device" },
  addPasskey: { vi: "Thêm khoá truy cập", en: "Add a passkey" },
  remove: { vi: "Bỏ", en: "Remove" },
  password: { vi: "Mật khẩu và mã một lần", en: "Password and one-time codes" },
  hasPassword: { vi: "Đã đặt. Mã dự phòng còn lại:", en: "Set. Recovery codes left:" },
  noPassword: { vi: "Chưa đặt.", en: "Not set." },
  setPassword: { vi: "Đặt mật khẩu và mã mới", en: "Set a new password and new codes" },
  scan: { vi: "1. Quét bằng ứng dụng xác thực", en: "1. Scan this with an authenticator app" },
  byHand: { vi: "hoặc gõ khoá này:", en: "or type this key:" },
  newPassword: { vi: "2. Mật khẩu mới, ít nhất 12 ký tự", en: "2. A new password, at least 12 characters" },
  passwordHint: { vi: "Một câu chỉ riêng bạn nghĩ ra là tốt nhất.", en: "A sentence that only you would think of is best." },
  code: { vi: "3. Mã 6 chữ số mà ứng dụng đang hiện", en: "3. The 6 digits that the app shows now" },
  save: { vi: "Lưu", en: "Save" },
  cancel: { vi: "Thôi", en: "Cancel" },
  wrongCode: {
    vi: "Mã chưa đúng; xem lại đồng hồ của điện thoại, rồi nhập mã đang hiện.",
    en: "This code is not right; look at your phone's clock, then type the one that it shows now.",
  },
  recovery: { vi: "Mã dự phòng: chỉ hiện lần này", en: "Recovery codes: shown this once" },
  recoveryHint: {
    vi: "Chép ra giấy, cất nơi khác với điện thoại. Mỗi mã dùng được một lần thay cho mã trong ứng dụng.",
    en: "Write them on paper, and keep it away from your phone. Each works once in place of the app's code.",
  },
  kept: { vi: "Tôi đã chép", en: "I have written them down" },
  sessions: { vi: "Đang đăng nhập", en: "Signed in now" },
  thisOne: { vi: "phiên này", en: "this one" },
  end: { vi: "Kết thúc", en: "End" },
  done: { vi: "Đã lưu. Các phiên khác của bạn đã kết thúc.", en: "Saved. Your other sessions have ended." },
  gone: { vi: "Không còn đúng như trang đang hiện; mời thử lại.", en: "It is no longer as this page shows it; please try again." },
  notMade: { vi: "Chưa tạo được khoá truy cập.", en: "No passkey was made." },
} as const satisfies Record<string, Text>;
