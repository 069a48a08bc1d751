import { describe, expect, test } from "vitest";
import { ADVICE } from "../../src/core/advice.ts";
import { recognise } from "../../src/core/recognise.ts";
import { sceneCatalogue } from "../../src/core/scene/catalogue.ts";
import { bytesOf } from "../../src/core/scene/code-modules.ts";
import { denseSequences } from "../../src/core/scene/dense-sequences.ts";
import { labelledScenes } from "../../src/core/scene/labelled-scenes.ts";
import { sampleCodes } from "../../src/core/scene/sample-codes.ts";
import { createSequence } from "../../src/core/scene/sequence.ts";

const SIZE = { width: 640, height: 480 };

describe("the catalogue of scenes", () => {
  const scenes = sceneCatalogue(1);

  test("has each name once, a line on each, and rooms without a code as well as frames with two", () => {
    expect(new Set(scenes.map(({ name }) => name)).size).toBe(scenes.length);
    expect(scenes.filter(({ says }) => !says.endsWith("."))).toEqual([]);
    expect(new Set(scenes.map(({ spec }) => spec.held.length))).toEqual(new Set([0, 1, 2]));
    expect(new Set(scenes.flatMap(({ spec }) => spec.held.map(({ medium }) => medium.kind)))).toEqual(new Set(["card", "paper", "phone"]));
  });

  test("holds a code up in each scene that is not an empty room, sooner or later", () => {
    for (const { name, spec } of scenes) {
      const sequence = createSequence({ ...spec, camera: { ...spec.camera, width: 160, height: 120 } });
      const seen = Array.from({ length: spec.frames }, (_, n) => sequence.truth(n).codes.length);
      expect([name, Math.max(...seen)]).toEqual([name, name.startsWith("empty room") ? 0 : spec.held.length]);
    }
  });

  test("is another one with another seed, and draws the codes that it is given", () => {
    const [sample] = sampleCodes(5);
    expect(sceneCatalogue(2).map(({ spec }) => spec.held)).not.toEqual(scenes.map(({ spec }) => spec.held));
    const given = sceneCatalogue(1, sample ? [{ ...sample, content: { text: "GIVEN" } }] : []);
    expect(
      given
        .flatMap(({ spec }) => spec.held.flatMap(({ codes }) => codes))
        .every(({ content }) => "text" in content && content.text === "GIVEN"),
    ).toBe(true);
  });
});

test("sample codes are what their names say", () => {
  const named = new Map(sampleCodes(3).map(({ name, content }) => [name, content]));
  const formatOf = (name: string) => {
    const content = named.get(name);
    const recognised = content && recognise(bytesOf(content));
    return recognised?.ok ? recognised.value.format : undefined;
  };
  const names = ["claim169", "citizen-card", "health-insurance-card", "personal-number", "prescription-code", "link"];
  expect(names.map(formatOf)).toEqual(names);
  expect(["claim169-dense", "claim169-middle"].map(formatOf)).toEqual(["claim169", "claim169"]);
});

test("there are 32 dense sequences of 24 frames, at any size: two codes, eight conditions, two takes, all of them different", () => {
  const sequences = denseSequences(1, SIZE);
  expect(sequences.map(({ frames }) => frames)).toEqual(Array.from({ length: 32 }, () => 24));
  const texts = sequences.flatMap(({ held }) =>
    held.flatMap(({ codes }) => codes.map(({ content }) => ("text" in content ? content.text : ""))),
  );
  expect(new Set(texts).size).toBe(32);
  const lengths = texts.map(({ length }) => length).toSorted((one, other) => one - other);
  expect(lengths.slice(0, 16).every((length) => Math.abs(length - 300) < 25)).toBe(true);
  expect(lengths.slice(16).every((length) => Math.abs(length - 600) < 25)).toBe(true);
});

describe("labelled scenes", () => {
  const scenes = [1, 2, 3].flatMap((seed) => labelledScenes(seed, SIZE));

  test.each([...ADVICE, undefined])("have nothing wrong but what their label says: %s", (advice) => {
    const labelled = scenes.filter((scene) => scene.advice === advice);
    expect(labelled.length).toBeGreaterThanOrEqual(9);
    for (const { spec } of labelled) {
      const sequence = createSequence(spec);
      const said = Array.from({ length: spec.frames }, (_, n) => sequence.truth(n).advice);
      expect([spec.name, said]).toEqual([spec.name, said.map(() => (advice ? [advice] : []))]);
    }
  });
});
