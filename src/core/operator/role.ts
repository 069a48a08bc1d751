/**
 * What an operator is there for. `viewer`: looks at the fleet; `technician`: looks after kiosks; `operator`: runs the fleet; `admin`: also says who the
 * operators are; `auditor`: reads everything, exports it, and changes nothing.
 */
export const ROLES = ["viewer", "technician", "operator", "admin", "auditor"] as const;
export type Role = (typeof ROLES)[number];
