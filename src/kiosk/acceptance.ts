// The questions of an acceptance, and what its answers come to. What is asked, played and printed comes in.
import { MAX_PARTS, type Outcome } from "../core/acceptance/report.ts";
import type { ReportRow } from "../core/acceptance/report-sheet.ts";
import { LINE_NAMES, type LineName, linePattern, type Pattern } from "../core/indication.ts";
import type { Text } from "../core/text.ts";
import type { KioskConfig } from "./config.ts";
import type { Check } from "./doctor-check.ts";
import { lineTest, MOST_OTHER_PARTS, partLabel } from "./part-labels.ts";

/** One tested part. */
export interface AcceptanceRow extends ReportRow {
  readonly name: string;
}

/** A person at the terminal. Undefined: there is none, or he has ended it. */
export type Ask = (question: Text) => Promise<string | undefined>;

/** The board whose lines are played. */
export interface PlayedBoard {
  play(pattern: Pattern): void;
  /** Why a line stays off whatever it is told; undefined: it is driven. */
  undriven(line: LineName): Check | undefined;
}

/** Times that a line is played, and any question put, for somebody who has answered neither yes nor no. */
const MAX_TIMES = 3;

/** At most so many rows are of one source: itself, and the checks of the card. */
const ROWS_OF = { camera: 6, reader: 2 } as const;

/** Of what a machine found, the better first. */
const WORSE: readonly Outcome[] = ["ok", "missing", "needed", "fault"];

/** What the doctor can do without on a desk, and a counter cannot. */
const NEEDED_AT_A_COUNTER: ReadonlySet<string> = new Set(["service"]);

/** Why an acceptance by this account of this kiosk would be worth nothing; undefined: it may begin. */
export function refusalOf(
  { demo, board, source }: Pick<KioskConfig, "demo" | "board"> & { readonly source: readonly { readonly kind: string }[] },
  userId: number,
): Text | undefined {
  if (demo || board.kind === "simulated") {
    return {
      vi: "cấu hình này là bản thử (demo, hoặc bo mạch mô phỏng): không nghiệm thu được; dùng cấu hình của máy thật",
      en: "this configuration is a demo's, or its board is simulated, and cannot be accepted; use that of the kiosk in service",
    };
  }
  const most =
    MOST_OTHER_PARTS + LINE_NAMES.length + source.reduce((sum, { kind }) => sum + ROWS_OF[kind === "camera" ? kind : "reader"], 0);
  if (most > MAX_PARTS) {
    return {
      vi: `${source.length} thiết bị quét là quá nhiều cho một biên bản (tối đa ${MAX_PARTS} mục): bớt [[source]] trong cấu hình`,
      en: `${source.length} sources are too many for one report (${MAX_PARTS} parts at most): configure fewer [[source]]`,
    };
  }
  if (userId !== 0) return undefined;
  return {
    vi: "root làm được mọi thứ, nên không thấy lỗi về quyền: chạy lại bằng tài khoản của kiosk, sudo -u tram npx tram acceptance …",
    en: "root may do everything and finds no fault of permissions: run it as the kiosk's user, sudo -u tram npx tram acceptance …",
  };
}

/** What a check comes to in a report. */
export function rowOf({ name, state, found, isNeeded }: Check): AcceptanceRow {
  const outcome: Outcome = state === "missing" && (isNeeded || NEEDED_AT_A_COUNTER.has(name)) ? "needed" : state;
  return { name, label: partLabel(name), outcome, found };
}

/** One row a part. Of two looks at it by the machine the worse counts, with what was found then; of two alike the later, which looked closer. */
export function worseOfEach(rows: readonly AcceptanceRow[]): readonly AcceptanceRow[] {
  const worst = new Map<string, AcceptanceRow>();
  for (const row of rows) {
    const before = worst.get(row.name);
    if (!before || WORSE.indexOf(row.outcome) >= WORSE.indexOf(before.outcome)) worst.set(row.name, row);
  }
  return [...worst.values()];
}

/**
 * Every camera is shown the card: a lens out of focus sends bright pictures, too. `look`: what the card comes to before the camera at this
 * place among the sources, by which the rows are named.
 */
export async function showCardToEach<Source extends { readonly kind: string }>(
  sources: readonly Source[],
  look: (camera: Extract<Source, { readonly kind: "camera" }>, place: number) => Promise<readonly Check[]>,
): Promise<readonly AcceptanceRow[]> {
  const isCamera = (source: Source): source is Extract<Source, { readonly kind: "camera" }> => source.kind === "camera";
  const rows: AcceptanceRow[] = [];
  for (const [place, source] of sources.entries()) {
    if (!isCamera(source)) continue;
    rows.push(...(await look(source, place)).map((check) => rowOf({ ...check, name: `${check.name}.${place}` })));
  }
  return rows;
}

/** Plays each line alone and asks whether it was seen or heard. Of one that is not driven nobody is asked. */
export async function askAboutLines(lines: readonly LineName[], board: PlayedBoard, ask: Ask): Promise<readonly AcceptanceRow[]> {
  const rows: AcceptanceRow[] = [];
  for (const line of lines) rows.push(await askAboutLine(line, board, ask));
  return rows;
}

/** The relay opens a door: each time that it would close somebody has to allow it. */
async function askAboutLine(line: LineName, board: PlayedBoard, ask: Ask): Promise<AcceptanceRow> {
  const name = lineTest(line);
  for (let plays = 0; plays < MAX_TIMES; plays++) {
    const why = board.undriven(line);
    if (why) return row(name, "skipped", why.found);
    if (line === "relay") {
      const allowed = await ask(BEFORE_RELAY);
      if (allowed === undefined) return row(name, "skipped", NO_ANSWER);
      if (allowed.trim() !== "" && !isYes(allowed)) return row(name, "skipped", REFUSED);
    }
    board.play(linePattern(line));
    const answer = await ask(questionOf(line));
    if (answer === undefined) return row(name, "skipped", NO_ANSWER);
    if (isYes(answer)) return row(name, "seen", CONFIRMED);
    if (isNo(answer)) return row(name, "not-seen", NOT_SEEN);
  }
  return row(name, "skipped", UNCLEAR);
}

/** Yes or no, or why there is neither: a question is put again to whoever has answered something else. */
async function yesOrNo({ vi, en }: Text, ask: Ask): Promise<boolean | Text> {
  for (let times = 0; times < MAX_TIMES; times++) {
    const answer = await ask(times === 0 ? { vi, en } : { vi: `Chưa rõ có hay không. ${vi}`, en: `Neither yes nor no. ${en}` });
    if (answer === undefined) return NO_ANSWER;
    if (isYes(answer)) return true;
    if (isNo(answer)) return false;
  }
  return UNCLEAR;
}

function questionOf(line: LineName): Text {
  const { vi, en } = partLabel(lineTest(line));
  const [sense, senses] =
    line === "buzzer" ? ["kêu", "sound"] : line === "relay" ? ["đóng (nghe tiếng tách)", "click"] : ["sáng", "light up"];
  return {
    vi: `${capital(vi)} có ${sense} một giây không? c = có, k = không, Enter = thử lại`,
    en: `Did the ${en} ${senses} for a second? y = yes, n = no, Enter = again`,
  };
}

/** Whether the kiosk's picture is on its own screen, which only eyes can tell. `url`: of the page that is served meanwhile. */
export async function askAboutScreen(url: string, ask: Ask): Promise<AcceptanceRow> {
  const name = "seen-screen";
  const question = {
    vi: `Màn hình của máy có hiện trang mời đưa mã không (${url}; trình duyệt báo lỗi thì tải lại trang)? c = có, k = không`,
    en: `Does the kiosk's screen show the page that asks for a code (${url}; reload it where the browser shows an error)? y = yes, n = no`,
  };
  const answer = await yesOrNo(question, ask);
  if (typeof answer !== "boolean") return row(name, "skipped", answer);
  return answer ? row(name, "seen", CONFIRMED) : row(name, "not-seen", NO_PICTURE);
}

/** Whether a contact is as the machine feels it; undefined: it is. `isOpen`: as it is felt now. */
export async function askAboutContact(name: string, isOpen: boolean, ask: Ask): Promise<AcceptanceRow | undefined> {
  const { vi, en } = partLabel(name);
  const question = {
    vi: `${capital(vi)}: máy thấy đang ${isOpen ? "MỞ" : "ĐÓNG"}. Đúng không? c = đúng, k = sai`,
    en: `${capital(en)}: ${isOpen ? "OPEN" : "CLOSED"} as the kiosk feels it. Is that so? y = yes, n = no`,
  };
  const answer = await yesOrNo(question, ask);
  if (typeof answer !== "boolean") return row(name, "skipped", answer);
  return answer ? undefined : row(name, "not-seen", WRONG_WAY_ROUND);
}

/** A button or a contact that somebody has moved: felt, or not. */
export function movedRow({ name, state, found }: Check): AcceptanceRow {
  return row(name, state === "ok" ? "seen" : "not-seen", found);
}

const BEFORE_RELAY: Text = {
  vi: "Sắp đóng rơ-le một giây, cửa có thể mở. Đứng tránh ra rồi nhấn Enter; k = không đóng",
  en: "The relay closes for a second now, a door may open. Stand clear, then press Enter; n = do not close it",
};
const CONFIRMED: Text = { vi: "kỹ thuật viên xác nhận", en: "confirmed by the technician" };
const NOT_SEEN: Text = { vi: "kỹ thuật viên không thấy: xem dây nối", en: "not seen by the technician: look at the wiring" };
const REFUSED: Text = { vi: "kỹ thuật viên không cho đóng", en: "the technician did not let it close" };
const NO_ANSWER: Text = { vi: "không có câu trả lời", en: "there was no answer" };
const UNCLEAR: Text = { vi: "chưa có câu trả lời có hay không", en: "neither yes nor no was answered" };
const NO_PICTURE: Text = {
  vi: "kỹ thuật viên không thấy hình: xem dây màn hình và trình duyệt",
  en: "no picture, says the technician: look at the panel's cable and at the browser",
};
const WRONG_WAY_ROUND: Text = {
  vi: "máy thấy ngược với thực tế: xem dây và loại công tắc (hardware/README.md)",
  en: "felt the wrong way round: look at its wires and its kind (hardware/README.md)",
};

/** The page of the screen could not be served at all. */
export function noPageRow(why: string): AcceptanceRow {
  const todo = { vi: "xem dòng “cổng màn hình” của tram doctor", en: 'see the line "screen" of tram doctor' };
  return row("seen-screen", "skipped", { vi: `không mở được trang (${why}): ${todo.vi}`, en: `no page (${why}): ${todo.en}` });
}

function row(name: string, outcome: Outcome, found: Text): AcceptanceRow {
  return { name, label: partLabel(name), outcome, found };
}

function isYes(answer: string): boolean {
  return /^(c|có|co|đúng|dung|vâng|vang|dạ|da|ừ|u|ok|y|yes)$/.test(plain(answer));
}

function isNo(answer: string): boolean {
  return /^(k|không|khong|sai|n|no)$/.test(plain(answer));
}

/** Without what politeness adds: "dạ không ạ" is a no. */
function plain(answer: string): string {
  const words = answer.normalize("NFC").toLowerCase().trim();
  return words
    .replace(/[.!,]+$/, "")
    .replace(/ ạ$/, "")
    .replace(/^(dạ|da|vâng|vang),? (?=.)/, "");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
