import type { TypedClaims } from "./typed-claims.ts";
import { count, line, listOf } from "./typed-value.ts";

/** A farmer or cooperative at a collection point. */
export const producer: TypedClaims = {
  type: "producer",
  vct: "vn.tram.producer",
  claims: [
    { key: 1, name: "growingAreaCode", kind: line(40) },
    { key: 2, name: "products", kind: listOf(line(100), 20) },
    /** At most 1,000 km². */
    { key: 3, name: "areaSquareMetres", kind: count(1, 1_000_000_000) },
    { key: 4, name: "cooperative", kind: line(200), isOptional: true },
  ],
};
