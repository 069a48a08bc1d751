// A trust list cut in pieces, so that one thread can take it over from another without ever being busy for long.

/** Near so many letters a piece: a millisecond of parsing on a small computer. */
const PIECE_LETTERS = 32_768;

/** A trust list as JSON texts: all that is no list, then each list of it in pieces. */
export interface ListPieces {
  readonly head: Uint8Array;
  readonly members: readonly { readonly name: string; readonly pieces: readonly Uint8Array[] }[];
}

/** What a JSON text says, or undefined where it is no object in JSON: a kiosk that is only starting need not cut it. */
export function parseList(bytes: Uint8Array): object | undefined {
  const value = parse(bytes);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}

/** The pieces of a JSON text, or undefined where it is no object in JSON. */
export function cutList(bytes: Uint8Array): ListPieces | undefined {
  const value = parseList(bytes);
  if (!value) return undefined;
  const members = Object.entries(value) as [string, unknown][];
  const lists = members.filter((member): member is [string, unknown[]] => Array.isArray(member[1]));
  const head = Object.fromEntries(members.filter(([, member]) => !Array.isArray(member)));
  return { head: encode(JSON.stringify(head)), members: lists.map(([name, items]) => ({ name, pieces: cut(items) })) };
}

/** The list again, in steps of a millisecond. */
export function* joinList({ head, members }: ListPieces): Generator<void, object> {
  const list: Record<string, unknown> = JSON.parse(decode(head));
  for (const { name, pieces } of members) {
    const items: unknown[] = [];
    for (const piece of pieces) {
      items.push(...(JSON.parse(decode(piece)) as unknown[]));
      yield;
    }
    Object.defineProperty(list, name, { value: items, enumerable: true, writable: true, configurable: true });
  }
  return list;
}

function cut(items: readonly unknown[]): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let texts: string[] = [];
  let letters = 0;
  for (const item of items) {
    const text = JSON.stringify(item);
    texts.push(text);
    letters += text.length;
    if (letters < PIECE_LETTERS) continue;
    pieces.push(encode(`[${texts.join(",")}]`));
    texts = [];
    letters = 0;
  }
  if (texts.length > 0) pieces.push(encode(`[${texts.join(",")}]`));
  return pieces;
}

/** A copy of its own, never a part of Node's pool of small buffers: it moves to another thread. */
function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
