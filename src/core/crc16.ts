/** CRC-16/CCITT-FALSE (ISO/IEC 13239 with preset FFFF, no complement, polynomial 1021), as payment codes end in (EMVCo QR, tag 63). */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc;
}
