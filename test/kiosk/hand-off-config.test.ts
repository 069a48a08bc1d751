import { expect, test } from "vitest";
import { parseConfig } from "../../src/kiosk/config.ts";

const HEAD = 'id = "quay-1"\ndata = "/d"\ntrust = { root = "/r" }\n[[source]]\nkind = "serial"\npath = "/dev/ttyS0"\n';
const KEYBOARD = '[[handOff]]\nkind = "keyboard"\nname = "his"\ngadget = "/dev/hidg0"\ntemplate = "{fullName}{TAB}"\n';
const WEBHOOK = '[[handOff]]\nkind = "webhook"\nname = "queue"\nurl = "https://his.example/hook"\nsecrets = "/s"\n';

test("a counter may have several systems", () => {
  expect(parseConfig(`${HEAD}${KEYBOARD}${WEBHOOK}[[handOff]]\nkind = "fhir"\nguide = "ehealth"\n`)).toMatchObject({ ok: true });
});

test.each([
  [KEYBOARD + KEYBOARD, "handOff.1.name: his stands there twice"],
  [KEYBOARD.replace('gadget = "/dev/hidg0"\n', ""), "handOff.0: a keyboard has a gadget or a bridge, one of them"],
  [KEYBOARD.replace("{TAB}", "{ESC}"), "handOff.0.template: {ESC} is no key: use ENTER, TAB, DOWN, UP, END, F2"],
  [WEBHOOK.replace("https:", "http:"), "handOff.0.url: an https address without a user in it; http only on this machine"],
  [WEBHOOK.replace("his.example", "me:pw@his.example"), "handOff.0.url: an https address without a user in it; http only on this machine"],
  [`${WEBHOOK}fields = ["fullName"]\n`, "handOff.0: sealTo and fields belong together"],
  [
    `${WEBHOOK}fields = ["fullName"]\nsealTo = { kty = "OKP", crv = "X25519", x = "AA" }\n`,
    "handOff.0.sealTo: not a public key of X25519 as JWK",
  ],
])("what is wrong with a hand-off is said by its place", (toml, problem) => {
  expect(parseConfig(HEAD + toml)).toEqual({ ok: false, problems: [problem] });
});
