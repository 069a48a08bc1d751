// Lines of bytes in the module's memory, in AssemblyScript. Every line may be read and written up to 15 bytes beyond its end, so that no loop
// needs an end of its own: rows of a picture are written from top to bottom, and what a row writes too much the next one covers.

/** Bytes that stay free behind a line, so that a vector which begins in it may end outside. */
export const SLACK: usize = 32;

/** Copies a line. */
export function copyLine(from: usize, to: usize, length: usize): void {
  for (let x: usize = 0; x < length; x += 16) v128.store(to + x, v128.load(from + x));
}

/** Continues a line by its first and last byte, to each side by one. */
export function continueLine(line: usize, length: usize): void {
  store<u8>(line - 1, load<u8>(line));
  store<u8>(line + length, load<u8>(line + length - 1));
}
