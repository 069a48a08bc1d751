// The paper that a technician takes to an office without a network.
import { displayLine } from "../core/display-text.ts";
import type { Change } from "../core/provisioning/difference.ts";
import type { ConfigurationPackage } from "../core/provisioning/package.ts";
import { type Device, nameOf } from "../core/provisioning/service-point.ts";
import { dateInVietnam } from "../core/time.ts";

/** What stands on a sheet. */
export interface Sheet {
  readonly offered: ConfigurationPackage;
  readonly fingerprint: string;
  /** The lines that a new kiosk marks with `!!`, to be compared with its screen. */
  readonly marked: readonly Change[];
  /** Where the office is, for people; absent: only the service point's name. */
  readonly label?: string;
  /** The codes as SVG documents, in their order. */
  readonly codes: readonly string[];
  /** The codes that say yes in place of a keyboard, as SVG documents: for the first device at the service point, the second, … */
  readonly confirmations: readonly string[];
}

/** The "phiếu cấu hình" as HTML for A4 paper, the codes that say yes on a page of their own: a camera sees the whole of a page. It holds no secret: whoever changes it makes codes that no kiosk takes. */
export function writeSheet({ offered, fingerprint, marked, label, codes, confirmations }: Sheet): string {
  const { servicePoint, serial, issuedAt, expiresAt, settings, device } = offered;
  const central = settings["central"];
  const url = typeof central === "object" && "url" in central ? central["url"] : "không có / none";
  const facts: readonly (readonly [string, string])[] = [
    ["Điểm phục vụ / service point", label === undefined ? servicePoint : `${servicePoint} (${label})`],
    ["Số thứ tự / serial", String(serial)],
    ["Lập ngày / made on", dateInVietnam(issuedAt)],
    ["Hết hạn ngày / expires on", dateInVietnam(expiresAt)],
    ["Máy chủ / central", String(url)],
    ["Dành cho thiết bị / for the device", device ?? "bất kỳ / any"],
  ];
  const rows = facts.map(([name, value]) => `<tr><th>${text(name)}</th><td>${text(value)}</td></tr>`).join("\n");
  const lines = marked.map(({ path, after = "" }) => `<tr><th>!! ${text(path)}</th><td>${text(after)}</td></tr>`).join("\n");
  const figures = codes.map((svg, at) => figure(svg, `${at + 1} / ${codes.length}`));
  const answers = confirmations.map((svg, at) => figure(svg, captionOf({ servicePoint, generation: at + 1 })));
  return `<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<title>Phiếu cấu hình ${text(servicePoint)}</title>
<style>${STYLE}</style>
<h1>Phiếu cấu hình <small>configuration sheet</small></h1>
<table>
${rows}
</table>
<p class="fingerprint"><span>Dấu vân tay / fingerprint</span> <b>${text(fingerprint)}</b></p>
<ol>
${STEPS.map(([vi, en]) => `<li>${text(vi)}<br><i>${text(en)}</i></li>`).join("\n")}
</ol>
${codes.length === 0 ? `<p>${text(NO_CODES[0])}<br><i>${text(NO_CODES[1])}</i></p>` : `<div class="codes">\n${figures.join("\n")}\n</div>`}
<section class="yes">
<h1>Mã xác nhận <small>confirmation codes · ${text(servicePoint)} · ${text(fingerprint)}</small></h1>
<p><b>${text(CONFIRM[0])}</b><br><i>${text(CONFIRM[1])}</i></p>
<div class="codes">
${answers.join("\n")}
</div>
<p>${text(MARKED[0])} <i>${text(MARKED[1])}</i></p>
<table class="marked">
${lines}
</table>
</section>
<p class="signed">Dấu vân tay thiết bị / device fingerprint: ____ ____ ____ ____<br>Người làm / done by: ____________________ &emsp; Ngày / date: ____________</p>
</html>
`;
}

const STEPS: readonly (readonly [string, string])[] = [
  [
    "Bật máy. Máy chưa cài đặt hiện trang cài đặt; nếu có bàn phím thì cũng có thể chạy: tram provision apply --config /etc/tram/kiosk.toml --serial THIẾT-BỊ (hoặc --camera, --from USB).",
    "Switch the kiosk on. One that is not set up shows its set-up page; where there is a keyboard, the command does the same.",
  ],
  ["Đưa từng mã dưới đây trước đầu đọc, thứ tự nào cũng được.", "Hold each code below before the reader, in any order."],
  [
    "Đọc những dòng thay đổi trên màn hình, nhất là dòng có dấu !!, và so với trang 2.",
    "Read the changes on the screen, above all those marked !!, and compare them with page 2.",
  ],
  [
    "Đúng thì đưa mã xác nhận ở trang 2, hoặc gõ 16 chữ in đậm (dấu vân tay). Máy báo không khớp thì dừng lại và gọi nơi phát hành.",
    "If they are right, hold up a confirmation code from page 2, or type the 16 bold letters. If it says that they do not fit, stop and call the operator.",
  ],
  [
    "Chụp mã ghi danh trên màn hình (hoặc để máy ghi vào USB) và mang về máy chủ; ghi dấu vân tay thiết bị xuống dưới.",
    "Take a picture of the enrolment code on the screen (or let the stick take it) back to central; write the device fingerprint down below.",
  ],
];

const MARKED: readonly [string, string] = [
  "Trước đó, so với màn hình: máy mới phải hiện đúng những dòng !! này, không thiếu, không thừa (id của máy thay thế có đuôi --2, --3).",
  "Before that, compare: a new kiosk shows these very lines with !!, and no others (the id of a replacement ends with --2, --3).",
];

const CONFIRM: readonly [string, string] = [
  "Chỉ đưa ra khi máy đã hiện những gì sẽ thay đổi, và bạn đã đọc. Chọn đúng một mã, che các mã kia.",
  "Hold up one of these, and cover the others, only when the kiosk shows what will change and you have read it.",
];

/** `máy đầu tiên / first device: hanoi-01`, `máy thay thế / replacement: hanoi-01--2`. */
function captionOf(device: Device): string {
  const what = device.generation === 1 ? "máy đầu tiên / first device" : "máy thay thế / replacement";
  return `${what}:<br><b>${text(nameOf(device) ?? device.servicePoint)}</b>`;
}

function figure(svg: string, caption: string): string {
  return `<figure>${withoutProlog(svg)}<figcaption>${caption}</figcaption></figure>`;
}

const NO_CODES: readonly [string, string] = [
  "Cấu hình này chỉ đi bằng USB: thư mục tram-provision.",
  "This configuration travels on a stick only: the folder tram-provision.",
];

/** A code of 101 modules, quiet zone included, on 60 mm has modules of 0.6 mm: readers with a resolution of 0.25 mm take it at arm's length. */
const STYLE = `
@page { size: A4; margin: 12mm }
body { font: 11pt/1.4 "Noto Sans", sans-serif; color: #000; background: #fff; max-width: 186mm; margin: auto }
h1 { font-size: 18pt; margin: 0 0 3mm } h1 small { font-weight: normal; font-size: 11pt }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; border-bottom: 0.2mm solid #999; padding: 0.6mm 2mm 0.6mm 0; font-weight: normal }
td { font-weight: bold; overflow-wrap: anywhere } i { color: #444 } li { margin-bottom: 1mm }
.marked { font-size: 9pt } .marked th { font-family: monospace; white-space: nowrap; vertical-align: top; padding-right: 4mm }
.fingerprint { border: 0.5mm solid #000; padding: 2mm; font-size: 11pt } .fingerprint b { font: bold 18pt monospace; letter-spacing: 0.5mm; white-space: nowrap }
.codes { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 3mm } figure { margin: 0; break-inside: avoid; text-align: center }
figure svg { width: 60mm; height: 60mm; display: block; margin: auto } .signed { margin-top: 5mm; line-height: 2.2 }
.yes { break-before: page; margin-top: 10mm } .yes figure svg { width: 30mm; height: 30mm } .yes p { margin: 0 0 2mm }
`;

function text(value: string): string {
  return displayLine(value).replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** The writer's SVG is a document of its own, as large as its pixels; on the sheet it is as large as its place. */
function withoutProlog(svg: string): string {
  return svg.slice(Math.max(0, svg.indexOf("<svg"))).replace(/^<svg width="(\d+)" height="(\d+)"/, '<svg viewBox="0 0 $1 $2"');
}
