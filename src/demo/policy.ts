import { COMMUNE_CODE } from "./papers.ts";

/**
 * What the demo's counter asks for, as the last sections of its configuration file (docs/operating.md explains each key). It takes every
 * type, so that everything can be tried, and shows each kind of rule once.
 */
export const DEMO_POLICY = `
[policy]
id = "demo"
once = ["prescription"]
receipts = true
nextStep = { vi = "Mời ông bà qua quầy 3.", en = "Please go to counter 3." }

[policy.live]
citizen = "preferred"
health-insurance = "required"

[[policy.conditions]]
id = "adult"
label = { vi = "Đủ 18 tuổi", en = "18 or older" }
types = ["citizen"]
minimumAge = 18

[[policy.conditions]]
id = "resident"
label = { vi = "Cư trú tại xã Ví Dụ", en = "Lives in the commune of Ví Dụ" }
types = ["household-address"]
residentOf = ["${COMMUNE_CODE}"]

[policy.fee]
bin = "970499"
account = "0990000000001"

[policy.seal]
prescription = ["fullName", "prescriptionCode"]

[policy.disclose]
citizen = ["fullName", "photo"]
health-insurance = ["fullName", "cardNumber", "benefitLevel", "facility", "validTo"]
prescription = ["fullName", "prescriptionCode", "items"]
student = ["fullName", "class", "schoolYear"]
producer = ["growingAreaCode", "products", "areaSquareMetres", "cooperative"]
application = ["fullName", "applicationNumber", "office", "dueDate"]
citizen-card = ["fullName", "dob", "sex", "address", "personalId"]
health-insurance-card = ["fullName", "dob", "cardNo", "facility", "validFrom", "validTo"]
prescription-code = ["code"]
`;
