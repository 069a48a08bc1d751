import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { applyOrdered, orderRefused, replaceOrOrder } from "../../src/kiosk/configuration-order-assembly.ts";
import { aPackage, ROOT } from "../support/provisioning.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const CHANGE = { toml: 'id = "hanoi-01"\n', files: new Map([["configuration-0123456789abcdef.tramcfg", aPackage()]]) };
const refuse = (code: string) => async () => {
  throw new Error("durable file", { cause: Object.assign(new Error(code), { code }) });
};

afterEach(() => vi.restoreAllMocks());

describe("a configuration that was agreed to on the technician's page", () => {
  test.each(["EROFS", "EACCES", "EPERM"])("is left as an order where the kiosk may not write its own (%s)", async (code) => {
    const data = temporaryFolder();
    let ordered = 0;
    const replace = replaceOrOrder(
      { data },
      { replaceConfiguration: refuse(code) },
      () => true,
      () => void ordered++,
    );
    await replace("/etc/tram/kiosk.toml", CHANGE);
    expect(ordered).toBe(1);
    expect(readdirSync(join(data, "configuration-order", "tram-provision"))).toEqual([...CHANGE.files.keys()]);
  });

  test("is refused there where the trust list does not name its signer: the page's word alone orders nothing", async () => {
    const data = temporaryFolder();
    const replace = replaceOrOrder({ data }, { replaceConfiguration: refuse("EROFS") }, () => false);
    await expect(replace("/etc/tram/kiosk.toml", CHANGE)).rejects.toThrow("tram provision screen");
    expect(readdirSync(data)).toEqual([]);
  });

  test("is no order where something else went wrong, as with a full disk", async () => {
    const data = temporaryFolder();
    const replace = replaceOrOrder({ data }, { replaceConfiguration: refuse("ENOSPC") }, () => true);
    await expect(replace("/etc/tram/kiosk.toml", CHANGE)).rejects.toThrow("durable file");
    expect(readdirSync(data)).toEqual([]);
  });

  test("is judged anew by whoever carries it out: one of an unknown signer is not applied, and the order goes", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const folder = temporaryFolder();
    const [config, order] = [join(folder, "kiosk.toml"), join(folder, "data", "configuration-order")];
    mkdirSync(join(order, "tram-provision"), { recursive: true });
    writeFileSync(join(folder, "root.json"), ROOT);
    writeFileSync(join(order, "tram-provision", "hanoi-01.tramcfg"), aPackage({ issuedAt: 1_700_000_000, expiresAt: 4_000_000_000 }));
    const toml = `id = "hanoi-01"\ndemo = true\ndata = "${join(folder, "data")}"\n[trust]\nroot = "${join(folder, "root.json")}"\n[desk]\n`;
    writeFileSync(config, toml);
    expect(await applyOrdered(config)).toBe(1);
    expect(existsSync(order)).toBe(false);
    expect(readdirSync(folder).toSorted()).toEqual(["data", "kiosk.toml", "root.json"]);
    // The kiosk that starts next says why, until somebody orders another.
    const data = join(folder, "data");
    expect(await orderRefused({ data })).toBe("signer-unknown");
    await replaceOrOrder({ data }, { replaceConfiguration: refuse("EROFS") }, () => true)(config, CHANGE);
    expect(await orderRefused({ data })).toBeUndefined();
  });

  test("does nothing where there is no order, or no configuration any more", async () => {
    const folder = temporaryFolder();
    expect(await applyOrdered(join(folder, "kiosk.toml"))).toBe(0);
  });
});
