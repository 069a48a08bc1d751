#!/usr/bin/env node
// The `tram` command: finds the program, nothing else.
import { stderr, stdout } from "node:process";
import { VERSION } from "./core/version.ts";

const EXIT_BROKEN_PIPE = 128 + 13;
const EXIT_CANNOT_CHECK = 3;

/** A program takes the words after `tram` and resolves to the exit code. */
type Program = (args: readonly string[]) => Promise<number>;

/** Finds the program that a word means; for one that means two, by the words after it. */
type Load = (rest: readonly string[]) => Promise<{ readonly run: Program }>;

const PROGRAMS: Readonly<Record<string, { readonly vi: string; readonly en: string; readonly load: Load }>> = {
  demo: {
    vi: "chạy thử mọi thứ trên bàn, không cần phần cứng",
    en: "try everything on a desk without hardware",
    load: () => import("./demo/main.ts"),
  },
  kiosk: { vi: "chạy máy quét tại quầy", en: "run the kiosk at a counter", load: () => import("./kiosk/main.ts") },
  central: {
    vi: "chạy máy chủ trung tâm, ghi nhận máy quét",
    en: "run the central server, enrol kiosks",
    load: () => import("./central/main.ts"),
  },
  audit: {
    vi: "trích nhật ký cho người kiểm tra, và kiểm tra bản trích",
    en: "export journals for an auditor, and verify an export",
    load: () => import("./central/main.ts"),
  },
  issue: { vi: "ghi giấy tờ thành mã QR", en: "write a credential as a QR code", load: () => import("./issuer/main.ts") },
  keys: { vi: "tạo khoá", en: "make keys", load: () => import("./issuer/main.ts") },
  verify: { vi: "kiểm tra mã không cần máy quét", en: "judge codes without a kiosk", load: () => import("./issuer/main.ts") },
  decode: { vi: "đọc mã QR trong ảnh", en: "read the QR codes in pictures", load: () => import("./issuer/main.ts") },
  trust: {
    vi: "công bố những gì máy quét tin: khoá, nơi cấp, thu hồi",
    en: "publish what kiosks believe: keys, issuers, revocations",
    load: () => import("./issuer/main.ts"),
  },
  receipt: { vi: "kiểm tra biên nhận của máy quét", en: "check a kiosk's receipt", load: () => import("./issuer/main.ts") },
  journal: {
    vi: "kiểm tra, xem hoặc xuất nhật ký của máy quét",
    en: "verify, show or export a kiosk's journal",
    load: () => import("./kiosk/main.ts"),
  },
  provision: {
    vi: "cài đặt, cấu hình lại, sao lưu và thay máy quét",
    en: "set up, re-configure, back up and replace a kiosk",
    load: () => import("./kiosk/main.ts"),
  },
  usb: {
    vi: "mang nhật ký và bộ tin cậy bằng USB",
    en: "carry journals and trust by stick",
    load: (rest) => (rest.some((word) => /^--data(=|$)/.test(word)) ? import("./central/main.ts") : import("./kiosk/main.ts")),
  },
  selftest: {
    vi: "tự kiểm tra từng bộ phận, như khi bật máy",
    en: "test each part, as at every start",
    load: () => import("./kiosk/main.ts"),
  },
  "test-card": { vi: "ghi thẻ kiểm tra camera (PDF)", en: "write the camera's test card (PDF)", load: () => import("./kiosk/main.ts") },
  acceptance: {
    vi: "nghiệm thu máy, biên bản có chữ ký của máy",
    en: "accept a kiosk, with a report that it signs",
    load: () => import("./kiosk/main.ts"),
  },
  technician: { vi: "đặt mã PIN của trang kỹ thuật", en: "set the PIN of the technician's page", load: () => import("./kiosk/main.ts") },
  gpio: {
    vi: "thử hoặc tắt đèn, còi, rơ-le",
    en: "test or switch off lamps, tones and relay",
    load: () => import("./kiosk/main.ts"),
  },
  reader: {
    vi: "tìm, hỏi và cài đặt đầu đọc mã",
    en: "find, ask and set up the code reader",
    load: () => import("./kiosk/main.ts"),
  },
  explain: {
    vi: "mã T-… nghĩa là gì, cần làm gì",
    en: "what a code T-... means, what to do",
    load: () => import("./kiosk/main.ts"),
  },
  staff: { vi: "mã nhân viên và thiết bị của quầy", en: "staff codes and paired devices", load: () => import("./kiosk/main.ts") },
  prompts: { vi: "lời nói của máy", en: "the spoken prompts", load: () => import("./kiosk/main.ts") },
  "hand-off": {
    vi: "chuyển kết quả sang hệ thống của quầy",
    en: "the counter's own systems",
    load: () => import("./kiosk/main.ts"),
  },
  language: { vi: "gói ngôn ngữ của màn hình", en: "language packs of the screen", load: () => import("./kiosk/main.ts") },
  support: {
    vi: "gói hỗ trợ cho người ở xa, không có dữ liệu cá nhân",
    en: "a support bundle, without personal data",
    load: () => import("./kiosk/main.ts"),
  },
  reset: { vi: "xoá sạch máy, có biên bản ký", en: "delete everything, with a signed statement", load: () => import("./kiosk/main.ts") },
  doctor: { vi: "có gì, thiếu gì, cần làm gì", en: "what is there, what is missing, what to do", load: () => import("./kiosk/main.ts") },
};

const HELP = `Trạm: máy quét mã QR, kiểm tra giấy tờ không cần mạng.
Trạm: a QR kiosk that verifies credentials offline.

Cách dùng / Usage: tram COMMAND [OPTIONS]

${Object.entries(PROGRAMS)
  .map(([name, { vi, en }]) => `  tram ${name.padEnd(10)} ${vi}\n${" ".repeat(18)}${en}`)
  .join("\n")}

Xem thêm / more: tram COMMAND --help. Mã thoát, JSON / exit codes, JSON: docs/command-line.md
`;

async function main([name, ...rest]: readonly string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    (name === undefined ? stderr : stdout).write(HELP);
    return name === undefined ? 2 : 0;
  }
  if (name === "--version" || name === "-V") {
    stdout.write(`${VERSION}\n`);
    return 0;
  }
  const program = Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
  if (!program) {
    const word = JSON.stringify(name);
    stderr.write(`tram: không có lệnh ${word}\ntram: there is no command ${word}\n\n${HELP}`);
    return 2;
  }
  const { run } = await program.load(rest);
  try {
    return await run([name, ...rest]);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    stderr.write(`tram ${name}: không làm được (${cause})\ntram ${name}: it could not be done: ${cause}\n`);
    return 1;
  }
}

// Whoever reads our output has gone, e.g. `head`: end as a program without a handler for SIGPIPE would. Output that cannot be
// written otherwise (a full disk) is a failure; 1 would say "refuse" where `tram verify` has judged nothing.
stdout.on("error", (error) => {
  if ("code" in error && error.code === "EPIPE") process.exit(EXIT_BROKEN_PIPE);
  stderr.write(`tram: the output cannot be written: ${error.message}\n`);
  process.exit(process.argv[2] === "verify" ? EXIT_CANNOT_CHECK : 1);
});
process.exitCode = await main(process.argv.slice(2));
