import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import type { PasskeyCheck } from "../operator-ports.ts";

/** EdDSA, ES256, RS256 (RFC 9053, RFC 8812): what authenticators have. */
const ALGORITHMS = [-8, -7, -257];

/**
 * Passkeys for one origin and its domain, by @simplewebauthn/server; whoever holds one has to show his device that he is its owner. The library takes a
 * third of a second to load, so it is loaded at the first question.
 */
export function passkeys(origin: string, domain: string): PasskeyCheck {
  const library = () => import("@simplewebauthn/server");
  return {
    async newOptions({ id, name, passkeys: known }) {
      const options = await (await library()).generateRegistrationOptions({
        rpName: "Trạm",
        rpID: domain,
        userName: name,
        userID: new Uint8Array(Buffer.from(id, "utf8")),
        attestationType: "none",
        excludeCredentials: known.map((passkey) => ({ id: passkey.id })),
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        supportedAlgorithmIDs: ALGORITHMS,
      });
      return { challenge: options.challenge, options };
    },
    async signInOptions() {
      const options = await (await library()).generateAuthenticationOptions({ rpID: domain, userVerification: "required" });
      return { challenge: options.challenge, options };
    },
    async made(response, challenge) {
      const { verifyRegistrationResponse } = await library();
      try {
        const { verified, registrationInfo } = await verifyRegistrationResponse({
          response: response as RegistrationResponseJSON,
          expectedChallenge: challenge,
          expectedOrigin: origin,
          expectedRPID: domain,
          requireUserVerification: true,
          supportedAlgorithmIDs: ALGORITHMS,
        });
        if (!verified) return undefined;
        const { id, publicKey, counter } = registrationInfo.credential;
        return { id, publicKey: Buffer.from(publicKey).toString("base64url"), counter };
      } catch {
        return undefined; // the library's only way to say what is wrong
      }
    },
    async used(response, challenge, { id, publicKey, counter }) {
      const { verifyAuthenticationResponse } = await library();
      try {
        const { verified, authenticationInfo } = await verifyAuthenticationResponse({
          response: response as AuthenticationResponseJSON,
          expectedChallenge: challenge,
          expectedOrigin: origin,
          expectedRPID: domain,
          requireUserVerification: true,
          credential: { id, publicKey: new Uint8Array(Buffer.from(publicKey, "base64url")), counter },
        });
        return verified ? authenticationInfo.newCounter : undefined;
      } catch {
        return undefined; // likewise
      }
    },
  };
}
