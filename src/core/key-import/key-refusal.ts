import type { Text } from "../text.ts";

/** Why a key, or what should hold one, does not enter a trust list: what is wrong, and what the operator does next. A closed list. */
export const KEY_REFUSALS = {
  "private-key": {
    vi: "đây là khoá bí mật; không nhận gì từ tệp này. Khoá đã lộ: nơi cấp phải bỏ khoá, tạo khoá mới và chỉ gửi phần công khai",
    en: "this is a private key; nothing is taken from this file. The key is no secret any more: its issuer must retire it, make a new one, and send the public half only",
  },
  "test-card-key": {
    vi: "đây là khoá của thẻ kiểm tra camera, ai cũng biết phần bí mật; không bao giờ dùng để tin giấy tờ",
    en: "this is the key of the camera's test card, whose private half everybody knows; it is never trusted",
  },
  "not-canonical": {
    vi: "khoá không viết theo cách chuẩn duy nhất (độ dài, base64url, số nằm ngoài trường); xin nơi cấp xuất lại khoá",
    en: "the key is not in its one canonical spelling (length, base64url, a number beyond the field); ask the issuer to export it again",
  },
  "small-order": {
    vi: "khoá Ed25519 có bậc nhỏ: ai cũng giả được chữ ký. Không dùng khoá này, hãy hỏi nơi cấp vì sao có nó",
    en: "an Ed25519 key of small order: anybody could forge its signatures. Do not use it, and ask the issuer where it comes from",
  },
  "not-torsion-free": {
    vi: "khoá Ed25519 có thành phần xoắn: máy này nhận chữ ký mà máy kia từ chối. Xin nơi cấp tạo khoá mới bằng thư viện thông thường",
    en: "an Ed25519 key with a torsion component: one verifier takes its signatures and another refuses them. Ask the issuer for a key made by an ordinary library",
  },
  "not-on-curve": {
    vi: "điểm của khoá không nằm trên đường cong: tệp bị hỏng, hoặc là khoá của đường cong khác. Xin nơi cấp gửi lại",
    en: "the key's point is not on its curve: the file is damaged, or the key is of another curve. Ask the issuer to send it again",
  },
  "too-short": {
    vi: "khoá RSA ngắn hơn 2048 bit, có thể bị phá; xin nơi cấp tạo khoá mới",
    en: "an RSA key of less than 2,048 bits, which can be broken; ask the issuer for a new one",
  },
  "too-long": {
    vi: "khoá RSA dài hơn 8192 bit, làm máy chậm; xin nơi cấp tạo khoá ngắn hơn",
    en: "an RSA key of more than 8,192 bits, which would keep kiosks busy; ask the issuer for a shorter one",
  },
  "weak-exponent": {
    vi: "số mũ công khai của khoá RSA không an toàn (phải là số lẻ từ 65537 đến 32 bit); xin nơi cấp tạo khoá mới",
    en: "the public exponent of this RSA key is not safe (it must be odd, from 65,537 to 32 bits); ask the issuer for a new key",
  },
  "weak-modulus": {
    vi: "môđun của khoá RSA dễ bị phân tích (chẵn, có ước nhỏ, hoặc do chip có lỗi ROCA tạo ra); xin nơi cấp tạo khoá mới trên thiết bị khác",
    en: "the modulus of this RSA key is easy to factor (even, with a small factor, or made by a chip with the ROCA flaw); ask the issuer for a new key from another device",
  },
  "unsupported-kind": {
    vi: "loại khoá này máy không kiểm được; chỉ nhận Ed25519, P-256, P-384, P-521 và RSA",
    en: "kiosks cannot verify with this kind of key; Ed25519, P-256, P-384, P-521 and RSA are taken",
  },
  "not-for-signing": {
    vi: "khoá ghi rằng nó dùng cho việc khác (mã hoá, thuật toán khác, không phải để ký giấy tờ); xin nơi cấp gửi khoá ký",
    en: "the key says that it is for something else (encryption, another algorithm, not for statements of the issuer); ask the issuer for the key that signs",
  },
  "weak-certificate": {
    vi: "chứng thư được ký bằng SHA-1 hoặc cách ký không rõ; xin nơi cấp chứng thư ký bằng SHA-256 trở lên, hoặc nhập riêng khoá",
    en: "the certificate is signed over SHA-1, or in a way that is not known; ask for one with SHA-256 or better, or import the bare key",
  },
  "critical-extension": {
    vi: "chứng thư có phần mở rộng bắt buộc mà máy không hiểu (RFC 5280 §4.2); xin nơi cấp chứng thư khác, hoặc nhập riêng khoá",
    en: "the certificate has a critical extension that is not understood here (RFC 5280 §4.2); ask for another one, or import the bare key",
  },
  revoked: {
    vi: "tài liệu ghi khoá này đã bị thu hồi; không nhập",
    en: "the document says that this key is revoked; it is left out",
  },
  "document-needed": {
    vi: "danh tính này phải tra trên mạng; hãy tải tài liệu DID về, kiểm tra nguồn, rồi nhập tệp đó",
    en: "this identifier must be looked up online; fetch its DID document, make sure where it comes from, and import that file",
  },
  "name-too-long": {
    vi: "tên khoá (kid) dài quá 200 ký tự; hãy xin nơi cấp tên ngắn hơn",
    en: "the key's name (kid) has more than 200 characters; ask the issuer for a shorter one",
  },
  "too-large": {
    vi: "tệp lớn hơn 1 MiB, chứng thư lớn hơn 4096 byte, hoặc tệp có quá nhiều phần; hãy chia nhỏ",
    en: "a file of more than 1 MiB, a certificate of more than 4,096 bytes, or a file of too many parts; split it",
  },
  "too-many-keys": {
    vi: "tệp có hơn 1000 khoá; hãy chia nhỏ",
    en: "a file of more than 1,000 keys; split it",
  },
  malformed: {
    vi: "không đọc được: tệp bị hỏng, bị cắt, hoặc có hai thành phần cùng tên; xin nơi cấp gửi lại",
    en: "it cannot be read: damaged, cut off, or with two members of one name; ask the issuer to send it again",
  },
  "no-key": {
    vi: "không thấy khoá nào; nhận JWK, JWKS, chứng thư X.509, khoá PEM, COSE_Key, tài liệu DID, did:key và did:jwk",
    en: "no key is in it; a JWK, JWKS, X.509 certificate, PEM key, COSE_Key, DID document, did:key or did:jwk is taken",
  },
} as const satisfies Record<string, Text>;
export type KeyRefusal = keyof typeof KEY_REFUSALS;
