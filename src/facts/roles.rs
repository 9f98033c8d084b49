//! Roles as callers write them -> the roles that the law distinguishes (15 CFR 748.5).

/// Roles with the words that callers use for them.
const ROLES: &[(&str, &[&str])] = &[
    (
        "purchaser",
        &[
            "purchaser",
            "buyer",
            "sold_to",
            "customer",
            "importer",
            "client",
            "importer_of_record",
            "bill_to",
            "ordering_party",
        ],
    ),
    (
        "intermediate_consignee",
        &[
            "intermediate_consignee",
            "intermediate",
            "freight_forwarder",
            "forwarder",
            "forwarding_agent",
            "distributor",
            "reseller",
            "warehouse",
            "transit_agent",
            "broker",
            "agent",
        ],
    ),
    (
        "ultimate_consignee",
        &[
            "ultimate_consignee",
            "consignee",
            "ship_to",
            "deliver_to",
            "delivery_party",
            "notify_party",
            "receiver",
        ],
    ),
    ("end_user", &["end_user", "enduser", "end_customer", "final_user", "user", "operator"]),
    ("recipient", &["recipient", "foreign_national", "deemed_recipient", "employee"]),
    ("party", &["party", "counterparty", "business_partner", "vendor_or_customer"]),
    (
        "seller",
        &[
            "seller",
            "supplier",
            "vendor",
            "exporter",
            "shipper",
            "consignor",
            "manufacturer",
            "actor",
        ],
    ),
    (
        "software_supplier",
        &["software_supplier", "software_vendor", "ads_supplier", "vcs_supplier"],
    ),
    (
        "bank",
        &[
            "bank",
            "beneficiary_bank",
            "paying_bank",
            "issuing_bank",
            "advising_bank",
            "intermediary_bank",
            "payer_bank",
            "correspondent_bank",
            "guarantor",
            "lender",
            "financier",
            "underwriter",
            "escrow_agent",
        ],
    ),
    ("payer", &["payer", "originator", "remitter", "third_party_payer"]),
    ("payee", &["payee", "beneficiary"]),
    ("issuer", &["issuer"]),
    ("investee", &["investee", "target", "portfolio_company", "joint_venture"]),
    (
        "vessel_owner",
        &["vessel_owner", "ship_owner", "charterer", "vessel", "carrier", "vessel_operator"],
    ),
    ("principal_investigator", &["principal_investigator", "applicant", "grantee", "researcher"]),
    ("account_admin", &["account_admin", "account_holder", "signatory", "director", "contact"]),
    (
        "landlord",
        &[
            "landlord",
            "lessor",
            "insurer",
            "auditor",
            "service_provider",
            "clearing_house",
            "mentioned_in_documents",
            "witness",
        ],
    ),
];

/// The roles of 15 CFR 748.5(c)-(f), the recipient of a release, and a party whose part is not
/// stated (read as the strictest).
const EAR_ROLES: &[&str] = &[
    "purchaser",
    "intermediate_consignee",
    "ultimate_consignee",
    "end_user",
    "recipient",
    "party",
];

/// The canonical roles, for the vocabulary of facts.
pub const CANONICAL: &[&str] = &[
    "purchaser",
    "intermediate_consignee",
    "ultimate_consignee",
    "end_user",
    "recipient",
    "party",
    "seller",
    "software_supplier",
    "bank",
    "payer",
    "payee",
    "issuer",
    "investee",
    "vessel_owner",
    "principal_investigator",
    "account_admin",
    "landlord",
];

/// The canonical role of a word; an unknown or absent word is read as `party`, the strictest.
pub fn canonical(word: Option<&str>) -> &'static str {
    let Some(word) = word else { return "party" };
    let folded = word.trim().to_lowercase().replace([' ', '-'], "_");
    ROLES
        .iter()
        .find(|(_, words)| words.contains(&folded.as_str()))
        .map_or("party", |(role, _)| role)
}

/// Whether a listed party in this role triggers part 744 of the EAR.
pub fn is_ear_role(role: &str) -> bool {
    EAR_ROLES.contains(&role)
}
