// The paper that a technician takes to an office without a network.
import { displayLine } from "../core/display-text.ts";
import type { ConfigurationPackage } from "../core/provisioning/package.ts";
import { dateInVietnam } from "../core/time.ts";

/** What stands on a sheet. */
export interface Sheet {
  readonly offered: ConfigurationPackage;
  readonly fingerprint: string;
  /** Where the office is, for people; absent: only the service point's name. */
  readonly label?: string;
  /** The codes as SVG documents, in their order. */
  readonly codes: readonly string[];
}

/** The "phiếu cấu hình" as one HTML page for A4 paper. It holds no secret: whoever changes it makes codes that no kiosk takes. */
export function writeSheet({ offered, fingerprint, label, codes }: Sheet): string {
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
  const figures = codes.map((svg, at) => `<figure>${withoutProlog(svg)}<figcaption>${at + 1} / ${codes.length}</figcaption></figure>`);
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
<p class="signed">Dấu vân tay thiết bị / device fingerprint: ____ ____ ____ ____<br>Người làm / done by: ____________________ &emsp; Ngày / date: ____________</p>
</html>
`;
}

const STEPS: readonly (readonly [string, string])[] = [
  [
    "Trên máy, chạy lệnh: tram provision apply --config /etc/tram/kiosk.toml --serial /dev/serial/by-id/… (hoặc --camera, hoặc --from USB).",
    "On the kiosk, run this command (or with --camera, or with --from STICK).",
  ],
  ["Đưa từng mã dưới đây trước đầu đọc, thứ tự nào cũng được.", "Hold each code below before the reader, in any order."],
  [
    "Đọc những dòng thay đổi trên màn hình, nhất là dòng có dấu !!, và so với phiếu này.",
    "Read the changes on the screen, above all those marked !!, and compare them with this sheet.",
  ],
  [
    "Máy hỏi dấu vân tay: gõ 16 chữ in đậm trên phiếu. Máy báo không khớp thì dừng lại và gọi nơi phát hành.",
    "When it asks for the fingerprint, type the 16 bold letters of this sheet. If it says that they do not fit, stop and call the operator.",
  ],
  [
    "Chụp mã ghi danh trên màn hình (hoặc để máy ghi vào USB) và mang về máy chủ; ghi dấu vân tay thiết bị xuống dưới.",
    "Take a picture of the enrolment code on the screen (or let the stick take it) back to central; write the device fingerprint down below.",
  ],
];

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
.fingerprint { border: 0.5mm solid #000; padding: 2mm; font-size: 11pt } .fingerprint b { font: bold 18pt monospace; letter-spacing: 0.5mm; white-space: nowrap }
.codes { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 3mm } figure { margin: 0; break-inside: avoid; text-align: center }
figure svg { width: 60mm; height: 60mm; display: block; margin: auto } .signed { margin-top: 5mm; line-height: 2.2 }
`;

function text(value: string): string {
  return displayLine(value).replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** The writer's SVG is a document of its own, as large as its pixels; on the sheet it is as large as its place. */
function withoutProlog(svg: string): string {
  return svg.slice(Math.max(0, svg.indexOf("<svg"))).replace(/^<svg width="(\d+)" height="(\d+)"/, '<svg viewBox="0 0 $1 $2"');
}
