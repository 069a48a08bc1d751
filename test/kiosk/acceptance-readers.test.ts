import { afterAll, expect, test } from "vitest";
import { cardCodes } from "../../src/core/test-card/card-codes.ts";
import { openPseudoTerminal } from "../../src/drivers/pseudo-terminal.ts";
import { readCardWithReaders } from "../../src/kiosk/acceptance-readers-assembly.ts";
import { parseConfig } from "../../src/kiosk/config.ts";

const opened = await openPseudoTerminal();
const terminal = opened.ok ? opened.terminal : undefined;
afterAll(() => terminal?.close());

test.skipIf(!terminal)("a reader is not waited for any longer once the acceptance is ended", async () => {
  const parsed = parseConfig(
    `id = "a"\ndata = "/x"\n[trust]\nroot = "/x"\n[[source]]\nkind = "serial"\npath = "${terminal?.readerPath}"\n`,
  );
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const over = new AbortController();
  const rows = readCardWithReaders(parsed.config, () => over.abort(), over.signal);
  expect(await rows).toMatchObject([{ name: "card-reader.0", outcome: "fault" }]);
});

test.skipIf(!terminal)("a reader on a serial line reads a code of the card, and what else it reads does not count", async () => {
  const parsed = parseConfig(
    `id = "a"\ndata = "/x"\n[trust]\nroot = "/x"\n[[source]]\nkind = "camera"\n[[source]]\nkind = "serial"\npath = "${terminal?.readerPath}"\n`,
  );
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const said: string[] = [];
  const rows = readCardWithReaders(parsed.config, (line) => void said.push(line), new AbortController().signal);
  const valid = cardCodes().codes.find(({ id }) => id === "valid")?.text ?? "";
  // Again and again, as a technician holds it: the line is opened in the meantime.
  const holding = setInterval(() => void terminal?.write(Buffer.from(`https://example.org\r${valid}\r`)), 50);
  expect(await rows).toMatchObject([{ name: "card-reader.1", outcome: "ok", label: { vi: "đầu đọc 2 đọc thẻ" } }]);
  clearInterval(holding);
  expect(said).toHaveLength(2);
});
