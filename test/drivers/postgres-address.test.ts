import { expect, test } from "vitest";
import { postgresAddress } from "../../src/drivers/postgres-address.ts";

test.each([
  ["postgres://central@127.0.0.1:5433/tram", { host: "127.0.0.1", port: 5433, user: "central", database: "tram", ssl: false }],
  ["postgresql://localhost/tram?sslmode=verify-full", { host: "localhost", database: "tram", ssl: { rejectUnauthorized: true } }],
  ["postgres:///tram?host=/run/postgresql&user=central", { host: "/run/postgresql", user: "central", database: "tram", ssl: false }],
  ["postgres://central@db.example/tram", { host: "db.example", user: "central", ssl: { rejectUnauthorized: true } }],
  ["postgres://[::1]/tram", { host: "::1", ssl: false }],
])("%s is understood, and protected where it leaves the machine", (text, expected) => {
  expect(postgresAddress(text, "flag")).toMatchObject(expected);
});

test.each([
  ["mysql://central@db/tram", "not-postgres"],
  ["ledger.sqlite", "not-postgres"],
  ["postgres://central:secret@db.example/tram", "password"],
  ["postgres://db.example/tram?sslmode=require", "unprotected"],
  ["postgres://db.example/tram?sslmode=disable", "unprotected"],
  ["postgres://127.0.0.1.example/tram?sslmode=disable", "unprotected"],
  ["postgres://db.example/tram?sslmode=no-verify", "unprotected"],
  ["postgres://localhost/tram?options=-c%20synchronous_commit%3Doff", "parameter"],
  ["postgres://db.example/tram?sslrootcert=/no/such/file", "certificate"],
])("%s is refused on the command line: %s", (text, fault) => {
  expect(postgresAddress(text, "flag")).toBe(fault);
});

test("a password may stand in a private file, and is in nothing that is shown", () => {
  const address = postgresAddress("postgres://central:s%20ecret@db.example/tram", "secret");
  expect(address).toMatchObject({ user: "central", password: "s ecret", shown: "db.example/tram" });
});
