const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Most characters that are read: the work grows with their square. A P-521 key has 95. */
const MAX_CHARACTERS = 200;

/** The bytes of a text in base58 of Bitcoin's alphabet (base58btc of Multibase), or undefined. Each leading 1 is a zero byte, so that there is one spelling. */
export function decodeBase58(text: string): Uint8Array | undefined {
  if (text.length > MAX_CHARACTERS) return undefined;
  let number = 0n;
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return undefined;
    number = number * 58n + BigInt(value);
  }
  const zeros = text.length - text.replace(/^1+/, "").length;
  const digits = number === 0n ? "" : number.toString(16);
  return Buffer.concat([new Uint8Array(zeros), Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex")]);
}
