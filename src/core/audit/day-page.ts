// The daily report as a page of HTML that stands for itself: no script, no other file, A4 when it is printed.
import { drawQr } from "../qr-drawing.ts";
import { asPrinted } from "../staff-printed.ts";
import type { Text } from "../text.ts";
import { isoTimeInVietnam } from "../time.ts";
import { type CountedTable, type DayReport, DRAWN_VERDICTS, noteElement, remarksOf, tablesOf } from "./day-report.ts";

const STYLE = `*{box-sizing:border-box}@page{size:A4;margin:14mm}body{font:10pt/1.35 "Noto Sans",system-ui,sans-serif;color:#111;max-width:182mm;margin:6mm auto}
h1{font-size:18pt;margin:0;line-height:1.1}h2{font-size:10pt;margin:5mm 0 1mm;border-bottom:.3mm solid #111}small,.en{color:#555;font-size:8pt;font-weight:400}
.head{display:flex;justify-content:space-between}.tiles{display:grid;grid-template-columns:repeat(6,1fr);gap:1.5mm;margin:4mm 0}
.tiles div{border:.25mm solid #999;padding:1mm 2mm}.tiles b{display:block;font-size:15pt}table{border-collapse:collapse;width:100%}
tr{break-inside:avoid}td{border-bottom:.1mm solid #bbb;padding:.6mm 2mm;vertical-align:top}td:first-child{text-align:right;font-weight:700;width:14mm}
td:nth-child(2){width:16mm}.end{display:flex;gap:7mm;break-inside:avoid;margin-top:5mm}.end svg{width:62mm;height:62mm;flex:none}
pre{font-size:6.5pt;white-space:pre-wrap;overflow-wrap:anywhere;margin:2mm 0}.sign{display:grid;grid-template-columns:1fr 1fr;gap:6mm;margin-top:3mm}
.sign div{border-bottom:.2mm solid #111;height:24mm}`;

const CHART = { slot: 30, height: 150, hours: 24 } as const;

/** The page. */
export function dayPage(report: DayReport): string {
  const { kiosk, day, madeAt, version, entries } = report;
  const range = entries ? `Mục nhật ký · journal entries ${entries.first} – ${entries.last}` : "Không có mục nào · no entries";
  return `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Báo cáo ngày ${escaped(kiosk)} ${escaped(day)}</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body>
<div class="head"><h1>Báo cáo ngày<br><small>Daily report</small></h1><div><b>${escaped(kiosk)} · ${asPrinted(day)}</b><br>${range}<br>
<small>in lúc / printed ${isoTimeInVietnam(madeAt)} · Trạm ${escaped(version)}</small></div></div>
${tiles(report)}${chart(report)}${tablesOf(report).map(table).join("")}${remarks(report)}${ending(report)}
</body></html>
`;
}

function both({ vi, en }: Text): string {
  return `${escaped(vi)}<br><span class="en">${escaped(en)}</span>`;
}

function tiles({ tally }: DayReport): string {
  const all = [
    { count: tally.scans, text: { vi: "Lượt quét", en: "Scans" } },
    ...DRAWN_VERDICTS.map(({ verdict, text }) => ({ count: tally.byVerdict.get(verdict) ?? 0, text })),
  ];
  return `<div class="tiles">${all.map(({ count, text }) => `<div><b>${count}</b>${both(text)}</div>`).join("")}</div>\n`;
}

function chart({ tally }: DayReport): string {
  const { slot, height, hours } = CHART;
  const totals = tally.byHour.map((counts) => DRAWN_VERDICTS.reduce((sum, { verdict }) => sum + (counts.get(verdict) ?? 0), 0));
  const most = Math.max(1, ...totals);
  const bars = tally.byHour.map((counts, hour) => {
    let y = height;
    const stacked = DRAWN_VERDICTS.map(({ verdict, grey }) => {
      const bar = ((counts.get(verdict) ?? 0) / most) * (height - 14);
      y -= bar;
      return bar > 0 ? rectangle(hour * slot + 4, y, slot - 8, bar, grey) : "";
    });
    const total = totals[hour] ?? 0;
    const label = total > 0 ? `<text x="${hour * slot + slot / 2}" y="${round(y - 3)}">${total}</text>` : "";
    return `${stacked.join("")}${label}<text x="${hour * slot + slot / 2}" y="${height + 13}">${hour}</text>`;
  });
  const legend = DRAWN_VERDICTS.map(
    ({ text, grey }) => `<svg width="10" height="10" viewBox="0 0 10 10">${rectangle(0, 0, 10, 10, grey)}</svg> ${escaped(text.vi)}`,
  ).join(" &nbsp; ");
  const label = `Lượt quét theo giờ: ${totals.map((total, hour) => `${hour} giờ ${total}`).join(", ")}`;
  return `<h2>Theo giờ <span class="en">By hour</span></h2><small>${legend}</small>
<svg role="img" aria-label="${escaped(label)}" viewBox="0 -4 ${slot * hours} ${height + 22}" width="100%" font-size="11" fill="#333" text-anchor="middle">${bars.join("")}<path d="M0 ${height}h${slot * hours}" stroke="#111"/></svg>
`;
}

function rectangle(x: number, y: number, width: number, height: number, grey: number): string {
  const level = Math.round(grey * 255);
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="rgb(${level} ${level} ${level})"/>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function table({ title, rows }: CountedTable): string {
  const lines = rows.map(({ count, code = "", text }) => `<tr><td>${count}</td><td>${escaped(code)}</td><td>${both(text)}</td></tr>`);
  return `<h2>${escaped(title.vi)} <span class="en">${escaped(title.en)}</span></h2><table>${lines.join("\n")}</table>\n`;
}

function remarks(report: DayReport): string {
  const all = remarksOf(report);
  return all.length === 0
    ? ""
    : `<h2>Cần biết <span class="en">To be known</span></h2>${all.map((text) => `<p>${both(text)}</p>`).join("")}\n`;
}

function ending({ head }: DayReport): string {
  const qr = head && drawQr(head.note);
  const code = qr ? `<svg viewBox="0 0 ${qr.modules} ${qr.modules}" role="img" aria-label="Gốc cây"><path d="${qr.path}"/></svg>` : "";
  const about = head
    ? `${both({ vi: `Gốc cây của ${head.size} mục, có chữ ký của máy.`, en: `Tree head of ${head.size} entries, signed by the kiosk.` })}
<p><span class="en">tram audit verify … --checkpoint</span></p>${noteElement(head.note)}`
    : "";
  return `<div class="end">${code}<div>${about}<div class="sign"><div>Người lập <span class="en">Prepared by</span></div><div>Phụ trách <span class="en">In charge</span></div></div></div></div>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
