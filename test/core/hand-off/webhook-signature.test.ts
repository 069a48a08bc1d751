import { expect, test } from "vitest";
import { readSecrets, webhookHeaders } from "../../../src/core/hand-off/webhook-signature.ts";

// The vectors of the specification's own libraries: libraries/javascript, and for v1a the server of its authors.
const BODY = Buffer.from('{"test": 2432232314}', "utf8");
const ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const SYMMETRIC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const PAIR = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";

function headersWith(text: string) {
  const read = readSecrets(text);
  return read.ok ? webhookHeaders(ID, 1614265330, BODY, read.secrets) : read.problem;
}

test.each([
  [SYMMETRIC, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="],
  [PAIR, "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="],
])("%s signs as the published vector", (secret, signature) => {
  expect(headersWith(secret)).toEqual({ "webhook-id": ID, "webhook-timestamp": "1614265330", "webhook-signature": signature });
});

test("while one secret replaces another, both sign", () => {
  expect(headersWith(`# new\n${SYMMETRIC}\n${PAIR}\n`)).toMatchObject({
    "webhook-signature":
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==",
  });
});

test.each([
  ["", "no secret in it"],
  ["whsec_c2hvcnQ=", "line 1 is no secret: whsec_ or whsk_ and base64"],
  [`${SYMMETRIC}\nhunter2`, "line 2 is no secret: whsec_ or whsk_ and base64"],
  [PAIR.replace("Kvg==", "Kvw=="), "line 1 is no secret: whsec_ or whsk_ and base64"],
  [`${SYMMETRIC}\n`.repeat(5), "more than 4 secrets"],
])("a file that says %j is refused, and what stands in it is not repeated", (text, problem) => {
  expect(headersWith(text)).toBe(problem);
});
