/**
 * CRC-16 with the polynomial 1021, no reflection and no complement. Preset FFFF: CCITT-FALSE, as payment codes end in (EMVCo QR, tag 63);
 * preset 0: XMODEM, as readers of the GM65 family use it.
 */
export function crc16(bytes: Uint8Array, preset: 0xffff | 0 = 0xffff): number {
  let crc: number = preset;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc;
}
