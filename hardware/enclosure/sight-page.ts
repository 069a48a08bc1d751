// The figures of sight.ts as tables and as a picture, for who decides where the kiosk stands.
import { DEPTH, type Measures, SEVEN, TEN, TILT_DEGREES } from "./measures.ts";
import {
  heightOnFace,
  heights,
  REACH,
  READING_DISTANCE,
  SEATED_EYES,
  STANDING_EYES,
  sightDegrees,
  smallestCode,
  typePixels,
  viewAcross,
} from "./sight.ts";
import { LEG_BASE } from "./small-parts.ts";

const COUNTERS = [700, 760, 800, 850, 900];
const DISTANCES = [60, 80, 100, 120, 150, 200, 300, 400];
const whole = (value: number) => String(Math.round(value));
const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

/** The tables, as a page. */
export function sightPage(): string {
  const counters = (measures: Measures) =>
    COUNTERS.map((counter) => {
      const at = heights(measures, counter);
      const fits = at.touchUpTo <= REACH.to && at.repeatButton >= REACH.from;
      return row([
        whole(counter),
        whole(at.repeatButton),
        whole(at.window),
        whole(at.display),
        whole(at.touchUpTo),
        whole(at.top),
        `${whole(sightDegrees(measures, counter, SEATED_EYES))}°`,
        `${whole(sightDegrees(measures, counter, STANDING_EYES))}°`,
        fits ? "✓" : "quá cao · too high",
      ]);
    });
  const table = (measures: Measures) => [
    "| mặt quầy · counter | nút Nghe lại · repeat button | ô đọc mã · window | giữa màn hình · display | chạm tới · touch up to | đỉnh · top | người ngồi nhìn · seated eyes | người đứng · standing | với tới · in reach |",
    "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ...counters(measures),
    "",
  ];
  const type = [
    ["7″ 1024 × 600", 1024, 154.2],
    ["10.1″ 1280 × 800", 1280, 217],
  ] as const;
  return [
    "<!-- Made from measures.ts by `npm run hardware`. -->",
    "",
    "# Tầm nhìn, tầm với, tầm đọc · sight, reach, reading distance",
    "",
    "![Người ngồi và người đứng trước máy · a seated and a standing person before the kiosk](pictures/reach.svg)",
    "",
    `Millimetres above the floor. Eyes of a seated person: ${SEATED_EYES} (EN 301 549, 8.3.4); standing: ${STANDING_EYES}; both ${READING_DISTANCE} from the display. A hand from a wheelchair`,
    `reaches ${REACH.from} to ${REACH.to}. The angle is that between straight at the display and the way it is seen: up to 30° every display keeps its colours.`,
    "",
    "## Vỏ nhỏ 7″ · the small case",
    "",
    ...table(SEVEN),
    "## Vỏ lớn 10″ · the large case",
    "",
    ...table(TEN),
    "## Cỡ chữ · type",
    "",
    `Capitals of 0.7° at ${READING_DISTANCE} mm (EN 301 549, 5.1.4) are 7.3 mm high:`,
    "",
    "| màn hình · display | chữ hoa · capital | cỡ phông Noto Sans · font size |",
    "| --- | ---: | ---: |",
    ...type.map(([name, across, lit]) => {
      const { capital, font } = typePixels(across, lit);
      return row([name, `${capital} px`, `${font} px`]);
    }),
    "",
    "## Mã nhỏ nhất camera đọc được · the smallest code that the camera reads",
    "",
    "Camera Module 3 at 1280 × 720, three pixels a module, a citizen card's code of 45 modules. A card's code is 11 to 18 mm, one on a phone 25 to 60.",
    "`region = { x = 0.25, y = 0.25, width = 0.5, height = 0.5 }` in `[source.controls]` uses the middle half of the sensor.",
    "",
    "| cách mica · from the pane | ảnh rộng · shows across | mã nhỏ nhất · smallest code | nửa giữa: rộng · middle half | mã nhỏ nhất · smallest code |",
    "| ---: | ---: | ---: | ---: | ---: |",
    ...DISTANCES.map((distance) =>
      row([
        `${distance} mm`,
        `${whole(viewAcross(distance, 1))} mm`,
        `${smallestCode(distance, 1).toFixed(1)} mm`,
        `${whole(viewAcross(distance, 0.5))} mm`,
        `${smallestCode(distance, 0.5).toFixed(1)} mm`,
      ]),
    ),
    "",
    "The camera focuses from 100 mm. So: middle half, `viewMm = 100`, `focus` 7 to 8 dioptres, and a mark on the counter 120 mm before the pane. Nearer than that, and for",
    "anyone who holds the card against the pane, the reader module is there (its maker: 40 to 90 mm for the densest codes, to 250 mm for coarse ones).",
    "",
  ].join("\n");
}

const SCALE = 0.46;
const FLOOR = 790;
const EDGE = 640;
const COUNTER = 760;

/** A person who sits and one who stands before the small case, with heights and distances. */
export function reachPicture(): string {
  const tilt = (TILT_DEGREES * Math.PI) / 180;
  const x = (mm: number) => (EDGE + mm * SCALE).toFixed(1);
  const y = (mm: number) => (FLOOR - mm * SCALE).toFixed(1);
  // The face: its way up from the lower edge, and its distance from the eyes.
  const onFace = (up: number) => ({ x: up * Math.sin(tilt) - DEPTH * Math.cos(tilt), y: COUNTER + heightOnFace(up) });
  const onBack = (up: number) => ({ x: up * Math.sin(tilt), y: COUNTER + 10 + up * Math.cos(tilt) });
  const total = SEVEN.lowerHeight + SEVEN.upperHeight;
  const at = heights(SEVEN, COUNTER);
  const display = onFace(SEVEN.lowerHeight + SEVEN.upperHeight / 2);
  const window = onFace(SEVEN.lowerHeight / 2 + SEVEN.window.y);
  const points = (spots: readonly { readonly x: number; readonly y: number }[]) =>
    spots.map((spot) => `${x(spot.x)} ${y(spot.y)}`).join("L");
  const eyes = display.x - READING_DISTANCE;
  const sight = (height: number, vi: string, en: string, degrees: number) =>
    [
      `<circle cx="${x(eyes)}" cy="${y(height)}" r="5"/><path d="M${x(eyes)} ${y(height)}L${x(display.x)} ${y(display.y)}" stroke-dasharray="7 4"/>`,
      `<text x="${Number(x(eyes)) - 52}" y="${Number(y(height)) - 5}" text-anchor="end" font-weight="600" stroke="none">${vi}: ${height} mm</text>`,
      `<text x="${Number(x(eyes)) - 52}" y="${Number(y(height)) + 12}" text-anchor="end" stroke="none" font-size="12">${en} · ${whole(degrees)}° / 30°</text>`,
    ].join("");
  const head = (height: number, hip: number) =>
    `<g fill="none" stroke="#777" stroke-width="2"><circle cx="${Number(x(eyes)) - 22}" cy="${Number(y(height)) - 2}" r="30"/><path d="M${Number(x(eyes)) - 22} ${Number(y(height)) + 28}V${y(hip)}"/></g>`;
  const mark = (height: number, vi: string, en: string) =>
    `<path d="M${x(230)} ${y(height)}H${x(330)}"/><text x="${x(340)}" y="${Number(y(height)) - 1}" stroke="none" font-weight="600">${whole(height)} mm · ${vi}</text><text x="${x(340)}" y="${Number(y(height)) + 13}" stroke="none" font-size="12">${en}</text>`;
  const hold = [
    window,
    { x: window.x - 120 * Math.cos(tilt), y: window.y + 120 * Math.sin(tilt) },
    { x: window.x - 400 * Math.cos(tilt), y: window.y + 400 * Math.sin(tilt) },
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1190 812" font-family="Noto Sans, DejaVu Sans, sans-serif" font-size="13.5">`,
    "<title>Tầm nhìn và tầm với · sight and reach</title>",
    `<rect width="100%" height="100%" fill="#fff"/><text x="14" y="30" font-size="20" font-weight="700">Tầm nhìn và tầm với, mặt quầy cao ${COUNTER} mm</text><text x="14" y="51" font-size="15" fill="#333">Sight and reach, counter of ${COUNTER} mm</text>`,
    `<rect x="${x(-460)}" y="${y(REACH.to)}" width="${(690 * SCALE).toFixed(1)}" height="${((REACH.to - REACH.from) * SCALE).toFixed(1)}" fill="#e7f1e7"/>`,
    `<text x="${x(-450)}" y="${Number(y(REACH.from)) - 24}" font-weight="600">Tay người ngồi với tới ${REACH.from}–${REACH.to} mm</text><text x="${x(-450)}" y="${Number(y(REACH.from)) - 8}" font-size="12">a seated person's hand reaches ${REACH.from}–${REACH.to} mm</text>`,
    `<path d="M40 ${FLOOR}H1150" stroke="#1a1a1a" stroke-width="3"/><rect x="${x(-110)}" y="${y(COUNTER)}" width="${(340 * SCALE).toFixed(1)}" height="${(30 * SCALE).toFixed(1)}" fill="#d8c9a8" stroke="#1a1a1a"/><path d="M${x(190)} ${y(COUNTER - 30)}V${FLOOR}" stroke="#1a1a1a" stroke-width="4"/>`,
    head(SEATED_EYES, 480),
    head(STANDING_EYES, 860),
    `<g stroke="#1a1a1a" stroke-width="1.4"><path d="M${points([{ x: -50, y: COUNTER }, { x: 150, y: COUNTER }, { x: 150, y: COUNTER + 14 }, { x: LEG_BASE.strut, y: COUNTER + 14 }, { ...onBack(190), x: onBack(190).x + 14 }, onBack(190), onBack(0), { x: -50, y: COUNTER + 8 }])}Z" fill="#ead9b8"/><path d="M${points([onFace(0), onFace(total), onBack(total), onBack(0)])}Z" fill="#eceef2"/></g>`,
    `<path d="M${points([onFace(SEVEN.lowerHeight + 30), onFace(SEVEN.lowerHeight + 120)])}" stroke="#35506e" stroke-width="6"/><path d="M${points([onFace(74), onFace(120)])}" stroke="#7fb2d9" stroke-width="6"/>`,
    `<path d="M${points(hold)}" stroke="#a03020" stroke-width="1.6" fill="none"/>${hold
      .slice(1)
      .map((spot) => `<circle cx="${x(spot.x)}" cy="${y(spot.y)}" r="4" fill="#a03020"/>`)
      .join("")}`,
    `<text x="${x((hold[1]?.x ?? 0) - 4)}" y="${Number(y(hold[1]?.y ?? 0)) + 24}" text-anchor="middle" fill="#a03020">120</text><text x="${x(hold[2]?.x ?? 0)}" y="${Number(y(hold[2]?.y ?? 0)) + 24}" text-anchor="middle" fill="#a03020">400 mm</text>`,
    `<g fill="#1a1a1a" stroke="#1a1a1a">${sight(SEATED_EYES, "Mắt người ngồi", "seated eyes", sightDegrees(SEVEN, COUNTER, SEATED_EYES))}${sight(STANDING_EYES, "Mắt người đứng", "standing eyes", sightDegrees(SEVEN, COUNTER, STANDING_EYES))}`,
    mark(at.top, "đỉnh máy", "top"),
    mark(at.display, "giữa màn hình", "middle of the display"),
    mark(at.window, "ô đọc mã: thẻ cách 120, điện thoại đến 400 mm", "window: cards at 120, phones up to 400 mm"),
    mark(COUNTER, "mặt quầy", "counter"),
    "</g></svg>",
    "",
  ].join("\n");
}
