import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { acceptanceCommand } from "../../src/kiosk/acceptance-assembly.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();

test.each([
  ["a demo", 'demo = true\nid = "a"\ndata = "/x"\n[trust]\nroot = "/x"\n[desk]\n', "bản thử"],
  ["a configuration with a fault", 'id = "a"\n', "cấu hình chưa đúng"],
])("%s is not accepted, and no report is begun: exit 2", async (_, toml, words) => {
  const [config, out] = [join(folder, "kiosk.toml"), join(folder, "report.pdf")];
  writeFileSync(config, toml);
  const complained = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const said: string[] = [];
  const code = await acceptanceCommand({ config, out }, { isColoured: false, columns: undefined }, (line) => void said.push(line));
  const complaint = complained.mock.calls.join("");
  complained.mockRestore();
  expect([code, said, existsSync(out)]).toEqual([2, [], false]);
  expect(complaint).toContain(words);
});
