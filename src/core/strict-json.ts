// A JSON reader for signed texts. JSON.parse takes the last of two members of one name where another reader takes the first: with it,
// an attacker shows one value and has another one checked.

/** What a JSON text says; objects keep the order of their members. */
export type JsonItem = string | number | boolean | null | readonly JsonItem[] | ReadonlyMap<string, JsonItem>;

/** Deepest nesting of lists and objects. A VDS-NC needs seven. */
const MAX_DEPTH = 16;

/** Most values in one text, lists and objects among them. The fullest health cards have some hundreds; 64 KiB can hold 32,768. */
const MAX_ITEMS = 5000;

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// What does not stand for itself in a string: its end, an escape, or a control character (RFC 8259 §7).
const SPECIAL = /["\\]|[^ -\uffff]/g;
const ESCAPE = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y;
const WORDS: readonly (readonly [string, JsonItem])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

/**
 * What a JSON text (RFC 8259) says, or undefined where it is none, or not one that everybody reads alike (I-JSON, RFC 7493): two
 * members of one name, a lone surrogate, a number beyond double precision's range; and where it nests deeper than 16
 * or holds more values than `maxItems`.
 */
export function readJson(text: string, maxItems = MAX_ITEMS): JsonItem | undefined {
  return new JsonReader(text, maxItems).read();
}

/** Reads one text from its first letter to its last; a reader that has refused anything is used no more. */
class JsonReader {
  readonly #text: string;
  #at = 0;
  #itemsLeft: number;

  constructor(text: string, maxItems: number) {
    this.#text = text;
    this.#itemsLeft = maxItems;
  }

  read(): JsonItem | undefined {
    const item = this.#item(1);
    return this.#at === this.#text.length ? item : undefined;
  }

  /** One value with the white space around it. `depth`: how deep a list or an object would be that begins here. */
  #item(depth: number): JsonItem | undefined {
    if (--this.#itemsLeft < 0) return undefined;
    this.#skipSpace();
    const item = this.#bareItem(depth);
    this.#skipSpace();
    return item;
  }

  #bareItem(depth: number): JsonItem | undefined {
    const first = this.#text[this.#at];
    if (first === '"') return this.#string();
    if (first === "{" || first === "[") {
      if (depth > MAX_DEPTH) return undefined;
      this.#at++;
      return first === "{" ? this.#object(depth) : this.#list(depth);
    }
    const word = WORDS.find(([spelling]) => this.#text.startsWith(spelling, this.#at));
    if (!word) return this.#number();
    this.#at += word[0].length;
    return word[1];
  }

  #object(depth: number): JsonItem | undefined {
    const members = new Map<string, JsonItem>();
    this.#skipSpace();
    if (this.#skip("}")) return members;
    do {
      this.#skipSpace();
      const name = this.#string();
      this.#skipSpace();
      if (name === undefined || members.has(name) || !this.#skip(":")) return undefined;
      const item = this.#item(depth + 1);
      if (item === undefined) return undefined;
      members.set(name, item);
    } while (this.#skip(","));
    return this.#skip("}") ? members : undefined;
  }

  #list(depth: number): JsonItem | undefined {
    const items: JsonItem[] = [];
    this.#skipSpace();
    if (this.#skip("]")) return items;
    do {
      const item = this.#item(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    } while (this.#skip(","));
    return this.#skip("]") ? items : undefined;
  }

  /** A pattern for the whole string would remember every letter of it: a status list has millions. */
  #string(): string | undefined {
    if (!this.#skip('"')) return undefined;
    const from = this.#at;
    let hasEscapes = false;
    for (;;) {
      SPECIAL.lastIndex = this.#at;
      if (!SPECIAL.test(this.#text)) return undefined;
      this.#at = SPECIAL.lastIndex;
      const special = this.#text[this.#at - 1];
      if (special === '"') break;
      if (special !== "\\" || this.#take(ESCAPE) === "") return undefined;
      hasEscapes = true;
    }
    const quoted = this.#text.slice(from - 1, this.#at);
    const content = hasEscapes ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
    return content.isWellFormed() ? content : undefined;
  }

  #number(): number | undefined {
    const digits = this.#take(NUMBER);
    const value = Number(digits);
    return digits !== "" && Number.isFinite(value) ? value : undefined;
  }

  /** Most often there is none, and this is asked six times a member. */
  #skipSpace(): void {
    if (this.#text.charCodeAt(this.#at) <= 0x20) this.#take(SPACE);
  }

  #skip(letter: string): boolean {
    const isThere = this.#text[this.#at] === letter;
    if (isThere) this.#at++;
    return isThere;
  }

  /** What the pattern takes from here on; the patterns are sticky and cannot go back far. */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const from = this.#at;
    if (pattern.test(this.#text)) this.#at = pattern.lastIndex;
    return this.#text.slice(from, this.#at);
  }
}
