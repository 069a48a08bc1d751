import fc from "fast-check";
import { expect, test } from "vitest";
import { linesOf } from "../../src/issuer/lines.ts";

async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const size of sizes) {
    yield bytes.subarray(from, from + size);
    from += size;
  }
  yield bytes.subarray(from);
}

test("lines are the same however the bytes are cut, and those over the limit are told", async () => {
  const texts = fc.array(fc.string({ maxLength: 30 }).map((text) => text.replaceAll("\n", "")));
  await fc.assert(
    fc.asyncProperty(texts, fc.array(fc.nat(12)), fc.boolean(), async (lines, sizes, isEnded) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join("")).subarray(0, isEnded || lines.length === 0 ? undefined : -1);
      const found: (string | undefined)[] = [];
      for await (const line of linesOf(inChunks(bytes, sizes), 20)) {
        found.push(line.kind === "line" ? Buffer.from(line.bytes).toString() : undefined);
      }
      const expected = lines.map((line) => (Buffer.byteLength(line) > 20 ? undefined : line));
      // A last line that is empty and not ended is no line.
      if (!isEnded && lines.at(-1) === "") expected.pop();
      expect(found).toEqual(expected);
    }),
  );
});
