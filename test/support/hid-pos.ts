// A reader in HID-POS mode: its description, and the reports that carry a code. The layout is that of Honeywell's and Zebra's readers
// (report 2: count, three bytes of AIM identifier, 56 of data, one bit for "more follows"), described as HID Point of Sale 1.02 has it.
export const HID_POS_DESCRIPTOR = Uint8Array.of(
  0x05,
  0x8c,
  0x09,
  0x02,
  0xa1,
  0x01, // page bar code scanner, usage bar code scanner, application
  0x85,
  0x02,
  0x15,
  0x00,
  0x26,
  0xff,
  0x00,
  0x75,
  0x08, // report 2, bytes
  0x09,
  0x12,
  0xa1,
  0x02, // scanned data report, logical
  0x95,
  0x01,
  0x05,
  0x01,
  0x09,
  0x3b,
  0x81,
  0x02, // byte count
  0x05,
  0x8c,
  0x09,
  0xfb,
  0x09,
  0xfc,
  0x09,
  0xfd,
  0x95,
  0x03,
  0x81,
  0x02, // AIM identifier
  0x95,
  0x38,
  0x09,
  0xfe,
  0x82,
  0x02,
  0x01, // decoded data
  0x25,
  0x01,
  0x75,
  0x01,
  0x95,
  0x01,
  0x09,
  0xff,
  0x81,
  0x02, // decoded data continued
  0x75,
  0x07,
  0x81,
  0x03, // padding
  0xc0,
  0x85,
  0x04,
  0x75,
  0x08,
  0x95,
  0x3f,
  0x09,
  0x11,
  0x91,
  0x02,
  0xc0, // an output report for commands
);

const DATA_BYTES = 56;

/** The reports of one code, 62 bytes each. */
export function hidPosReports(code: Uint8Array): readonly Buffer[] {
  const reports: Buffer[] = [];
  for (let at = 0; at === 0 || at < code.length; at += DATA_BYTES) {
    const part = code.subarray(at, at + DATA_BYTES);
    const report = Buffer.alloc(62);
    report[0] = 2;
    report[1] = part.length;
    report.write("]Q1", 2);
    report.set(part, 5);
    report[61] = at + DATA_BYTES < code.length ? 1 : 0;
    reports.push(report);
  }
  return reports;
}
