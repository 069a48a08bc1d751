import { createHash, createPrivateKey, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A small provider of OpenID Connect on this machine: code flow with PKCE and a real signature (RS256). A test says who is there, and what goes wrong. */
export interface OpenIdProvider {
  readonly issuer: string;
  readonly client: string;
  readonly secret: string;
  /** What the next ID token says beside issuer, audience, times and nonce; a member of that name replaces it. */
  claims: Record<string, unknown>;
  /** Another key signs. */
  isForged: boolean;
  /** What it was asked at its token endpoint. */
  readonly asked: URLSearchParams[];
  close(): Promise<void>;
}

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

export async function startOpenIdProvider(): Promise<OpenIdProvider> {
  const [key, other] = [generateKeyPairSync("rsa", { modulusLength: 2048 }), generateKeyPairSync("rsa", { modulusLength: 2048 })];
  const codes = new Map<string, { readonly challenge: string; readonly nonce: string; readonly redirect: string }>();
  const asked: URLSearchParams[] = [];
  const server: Server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", provider.issuer);
    const json = (value: object, status = 200) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    const at = (path: string) => `${provider.issuer}${path}`;
    if (url.pathname === "/.well-known/openid-configuration")
      return json({
        issuer: provider.issuer,
        authorization_endpoint: at("/authorize"),
        token_endpoint: at("/token"),
        jwks_uri: at("/keys"),
        end_session_endpoint: at("/end"),
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
        code_challenge_methods_supported: ["S256"],
      });
    if (url.pathname === "/keys")
      return json({ keys: [{ ...key.publicKey.export({ format: "jwk" }), kid: "one", alg: "RS256", use: "sig" }] });
    const query = url.searchParams;
    if (url.pathname === "/authorize") {
      const code = randomUUID();
      const redirect = query.get("redirect_uri") ?? "";
      codes.set(code, { challenge: query.get("code_challenge") ?? "", nonce: query.get("nonce") ?? "", redirect });
      return response.writeHead(302, { location: `${redirect}?code=${code}&state=${query.get("state")}` }).end();
    }
    if (url.pathname !== "/token") return response.writeHead(200, { "content-type": "text/html" }).end("<title>out</title>");
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const form = new URLSearchParams(Buffer.concat(parts).toString());
    asked.push(form);
    const known = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const verifier = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (!known || verifier !== known.challenge || form.get("redirect_uri") !== known.redirect) return json({ error: "invalid_grant" }, 400);
    const now = Math.floor(Date.now() / 1000);
    const said = { iss: provider.issuer, aud: provider.client, sub: "u1", iat: now, exp: now + 60, nonce: known.nonce, ...provider.claims };
    const text = `${base64url({ alg: "RS256", kid: "one" })}.${base64url(said)}`;
    const signature = sign(
      "sha256",
      Buffer.from(text),
      createPrivateKey((provider.isForged ? other : key).privateKey.export({ type: "pkcs8", format: "pem" })),
    );
    return json({ access_token: "x", token_type: "Bearer", expires_in: 60, id_token: `${text}.${signature.toString("base64url")}` });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const provider: OpenIdProvider = {
    issuer: `http://127.0.0.1:${port}`,
    client: "tram-central",
    secret: "a-secret-of-the-test",
    claims: {},
    isForged: false,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return provider;
}
