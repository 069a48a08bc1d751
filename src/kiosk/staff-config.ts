import * as v from "valibot";

const path = v.pipe(v.string(), v.minLength(1, "a path must not be empty"));
/** A DNS name in lower case (RFC 1123 §2.1), e.g. `tram-05.local`: an address needs no name. */
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** JSON and TOML shape of the staff's page. */
export const StaffSchema = v.strictObject({
  /** Port of the page for other devices, over TLS, on every network of the kiosk; absent: the page is on the kiosk's own screen alone. */
  port: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))),
  /** `127.0.0.1`: the port is open to programs of this machine alone, to try the page out; absent: to every network. */
  host: v.exactOptional(v.literal("127.0.0.1")),
  /** Names by which other devices reach the kiosk, beside its host name and its addresses. */
  names: v.optional(v.pipe(v.array(v.pipe(v.string(), v.regex(HOST_NAME, "a host name in lower case"))), v.maxLength(8)), []),
  /** Certificate and key of the office, PEM; absent: the kiosk makes its own. */
  certificate: v.exactOptional(path),
  key: v.exactOptional(path),
});
export type StaffConfig = v.InferOutput<typeof StaffSchema>;

/** Where what belongs to the staff's page lies, in the kiosk's data folder. */
export const STAFF_FILES = {
  pins: "staff",
  devices: "staff-devices",
  pairing: "staff-pairing.json",
  service: "staff-service.json",
  key: "staff-key.pem",
  certificate: "staff-certificate.pem",
} as const;

/** What is wrong with it although every key is right. */
export function staffProblems({ port, host, names, certificate, key }: StaffConfig): readonly string[] {
  const problems: string[] = [];
  if ((certificate === undefined) !== (key === undefined)) problems.push("staff: certificate and key belong together");
  if (port === undefined && (certificate !== undefined || names.length > 0 || host !== undefined)) {
    problems.push("staff.port: host, names, certificate and key are for other devices; say at which port");
  }
  return problems;
}
