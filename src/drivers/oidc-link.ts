import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Configuration } from "openid-client";
import { type ProviderConfig, roleOfClaims } from "../core/operator/provider.ts";
import type { ProviderLink } from "../operator-ports.ts";

/** How long the provider may take for an answer, in seconds. */
const TIMEOUT_SECONDS = 10;
/** The provider's clock may differ by so much, in seconds. */
const CLOCK_SECONDS = 30;

/**
 * The way to a provider by openid-client: code flow with PKCE (RFC 7636), state and nonce; issuer, audience, signature and times of the ID token are checked
 * by the library. The provider is asked for its description at the first sign-in, and again where it did not answer.
 */
export function oidcLink(config: ProviderConfig): ProviderLink {
  const library = () => import("openid-client");
  let discovered: Promise<Configuration> | undefined;

  async function discover(): Promise<Configuration> {
    const { discovery, allowInsecureRequests, clockTolerance, enableNonRepudiationChecks } = await library();
    const secret = (await readFile(config.secretFile, "utf8")).trim();
    const issuer = new URL(config.issuer);
    // For a provider on this very machine: the configuration takes no other without TLS.
    const insecure = issuer.protocol === "http:" ? [allowInsecureRequests] : [];
    // By default TLS stands for the signature of what comes from the token endpoint (OpenID Connect Core §3.1.3.7). Attack: whoever is in between there.
    const execute = [enableNonRepudiationChecks, ...insecure];
    const metadata = { client_secret: secret, [clockTolerance]: CLOCK_SECONDS };
    return await discovery(issuer, config.client, metadata, undefined, { execute, timeout: TIMEOUT_SECONDS });
  }

  function provider(): Promise<Configuration> {
    discovered ??= discover().catch((error: unknown) => {
      discovered = undefined;
      throw error;
    });
    return discovered;
  }

  return {
    async begin(redirectUri) {
      const { buildAuthorizationUrl, calculatePKCECodeChallenge, randomNonce, randomPKCECodeVerifier, randomState } = await library();
      const [verifier, nonce, state] = [randomPKCECodeVerifier(), randomNonce(), randomState()];
      const url = buildAuthorizationUrl(await provider(), {
        redirect_uri: redirectUri,
        scope: "openid profile",
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        nonce,
        state,
        ...(config.acr && { acr_values: config.acr.join(" ") }),
      });
      return { url: url.href, content: JSON.stringify({ verifier, nonce, state }) };
    },
    async finish(returned, content) {
      const { authorizationCodeGrant } = await library();
      const { verifier, nonce, state } = JSON.parse(content) as Readonly<Record<"verifier" | "nonce" | "state", string>>;
      try {
        const checks = { pkceCodeVerifier: verifier, expectedNonce: nonce, expectedState: state, idTokenExpected: true };
        const claims = (await authorizationCodeGrant(await provider(), returned, checks)).claims();
        if (!claims) return undefined;
        const { iss, sub, preferred_username: username } = claims;
        return {
          subject: createHash("sha256")
            .update(JSON.stringify([iss, sub]))
            .digest("hex"),
          name: typeof username === "string" && username !== "" ? username.slice(0, 60) : sub.slice(0, 60),
          role: roleOfClaims(claims, config),
        };
      } catch {
        return undefined; // the library's only way to say what is wrong
      }
    },
    async endUrl(returnTo) {
      const { buildEndSessionUrl } = await library();
      const known = await provider().catch(() => undefined);
      if (known?.serverMetadata().end_session_endpoint === undefined) return undefined;
      return buildEndSessionUrl(known, { post_logout_redirect_uri: returnTo }).href;
    },
  };
}
