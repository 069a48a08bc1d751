import { spawn } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { runCommands } from "../../src/drivers/command-line.ts";
import { addCommands, type Commands } from "../../src/issuer/command-line.ts";
import { AT } from "../support/credential-maker.ts";
import { CARD_KEY, cardOf, makeJws, splitCard } from "../support/health-card-maker.ts";
import { CITIZEN_CARD } from "../support/issued.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tram } from "../support/tram-process.ts";

describe("the words after tram", () => {
  const done = (calls: unknown[]): Commands => {
    const note =
      (name: string) =>
      async (...args: unknown[]) => {
        calls.push([name, ...args]);
        return 7;
      };
    return {
      newKey: note("newKey"),
      showPublicKey: note("showPublicKey"),
      showFingerprints: note("showFingerprints"),
      issue: note("issue"),
      verify: note("verify"),
      decode: note("decode"),
    };
  };

  async function run(...args: readonly string[]) {
    const calls: unknown[] = [];
    const [out, err]: [string[], string[]] = [[], []];
    const code = await runCommands(args, (program, act) => addCommands(program, done(calls), act), {
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
    });
    return { code, calls, stdout: out.join(""), stderr: err.join("") };
  }

  test("become options of the right types, and the exit code is the command's", async () => {
    const issued = await run(
      ...["issue", "--type", "citizen", "--key", "k", "--claim", "a=1", "--claim", "b=x=y\nz", "--claim", "c=", "--valid-for", "2h"],
      ...["--valid-from", "1970-01-01T00:01:00Z", "--out", "a.PNG", "--scale", "4"],
    );
    expect(issued.code).toBe(7);
    expect(issued.calls).toEqual([
      [
        "issue",
        {
          type: "citizen",
          key: "k",
          claim: [
            ["a", "1"],
            ["b", "x=y\nz"],
            ["c", ""],
          ],
          validForSeconds: 7200,
          validFrom: 60,
          out: "a.PNG",
          scale: 4,
        },
      ],
    ]);
    const placed = await run("issue", "--type", "student", "--key", "k", "--status", "https://issuer.example/s#42", "--holder-key", "h");
    expect(placed.calls).toMatchObject([["issue", { status: { uri: "https://issuer.example/s", index: 42 }, holderKey: "h" }]]);
    expect((await run("verify", "--at", "5", "a", "-")).calls).toMatchObject([["verify", ["a", "-"], { at: 5 }]]);
    expect((await run("verify", "--crl", "c", "a")).calls).toMatchObject([["verify", ["a"], { crl: "c" }]]);
    expect((await run("keys", "new", "--issuer", "urn:x", "--out", "k")).calls).toMatchObject([["newKey", { alg: "EdDSA", out: "k" }]]);
    expect((await run("keys", "public", "k")).calls).toEqual([["showPublicKey", "k"]]);
    expect((await run("decode", "a", "b")).calls).toEqual([["decode", ["a", "b"]]]);
  });

  test.each([
    ["keys"],
    ["keys", "old"],
    ["keys", "new"],
    ["keys", "new", "--issuer", "not a uri", "--out", "k"],
    ["keys", "new", "--issuer", "urn:x", "--out", "k", "--alg", "RS256"],
    ["keys", "public"],
    ["issue", "--key", "k"],
    ["issue", "--type", "passport", "--key", "k"],
    ["issue", "--type", "vaccination", "--key", "k"],
    ["issue", "--type", "student", "--key", "k", "--status", "https://issuer.example/s"],
    ["issue", "--type", "student", "--key", "k", "--status", "https://issuer.example/s#-1"],
    ["issue", "--type", "student", "--key", "k", "--status", "s#1"],
    ["issue", "--type", "student", "--key", "k", "--status", `https://issuer.example/${"s".repeat(180)}#1`],
    ["issue", "--type", "citizen", "--key", "k", "--claim", "fullName"],
    ["issue", "--type", "citizen", "--key", "k", "--out", "card.pdf"],
    ["issue", "--type", "citizen", "--key", "k", "--valid-for", "1y"],
    ["issue", "--type", "citizen", "--key", "k", "--valid-for", "1d", "--expires", "5"],
    ["issue", "--type", "citizen", "--key", "k", "--expires", "2027-01-01"],
    ["issue", "--type", "citizen", "--key", "k", "--scale", "0"],
    ["verify"],
    ["verify", "--at", "yesterday", "a"],
    ["verify", "--batch", "a"],
    ["verify", "-", "-"],
    ["verify", "--key", "k", "a"],
    ["decode"],
  ])("%s %s %s … are wrong usage: 2, nothing done, an explanation on standard error only", async (...args) => {
    const { code, calls, stdout, stderr } = await run(...args);
    expect([code, calls, stdout]).toEqual([2, [], ""]);
    expect(stderr.length).toBeGreaterThan(40);
  });

  test("name the option that was probably meant", async () => {
    expect((await run("verify", "--key", "k", "a")).stderr).toMatch(/có phải --keys\?[\s\S]*did you mean --keys\?/);
  });

  test.each([["keys"], ["keys", "new"], ["keys", "public"], ["issue"], ["verify"], ["decode"]])(
    "%s %s --help: help, and 0",
    async (...args) => {
      const { code, stdout, stderr } = await run(...args.filter((arg) => arg !== undefined), "--help");
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(/^Cách dùng \/ Usage: tram /);
      if (args.length > 1 || args[0] !== "keys") expect(stdout).toContain("Examples:\n  tram ");
    },
  );
});

describe("the programs themselves", () => {
  const cwd = temporaryFolder();

  beforeAll(async () => {
    const made = await tram(
      ["keys", "new", "--issuer", "https://issuer.example", "--kid", "k1", "--out", "issuer.key", "--public", "issuer.pub"],
      { cwd },
    );
    expect(made.code).toBe(0);
    const claims = ["--claim", "id=VD-0001", "--claim", "fullName=Trần Văn Thử"];
    const issued = await tram(["issue", "--type", "citizen", "--key", "issuer.key", ...claims, "--valid-for", "1h", "--out", "card.png"], {
      cwd,
    });
    expect([issued.code, issued.stderr]).toEqual([0, ""]);
  });

  test("make a private key that stays private", () => {
    expect(statSync(join(cwd, "issuer.key")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(cwd, "issuer.pub"), "utf8")).not.toContain('"d"');
  });

  test("judge the picture they have written, and a card on standard input", async () => {
    const { code, stdout } = await tram(["verify", "--keys", "issuer.pub", "--json", "card.png", "-"], {
      cwd,
      stdin: `${CITIZEN_CARD}\r\n`,
    });
    const [card, unsigned] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(card).toMatchObject({ input: "card.png", verdict: "accept", claims: { fullName: "Trần Văn Thử" }, symbols: 1 });
    expect(unsigned).toMatchObject({ input: "-", verdict: "read-only", format: "citizen-card" });
    expect(code).toBe(4);
  });

  test("judge a picture on standard input, a code out of decode, and know nobody without keys", async () => {
    const stdin = readFileSync(join(cwd, "card.png"));
    expect((await tram(["verify", "--keys", "issuer.pub", "-"], { cwd, stdin })).code).toBe(0);
    const decoded = JSON.parse((await tram(["decode", "card.png"], { cwd })).stdout);
    writeFileSync(join(cwd, "card.txt"), decoded.symbols[0].text);
    expect((await tram(["verify", "card.txt"], { cwd })).code).toBe(3);
  });

  test("follow a policy out of a kiosk's configuration", async () => {
    writeFileSync(join(cwd, "kiosk.toml"), 'id = "x"\n[policy]\nid = "p"\ncredentials = ["student"]\n');
    const { code, stdout } = await tram(["verify", "--keys", "issuer.pub", "--policy", "kiosk.toml", "card.txt"], { cwd });
    expect([code, stdout.split("\n")[1]]).toEqual([1, "  T-208 · type-not-wanted · claim169 · citizen"]);
  });

  test("refuse a private key and a broken policy as what they are", async () => {
    const withKey = await tram(["verify", "--keys", "issuer.key", "card.txt"], { cwd });
    expect([withKey.code, withKey.stdout]).toEqual([2, ""]);
    expect(withKey.stderr).toContain("a private key; verifiers need its public form: tram keys public FILE");
    writeFileSync(join(cwd, "policy.json"), '{"credential":[]}');
    const withPolicy = await tram(["verify", "--policy", "policy.json", "card.txt"], { cwd });
    expect([withPolicy.code, withPolicy.stdout]).toEqual([2, ""]);
  });

  test("judge a SMART Health Card out of two files by its key and its issuer's list of revoked cards", async () => {
    const [one = "", two = ""] = splitCard(makeJws({ payload: cardOf({ rid: "rid-1" }) }), 2);
    const files = { "1.txt": one, "2.txt": two, "jwks.json": JSON.stringify({ keys: [{ ...CARD_KEY.jwk, crlVersion: 1 }] }) };
    for (const [name, contents] of Object.entries(files)) writeFileSync(join(cwd, name), contents);
    const list = { kid: CARD_KEY.kid, method: "rid", ctr: 1 };
    const judged = async (crl: unknown, ...inputs: readonly string[]) => {
      writeFileSync(join(cwd, "crl.json"), JSON.stringify(crl));
      return await tram(["verify", "--keys", "jwks.json", "--crl", "crl.json", "--at", String(AT), ...inputs], { cwd });
    };
    expect((await judged({ ...list, rids: [] }, "1.txt", "2.txt")).code).toBe(0);
    expect((await judged([{ ...list, rids: ["rid-1"] }], "1.txt", "2.txt")).code).toBe(1);
    expect((await judged({ ...list, rids: [] }, "1.txt")).code).toBe(5);
    const wrong = await judged({ ...list, rids: ["rid 1"] }, "1.txt");
    expect([wrong.code, wrong.stdout]).toEqual([2, ""]);
    expect(wrong.stderr).toContain("cannot use --crl crl.json: 0.rids.0: ");
  });

  test("answer a batch with real pictures among the lines, line after line", async () => {
    const keys = [JSON.parse(readFileSync(join(cwd, "issuer.pub"), "utf8"))];
    const image = readFileSync(join(cwd, "card.png")).toString("base64");
    const lines = [{ id: "image", image, keys }, "not JSON", { id: "text", text: CITIZEN_CARD }];
    const stdin = lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join("");
    const { code, stdout, stderr } = await tram(["verify", "--batch"], { cwd, stdin });
    expect([code, stderr]).toEqual([0, ""]);
    const answers = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(answers).toMatchObject([{ id: "image", verdict: "accept", symbols: 1 }, { id: null }, { id: "text", verdict: "read-only" }]);
  });

  test("answer each line of a batch before the next one comes", async () => {
    const child = spawn(process.execPath, [fileURLToPath(new URL("../../src/tram.ts", import.meta.url)), "verify", "--batch"], { cwd });
    const closed = new Promise((resolve) => child.on("close", resolve));
    const answers: string[] = [];
    child.stdin.write('{"id":0,"text":"x"}\n');
    for await (const chunk of child.stdout) {
      answers.push(String(chunk));
      if (answers.length < 3) child.stdin.write(`{"id":${answers.length},"text":"x"}\n`);
      else child.stdin.end();
    }
    expect(answers.map((answer) => JSON.parse(answer).id)).toEqual([0, 1, 2]);
    expect(await closed).toBe(0);
  });

  test("end quietly when nobody reads their answers any more", async () => {
    const child = spawn(process.execPath, [fileURLToPath(new URL("../../src/tram.ts", import.meta.url)), "verify", "--batch"], { cwd });
    const errors: unknown[] = [];
    child.stderr.on("data", (chunk) => errors.push(String(chunk)));
    child.stdin.on("error", () => undefined);
    child.stdout.once("data", () => {
      child.stdout.destroy();
      child.stdin.write('{"id":1,"text":"x"}\n'.repeat(100));
    });
    child.stdin.write('{"id":0,"text":"x"}\n');
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(128 + 13);
    expect(errors).toEqual([]);
  });
});
