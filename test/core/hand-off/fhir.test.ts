import { describe, expect, test } from "vitest";
import { type FhirSource, fhirBundle } from "../../../src/core/hand-off/fhir.ts";
import { FHIR_GUIDES } from "../../../src/core/hand-off/fhir-guides.ts";

const HEAD = { kiosk: "quay-1", seq: 42, at: 1795747805 } as const;
const READ = { ...HEAD, reason: "document-read", code: "T-301", verdict: "read-only" } as const;

const CITIZEN_CARD: FhirSource = {
  ...READ,
  type: "citizen-card",
  claims: {
    personalId: "001190000012",
    oldId: "012345678",
    fullName: "Nguyễn Thị Bưởi",
    dob: "1990-05-15",
    sex: "F",
    address: "12 Hàng Bài, Hà Nội",
    issued: "2021-06-01",
  },
};
const CREDENTIAL: FhirSource = {
  ...HEAD,
  reason: "granted",
  code: "T-101",
  verdict: "accept",
  type: "citizen",
  issuer: "https://issuer.example",
  claims: { id: "001190000012", fullName: "Nguyễn Thị Bưởi", dateOfBirth: "19900515", gender: 2, phone: "0912345678" },
};
const INSURANCE: FhirSource = {
  ...READ,
  type: "health-insurance-card",
  claims: {
    cardNo: "DN4790123456789",
    fullName: "Trần Văn An",
    dob: "1985",
    sex: "M",
    address: null,
    facility: "01043",
    validFrom: "2026-01-01",
    validTo: "2026-12-31",
    benefitLevel: "4",
  },
};

const NI = { coding: [{ system: "http://terminology.hl7.org/CodeSystem/v2-0203", code: "NI" }] };
const SB = { coding: [{ system: "http://terminology.hl7.org/CodeSystem/v2-0203", code: "SB" }] };

/** The resources of a bundle, without their places. */
function resourcesOf(source: FhirSource, guide: (typeof FHIR_GUIDES)[number]): readonly unknown[] {
  const { entry = [] } = (fhirBundle(source, guide) ?? {}) as { readonly entry?: readonly { readonly resource: unknown }[] };
  return entry.map(({ resource }) => resource);
}

describe("by the guide of HL7 Việt Nam", () => {
  test("a citizen card is a Patient whose number, name and day of birth are those of the card", () => {
    expect(resourcesOf(CITIZEN_CARD, "hl7vn")[0]).toEqual({
      resourceType: "Patient",
      meta: { profile: ["http://fhir.hl7.org.vn/core/StructureDefinition/vn-core-patient"] },
      identifier: [
        { use: "official", type: NI, system: "http://fhir.hl7.org.vn/core/sid/cccd", value: "001190000012" },
        { use: "old", type: NI, system: "http://fhir.ehealth.gov.vn/core/sid/national_id", value: "012345678" },
      ],
      name: [{ use: "official", text: "Nguyễn Thị Bưởi", family: "Nguyễn", given: ["Thị", "Bưởi"] }],
      gender: "female",
      birthDate: "1990-05-15",
      address: [{ use: "home", text: "12 Hàng Bài, Hà Nội", country: "VN" }],
    });
  });

  test("a citizen's credential says the same in its own words", () => {
    expect(resourcesOf(CREDENTIAL, "hl7vn")[0]).toMatchObject({
      identifier: [{ value: "001190000012" }],
      telecom: [{ system: "phone", value: "0912345678" }],
      gender: "female",
      birthDate: "1990-05-15",
    });
  });

  test("a health-insurance card is a Patient and a Coverage", () => {
    const [patient, coverage] = resourcesOf(INSURANCE, "hl7vn");
    expect(patient).toMatchObject({
      identifier: [{ type: SB, system: "http://fhir.hl7.org.vn/core/sid/bhyt" }],
      birthDate: "1985",
      gender: "male",
    });
    expect(coverage).toEqual({
      resourceType: "Coverage",
      meta: { profile: ["http://fhir.hl7.org.vn/core/StructureDefinition/vn-core-coverage"] },
      extension: [
        {
          url: "http://fhir.hl7.org.vn/core/StructureDefinition/vn-ext-bhyt-card-type",
          valueCodeableConcept: { coding: [{ system: "http://fhir.hl7.org.vn/core/CodeSystem/vn-bhyt-card-type-cs", code: "DN" }] },
        },
        {
          url: "http://fhir.hl7.org.vn/core/StructureDefinition/vn-ext-primary-care-facility",
          valueReference: { type: "Organization", identifier: { system: "http://fhir.hl7.org.vn/core/sid/ma-cskcb", value: "01043" } },
        },
      ],
      identifier: [{ system: "http://fhir.hl7.org.vn/core/sid/bhyt", value: "DN4790123456789" }],
      status: "active",
      type: {
        coding: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "PUBLICPOL", display: "public healthcare" }],
        text: "Bảo hiểm y tế",
      },
      subscriberId: "DN4790123456789",
      beneficiary: { reference: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/) },
      period: { start: "2026-01-01", end: "2026-12-31" },
      payor: [{ display: "Bảo hiểm xã hội Việt Nam" }],
      class: [
        {
          type: { coding: [{ system: "http://terminology.hl7.org/CodeSystem/coverage-class", code: "class" }], text: "Mức hưởng" },
          value: "4",
          name: "Mức hưởng",
        },
      ],
    });
  });
});

test("by the ministry's guide the same card has its names, and a Coverage of FHIR alone", () => {
  const [patient, coverage] = resourcesOf(INSURANCE, "ehealth");
  expect(patient).toMatchObject({
    meta: { profile: ["http://fhir.ehealth.gov.vn/core/StructureDefinition/vn-core-patient"] },
    identifier: [{ system: "http://fhir.ehealth.gov.vn/core/sid/insurance_number", value: "DN4790123456789" }],
  });
  expect(coverage).not.toHaveProperty("meta");
  expect(coverage).not.toHaveProperty("extension");
});

test("a Provenance says whether a signature was verified or a card only read, and names nobody", () => {
  expect(resourcesOf(CREDENTIAL, "hl7vn").at(-1)).toMatchObject({
    resourceType: "Provenance",
    recorded: "2026-11-27T09:50:05+07:00",
    agent: [{ type: { coding: [{ code: "verifier" }] }, who: { identifier: { value: "quay-1" } } }],
    entity: [
      {
        role: "source",
        what: { identifier: { system: "urn:tram:journal:quay-1", value: "42" }, display: "citizen, https://issuer.example" },
      },
    ],
  });
  expect(resourcesOf(CITIZEN_CARD, "hl7vn").at(-1)).toMatchObject({ agent: [{ type: { coding: [{ code: "enterer" }] } }] });
});

describe.each(FHIR_GUIDES)("by %s", (guide) => {
  test.each([CITIZEN_CARD, CREDENTIAL, INSURANCE])(
    "every reference leads to a resource of the bundle, and asking twice gives the same",
    (source) => {
      const bundle = fhirBundle(source, guide);
      const text = JSON.stringify(bundle);
      const urls = new Set([...text.matchAll(/"fullUrl":"(urn:uuid:[^"]+)"/g)].map(([, url]) => url));
      const references = [...text.matchAll(/"reference":"([^"]+)"/g)].map(([, url]) => url);
      expect(references.length).toBeGreaterThan(0);
      expect(references.filter((url) => !urls.has(url))).toEqual([]);
      expect(urls.size).toBe(resourcesOf(source, guide).length);
      expect(JSON.stringify(fhirBundle(source, guide))).toBe(text);
      // R4 §2.6.2: no empty object, list, text or null.
      expect(text).not.toMatch(/\{\}|\[\]|""|null/);
    },
  );

  test("numbers of another form, days that the calendar has not and cards without a person are left out", () => {
    const odd = { ...CITIZEN_CARD, claims: { personalId: "12", fullName: "An", dob: "1990-02-30", sex: null } };
    expect(resourcesOf(odd, guide)[0]).toEqual({
      resourceType: "Patient",
      meta: expect.anything(),
      name: [{ use: "official", text: "An" }],
      gender: "unknown",
    });
    expect(fhirBundle({ ...READ, type: "link", claims: { host: "example.vn" } }, guide)).toBeUndefined();
  });
});
