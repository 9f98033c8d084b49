//! License requirement and review policy phrases.

use highfence::lists::legal_text::{footnotes, requirement, review};
use highfence::model::RequirementScope::{
    self, AllItems, CclAndSupp7, CclItems, Eccns, Projects746_8, Supp2, Unparsed,
};

#[track_caller]
fn check_requirement(
    raw: &str,
    scope: &RequirementScope,
    except: Option<&str>,
    exceptions: &[&str],
    notes: &[u8],
) {
    let read = requirement(raw);
    assert_eq!(read.scope, *scope, "{raw}");
    match except {
        None => assert_eq!(read.except, None, "{raw}"),
        Some(part) => {
            let found = read.except.unwrap_or_default();
            assert!(found.contains(part), "{raw}: except is `{found}`");
        }
    }
    assert_eq!(read.exceptions, exceptions, "{raw}");
    assert_eq!(footnotes(raw), notes, "{raw}");
}

#[test]
fn requirements_are_read_word_by_word() {
    for (raw, scope, except, exceptions, notes) in [
        (
            "For all items subject to the EAR. (See §744.11 of the EAR).",
            AllItems,
            None,
            &[][..],
            &[][..],
        ),
        (
            "For all items subject to the EAR. (See part§744.11 of the EAR).",
            AllItems,
            None,
            &[],
            &[],
        ),
        ("For all items subject to the EAR. (See §744.2 (d) of the EAR)", AllItems, None, &[], &[]),
        ("All Items Subject to the EAR", AllItems, None, &[], &[]),
        (
            "For all items subject to the EAR, see §§ 734.9(e)1 and 744.11 of the EAR2",
            AllItems,
            None,
            &[],
            &[1],
        ),
        (
            "For all items subject to the EAR. (See §§ 734.9(g),3 746.8(a)(3), and 744.21(b) of the EAR)",
            AllItems,
            None,
            &[],
            &[3],
        ),
        (
            "For all items subject to the EAR (See §§734.9(g)3, 746.8(a)(3), and 744.2l(b) of the EAR",
            AllItems,
            None,
            &[],
            &[3],
        ),
        (
            "For All Items Subject to the EAR (See §734.9(e), and 744.11 of the EAR)4.",
            AllItems,
            None,
            &[],
            &[4],
        ),
        (
            "For all items subject to the EAR. (See §§ 734.9(e)(2) and 744.11 of the EAR) 4",
            AllItems,
            None,
            &[],
            &[4],
        ),
        (
            "For all items subject to the EAR. (See §734.4(a)(9), 734.9(e)(3) and 744.11 of the EAR)5",
            AllItems,
            None,
            &[],
            &[5],
        ),
        (
            "For items on the CCL and listed in supplement no. 7 to part 746 of the EAR",
            CclAndSupp7,
            None,
            &[],
            &[],
        ),
        ("ccl_items_and_ear99_items_in_746_supp7", CclAndSupp7, None, &[], &[]),
        ("all_items_subject_to_ear", AllItems, None, &[], &[]),
        (
            "all items subject to the EAR when used in projects specified in 746.8(a)(4) (earlier 746.5)",
            Projects746_8,
            None,
            &[],
            &[],
        ),
        (
            "For all items subject to the EAR when used in projects specified in§746.5 of the EAR. ",
            Projects746_8,
            None,
            &[],
            &[],
        ),
        (
            "For any item subject to the EAR listed in supplement no. 2 to part 744.",
            Supp2,
            None,
            &[],
            &[],
        ),
        ("For all items on the CCL. (See §744.11 of the EAR).", CclItems, None, &[], &[]),
        (
            "For items classified under ECCNs 3A001.a and 4A003 (See § 744.11 of the EAR)",
            Eccns(vec!["3A001.a".into(), "4A003".into()]),
            None,
            &[],
            &[],
        ),
        (
            "For all items subject to the EAR. (See § 744.11 of the EAR). This license requirement may be overcome by License Exception GOV under § 740.11(b)(2) and (e).",
            AllItems,
            None,
            &["GOV"],
            &[],
        ),
        (
            "For All Items Subject to the EAR (See §744.11 of the EAR). This license requirement may be overcome by License Exception GOV under §740.11(b) when used by the U.S Geological Survey.",
            AllItems,
            None,
            &["GOV (when used by the U.S Geological Survey)"],
            &[],
        ),
        (
            "For All Items Subject to the EAR (See §744.11 of the EAR), except for EAR99-designated technology for the operation, maintenance, or repair of unmanned aerial vehicles (UAV) released to this entity by the operator of the UAV.",
            AllItems,
            Some("EAR99-designated technology"),
            &[],
            &[],
        ),
        (
            "All items subject to the EAR except for food or medicine designated as EAR99. (See §§ 734.9(g),3 746.8(a)(3), and 744.21(b) of the EAR)",
            AllItems,
            Some("food or medicine designated as EAR99"),
            &[],
            &[3],
        ),
        ("For all items subject to the EAR when destined to the moon", Unparsed, None, &[], &[]),
        ("", Unparsed, None, &[], &[]),
        ("Presumption of denial", Unparsed, None, &[], &[]),
    ] {
        check_requirement(raw, &scope, except, exceptions, notes);
    }
}

#[test]
fn an_exception_says_which_item_types_it_reaches() {
    let read = requirement(
        "All items subject to the EAR (See §744.11 of the EAR), except for EAR99-designated technology for the repair of UAVs.",
    );
    assert_eq!(read.except_item_kinds, ["technology"]);
    assert_eq!(read.except.as_deref(), Some("EAR99-designated technology for the repair of UAVs"));
}

#[track_caller]
fn check_review(raw: &str, default: Option<&str>, clauses: &[(&str, &[&str], &str)]) {
    let read = review(raw);
    assert_eq!(read.default.as_deref(), default, "{raw}: {read:?}");
    let found: Vec<(&str, Vec<&str>, &str)> = read
        .clauses
        .iter()
        .map(|c| {
            (c.policy.as_str(), c.eccns.iter().map(String::as_str).collect(), c.condition.as_str())
        })
        .collect();
    let expected: Vec<(&str, Vec<&str>, &str)> =
        clauses.iter().map(|(p, e, c)| (*p, e.to_vec(), *c)).collect();
    assert_eq!(found, expected, "{raw}");
}

#[test]
fn review_policies_have_a_default_and_clauses() {
    const DENY: Option<&str> = Some("presumption_of_denial");
    const POLICY: Option<&str> = Some("policy_of_denial");
    const CASE: Option<&str> = Some("case_by_case");
    check_review("Presumption of denial.", DENY, &[]);
    check_review("presumption_of_denial", DENY, &[]);
    check_review("Presumption for denial", DENY, &[]);
    check_review("Policy of denial. See §§ 746.8(b) and 744.21(e)", POLICY, &[]);
    check_review("Policy of denial See §§ 746.8(b) and 744.21(e).", POLICY, &[]);
    check_review("Policy of denial for all items subject to the EAR. See § 746.8(b)", POLICY, &[]);
    check_review("Case-by-case basis", CASE, &[]);
    check_review("case_by_case", CASE, &[]);
    check_review("See §744.3(d) of this part", CASE, &[]);
    check_review("See § 746.8(b)(2) of the EAR", DENY, &[]);
    check_review("See §§744.11 and 744.23(d) of the EAR", DENY, &[]);
    check_review("For all items subject to the EAR. (See § 744.11 of the EAR)", None, &[]);
    check_review("", None, &[]);
    check_review(
        "Case-by-case for all items listed on the CCL. Presumption of approval for EAR99 items",
        CASE,
        &[("presumption_of_approval", &["EAR99"], "")],
    );
    check_review(
        "Presumption of approval for EAR99; case-by-case review for all items on the CCL",
        CASE,
        &[("presumption_of_approval", &["EAR99"], "")],
    );
    check_review(
        "Policy of denial for all items subject to the EAR apart from food and medicine designated as EAR99 and for items for U.S. Government supported use in the International Space Station (ISS), which will be reviewed on a case-by-case basis. See §§ 746.8(b) and 744.21(e).",
        POLICY,
        &[
            ("case_by_case", &[], "food and medicine designated as EAR99"),
            (
                "case_by_case",
                &[],
                "items for U.S. Government supported use in the International Space Station (ISS)",
            ),
        ],
    );
    check_review(
        "Case-by-case review for ECCNs 1A004.c, 1A004.d, 1A995, 1A999.a, 1D003, 2A983, 2D983, and 2E983, and for EAR99 items described in the Note to ECCN 1A995; casa-by-case review for items necessary to detect, identify and treat infectious disease; and presumption of denial for all other items subject to the EAR.",
        DENY,
        &[
            (
                "case_by_case",
                &["1A004.c", "1A004.d", "1A995", "1A999.a", "1D003", "2A983", "2D983", "2E983"],
                "",
            ),
            ("case_by_case", &[], "EAR99 items described in the Note to ECCN 1A995"),
            (
                "case_by_case",
                &[],
                "items necessary to detect, identify and treat infectious disease",
            ),
        ],
    );
    check_review(
        "case_by_case for 1A004.c/.d, 1A995, 1A999.a, 1D003, 2A983, 2D983, 2E983 and certain EAR99 infectious-disease items; presumption_of_denial for all others",
        DENY,
        &[
            (
                "case_by_case",
                &["1A004.c", "1A004.d", "1A995", "1A999.a", "1D003", "2A983", "2D983", "2E983"],
                "",
            ),
            ("case_by_case", &[], "certain EAR99 infectious-disease items"),
        ],
    );
    check_review(
        "presumption_of_denial for items uniquely required for advanced nodes (10 nm and below); case_by_case otherwise",
        CASE,
        &[(
            "presumption_of_denial",
            &[],
            "items uniquely required for advanced nodes (10 nm and below)",
        )],
    );
    check_review(
        "presumption_of_denial (case-by-case for items to detect/treat infectious disease)",
        DENY,
        &[("case_by_case", &[], "items to detect/treat infectious disease")],
    );
    check_review("presumption_of_denial for such projects", DENY, &[]);
    check_review(
        "Policy of denial Case-by-case basis for items for U.S. Government supported use in the International Space Station (ISS).",
        POLICY,
        &[(
            "case_by_case",
            &[],
            "items for U.S. Government supported use in the International Space Station (ISS)",
        )],
    );
    check_review(
        "Presumption of denial except case-by-case for items not described in ECCN 3B001.a.4, .c, .d, f.1.b.2, .k to .p; 3B002.c, 3B993, or 3B994",
        DENY,
        &[(
            "case_by_case",
            &[],
            "items not described in ECCN 3B001.a.4, .c, .d, f.1.b.2, .k to .p; 3B002.c, 3B993, or 3B994",
        )],
    );
    check_review(
        "Presumption of denial for all items to include items described in ECCN 3B001.a.4. Case-by-case for items designed for production of 200mm wafers destined to a 200mm wafer production facility.",
        DENY,
        &[(
            "case_by_case",
            &[],
            "items designed for production of 200mm wafers destined to a 200mm wafer production facility",
        )],
    );
}

/// Every spelling of the requirement and the policy in the list of 2026-07-31, against the counts
/// that an independent reading (regular expressions over the citations) gave.
#[test]
fn all_spellings_of_2026_are_read() {
    let Some(data) = super::shared::data("all_spellings_of_2026_are_read") else { return };
    let text = std::fs::read_to_string(data.join("us-csl/projection-2026-07-31.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let requirements = json["tables"]["licenceRequirements"].as_array().unwrap();
    let policies = json["tables"]["licencePolicies"].as_array().unwrap();
    let mut unparsed = Vec::new();
    let mut by_footnote = std::collections::BTreeMap::<Vec<u8>, usize>::new();
    let mut by_scope = std::collections::BTreeMap::<String, usize>::new();
    let mut el = 0;
    for entry in json["entries"].as_array().unwrap() {
        let Some(raw) = entry["lr"].as_u64().map(|i| requirements[i as usize].as_str().unwrap())
        else {
            continue;
        };
        el += 1;
        *by_footnote.entry(footnotes(raw)).or_default() += 1;
        *by_scope.entry(format!("{:?}", requirement(raw).scope)).or_default() += 1;
    }
    for raw in requirements.iter().map(|v| v.as_str().unwrap()) {
        if requirement(raw).scope == Unparsed {
            unparsed.push(raw);
        }
    }
    for raw in policies.iter().map(|v| v.as_str().unwrap()) {
        let read = review(raw);
        if read.default.is_none() {
            unparsed.push(raw);
        }
    }
    assert_eq!((requirements.len(), policies.len()), (89, 78));
    assert_eq!(el, 3490);
    assert_eq!(by_footnote[&vec![1]], 156);
    assert_eq!(by_footnote[&vec![3]], 771);
    assert_eq!(by_footnote[&vec![4]], 96);
    assert_eq!(by_footnote[&vec![5]], 16);
    assert_eq!(by_scope["CclAndSupp7"], 19);
    assert_eq!(by_scope["Projects746_8"], 82);
    assert_eq!(by_scope["Supp2"], 70);
    // Two cells hold a requirement where the policy should be; two policies cover only some items.
    assert_eq!(
        unparsed,
        [
            "Presumption of approval for EAR99 items",
            "Case-by-Case review for licenses for the safety of civil aviation of aircraft.",
            "For all items subject to the EAR. (See § 744.11 of the EAR)",
            "For all items subject to the EAR when used in projects specified in § 746.8(a)(4) of the EAR",
        ]
    );
}
