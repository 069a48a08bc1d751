import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reportAssembler, scanReportOf } from "../../../src/core/readers/hid-report.ts";
import { MAX_SYMBOL_BYTES } from "../../../src/core/scan.ts";
import { HID_POS_DESCRIPTOR, hidPosReports } from "../../support/hid-pos.ts";

function layout() {
  const report = scanReportOf(HID_POS_DESCRIPTOR);
  if (!report) throw new Error("no such reader");
  return report;
}

describe("a reader in HID-POS mode", () => {
  test("says where in its reports a code stands", () => {
    expect(layout()).toEqual({ id: 2, data: { offset: 40, bits: 448 }, count: { offset: 8, bits: 8 }, more: { offset: 488, bits: 1 } });
  });

  test("a code of any length comes through, every byte of it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (code) => {
        const assembler = reportAssembler(layout());
        const symbols = hidPosReports(code).flatMap((report) => assembler.report(report) ?? []);
        expect(Buffer.concat(symbols)).toEqual(Buffer.from(code));
        expect(assembler.isHolding).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  test("reports of another number, an empty code and a report that is cut short are no scan", () => {
    const assembler = reportAssembler(layout());
    expect(assembler.report(Uint8Array.of(3, 1, 0x5d, 0x51, 0x31, 0x41))).toBeUndefined();
    for (const report of hidPosReports(new Uint8Array())) expect(assembler.report(report)).toBeUndefined();
    expect(assembler.report(Uint8Array.of(2, 5))).toBeUndefined();
  });

  test("the beginning of a code whose rest never came does not begin the next", () => {
    const assembler = reportAssembler(layout());
    const [first] = hidPosReports(new Uint8Array(100).fill(0x41));
    assembler.report(first ?? new Uint8Array());
    expect(assembler.isHolding).toBe(true);
    assembler.forget();
    expect(hidPosReports(Buffer.from("next")).map((report) => assembler.report(report))).toEqual([Uint8Array.from(Buffer.from("next"))]);
  });

  test("what is longer than any code is dropped whole, and the next one is read", () => {
    const assembler = reportAssembler(layout());
    for (const report of hidPosReports(new Uint8Array(MAX_SYMBOL_BYTES + 1).fill(0x41))) expect(assembler.report(report)).toBeUndefined();
    expect(assembler.dropped).toBe(1);
    expect(hidPosReports(Buffer.from("next")).map((report) => assembler.report(report))).toEqual([Uint8Array.from(Buffer.from("next"))]);
  });

  test("without a count the code ends before the zeros, and without numbers reports begin with data", () => {
    const plain = Uint8Array.of(0x05, 0x8c, 0x09, 0x02, 0xa1, 0x01, 0x75, 0x08, 0x95, 0x20, 0x09, 0xfe, 0x81, 0x02, 0xc0);
    const report = scanReportOf(plain);
    expect(report).toEqual({ id: undefined, data: { offset: 0, bits: 256 } });
    if (report) expect(reportAssembler(report).report(Buffer.from("abc".padEnd(32, "\0")))).toEqual(Uint8Array.from(Buffer.from("abc")));
  });

  test("where nothing says that a code goes on, a full report waits for the next, or for quiet", () => {
    const assembler = reportAssembler({ id: undefined, data: { offset: 0, bits: 256 } });
    const [full, rest] = [Buffer.from("0123456789abcdef".repeat(2)), Buffer.from("end".padEnd(32, "\0"))];
    expect(assembler.report(full)).toBeUndefined();
    expect(assembler.report(rest)).toEqual(Uint8Array.from(Buffer.from(`${full}end`)));
    expect(assembler.report(full)).toBeUndefined();
    expect(assembler.quiet()).toEqual(Uint8Array.from(full));
    expect(assembler.quiet()).toBeUndefined();
  });

  test("Push puts aside what Pop takes back, and Pop of nothing is a broken description", () => {
    // Report size 8, count 32, pushed, spoilt, popped.
    const head = [0x05, 0x8c, 0x09, 0x02, 0xa1, 0x01, 0x75, 0x08, 0x95, 0x20];
    const tail = [0x09, 0xfe, 0x81, 0x02, 0xc0];
    const spoilt = [0xa4, 0x05, 0x01, 0x75, 0x01, 0x95, 0x01, 0xb4];
    expect(scanReportOf(Uint8Array.from([...head, ...spoilt, ...tail]))).toEqual({ id: undefined, data: { offset: 0, bits: 256 } });
    expect(scanReportOf(Uint8Array.from([...head, 0xb4, ...tail]))).toBeUndefined();
  });
});

describe("what is no such reader", () => {
  const keyboard = Uint8Array.of(
    0x05,
    0x01,
    0x09,
    0x06,
    0xa1,
    0x01,
    0x05,
    0x07,
    0x19,
    0xe0,
    0x29,
    0xe7,
    0x15,
    0x00,
    0x25,
    0x01,
    0x75,
    0x01,
    0x95,
    0x08,
    0x81,
    0x02,
    0xc0,
  );

  test.each([
    ["a keyboard", keyboard],
    ["nothing", new Uint8Array()],
    ["a description that is cut short", HID_POS_DESCRIPTOR.subarray(0, 50)],
    ["one with long items", Uint8Array.of(0xfe, 1, 2, 3)],
    ["one with reports beyond all size", Uint8Array.of(0x05, 0x8c, 0x75, 0x08, 0x97, 0xff, 0xff, 0xff, 0x7f, 0x09, 0xfe, 0x81, 0x02)],
  ])("is told: %s", (_, descriptor) => {
    expect(scanReportOf(descriptor)).toBeUndefined();
  });

  test("no bytes make it throw, whether they describe or report", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 80 }), (descriptor, report) => {
        scanReportOf(descriptor);
        reportAssembler(layout()).report(report);
      }),
      { numRuns: 200 },
    );
  });
});
