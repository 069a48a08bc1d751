import { encodeBase45 } from "../base45.ts";
import { encodeCbor, Tag } from "../cbor.ts";
import { deflate } from "../zlib.ts";
import { type Chance, createChance } from "./chance.ts";
import type { CodeContent, CodeSpec } from "./spec.ts";

/** A code to be drawn, with a name for tables. */
export interface SampleCode {
  readonly name: string;
  readonly content: CodeContent;
  readonly correction: CodeSpec["correction"];
}

const SYLLABLES = "An Bình Châu Dương Hà Hương Khánh Lan Linh Mai Minh Nam Ngọc Nhung Phúc Quân Sơn Thảo Thu Trang Tuấn Vân Yến".split(" ");
const FAMILIES = "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ".split(" ");

/**
 * Codes of each kind that a kiosk meets, well-formed and about nobody. The credentials have a signature of chance: they can be read, and
 * whoever verifies them will refuse them.
 */
export function sampleCodes(seed: number): readonly SampleCode[] {
  const chance = createChance(seed, "codes");
  const digits = (count: number) => Array.from({ length: count }, () => chance.whole(10)).join("");
  const number = `099${digits(9)}`;
  const name = nameOf(chance);
  return [
    { name: "claim169", content: { text: credential(chance, name) }, correction: "medium" },
    { name: "claim169-dense", content: { text: denseCredential(seed, 600) }, correction: "low" },
    { name: "claim169-middle", content: { text: denseCredential(seed, 300) }, correction: "medium" },
    { name: "eu-dcc", content: { text: `HC1:${credential(chance, name, 110)}` }, correction: "quartile" },
    { name: "smart-health-card", content: { text: `shc:/${digits(880)}` }, correction: "low" },
    {
      name: "citizen-card",
      content: { text: `${number}|${digits(9)}|${name}|15051990|Nữ|Thôn Thử Nghiệm, Xã Ví Dụ, Tỉnh Mẫu|01012022` },
      correction: "medium",
    },
    {
      name: "health-insurance-card",
      content: {
        text: `GD4${digits(12)}|${Buffer.from(name).toString("hex")}|15/05/1990|2|-|99 - 001|01/01/2026|31/12/2026|01/01/2026|${digits(14)}|-|4|01/01/2027|$`,
      },
      correction: "low",
    },
    { name: "personal-number", content: { text: number }, correction: "medium" },
    { name: "prescription-code", content: { text: `99001${digits(7)}-c` }, correction: "high" },
    { name: "vneid", content: { text: letters(chance, 60) }, correction: "medium" },
    { name: "link", content: { text: `https://example.vn/01/0950${digits(10)}/10/L1` }, correction: "quartile" },
    {
      name: "seal",
      content: { bytes: Uint8Array.from([0xdc, 0x03, ...Array.from({ length: 150 }, () => chance.whole(256))]) },
      correction: "medium",
    },
  ];
}

/** A Claim 169 credential of about so many characters of Base45, most of them a picture. */
export function denseCredential(seed: number, characters: number): string {
  const chance = createChance(seed, `dense ${characters}`);
  const name = nameOf(chance);
  // Three characters carry two bytes, and bytes of chance do not get shorter.
  const plain = credential(createChance(seed, "plain"), name).length;
  return credential(chance, name, Math.max(0, Math.round(((characters - plain) * 2) / 3) - 3));
}

function credential(chance: Chance, name: string, pictureBytes = 0): string {
  const some = (count: number) => Uint8Array.from({ length: count }, () => chance.whole(256));
  const person = new Map<number, unknown>([
    [1, `VD-${1000 + chance.whole(9000)}`],
    [4, name],
    [8, `19${50 + chance.whole(50)}0${1 + chance.whole(9)}1${chance.whole(10)}`],
    [9, 1 + chance.whole(2)],
    ...(pictureBytes > 0
      ? ([
          [16, some(pictureBytes)],
          [17, 3],
        ] as const)
      : []),
  ]);
  const claims = new Map<number, unknown>([
    [1, "https://issuer.example"],
    [4, 1_900_000_000],
    [6, 1_790_000_000],
    [169, person],
  ]);
  const head = encodeCbor(
    new Map<number, unknown>([
      [1, -8],
      [4, Buffer.from("demo")],
    ]),
  );
  return encodeBase45(deflate(encodeCbor(new Tag(18, [head, new Map(), encodeCbor(claims), some(64)]))));
}

function nameOf(chance: Chance): string {
  const one = (of: readonly string[]) => of[chance.whole(of.length)] ?? "";
  return `${one(FAMILIES)} ${one(SYLLABLES)} ${one(SYLLABLES)}`;
}

function letters(chance: Chance, count: number): string {
  const ALL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return Array.from({ length: count }, () => ALL[chance.whole(ALL.length)] ?? "").join("");
}
