//! Parties against list entries: what confirms, what only may be, what is not.
use highfence::matching::{Identity, MatchedBy, PartyMatch, THRESHOLD, match_party};
use highfence::model::{Address, Identifier, ListEntry, Name, NameKind, Party, PartyKind};

fn entry(names: &[&str], kind: PartyKind) -> ListEntry {
    let mut entry = ListEntry::new("US-BIS-EL", "1", names[0]);
    entry.party.kind = kind;
    entry.party.names.extend(names[1..].iter().map(|n| Name::new(*n, NameKind::Alias)));
    entry
}

fn party(names: &[&str]) -> Party {
    Party {
        names: names.iter().map(|n| Name::new(*n, NameKind::Primary)).collect(),
        ..Party::default()
    }
}

fn found(query: &Party, entry: &ListEntry) -> Option<PartyMatch> {
    match_party(query, entry, THRESHOLD, None)
}

#[test]
fn identity_of_pairs() {
    use Identity::{Confirmed, Possible};
    let cases: &[(&[&str], &[&str], &[Option<Identity>])] = &[
        (&["SIS DOO"], &["SIS D.O.O."], &[Some(Confirmed)]),
        (
            &["Beijing Inst. of Tech., School of Chemistry"],
            &["Beijing Institute of Technology"],
            &[Some(Confirmed)],
        ),
        (
            &["Inspur Electronic Information Industry Co., Ltd."],
            &["Inspur Group Co., Ltd."],
            &[None, Some(Possible)],
        ),
        (
            &["Hikvision Europe B.V."],
            &["Hangzhou Hikvision Digital Technology Co., Ltd.", "Hikvision"],
            &[None, Some(Possible)],
        ),
        (&["PJSC Rosneft Oil Company"], &["Rosneft"], &[Some(Confirmed)]),
        (&["VTB Bank (PJSC)"], &["VTB BANK PUBLIC JOINT STOCK COMPANY"], &[Some(Confirmed)]),
        (
            &["Almaz Antey Telecom"],
            &["JOINT-STOCK COMPANY CONCERN ALMAZ-ANTEY", "ALMAZ-ANTEY CORP"],
            &[Some(Possible), Some(Confirmed)],
        ),
        (
            &["Foshan Hua Wei Ceramics Co., Ltd.", "佛山市华伟陶瓷有限公司"],
            &["Huawei Technologies Co., Ltd."],
            &[None],
        ),
        (
            &["LC Aircompany Kyrgyztransavia"],
            &["KYRGYZ TRANS AVIA"],
            &[Some(Possible), Some(Confirmed)],
        ),
        (&["The Cobalt Refinery Company Inc."], &["COBALT REFINERY CO. INC."], &[Some(Confirmed)]),
        (&["Zhongshan Lihui Metal Products Co., Ltd."], &["LI, Hui"], &[None]),
    ];
    let mut wrong = Vec::new();
    for (query, listed, expected) in cases {
        let identity = found(&party(query), &entry(listed, PartyKind::Unknown)).map(|m| m.identity);
        if !expected.contains(&identity) {
            wrong.push(format!("{query:?} against {listed:?}: {identity:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn people() {
    let mut query = party(&["Oleg Deripaska"]);
    query.kind = PartyKind::Individual;
    let listed = entry(&["DERIPASKA, Oleg Vladimirovich"], PartyKind::Individual);
    assert_eq!(found(&query, &listed).unwrap().identity, Identity::Confirmed);

    let mut query = party(&["Claudia Aguirre"]);
    query.dates_of_birth = vec!["1972-03-11".into()];
    let mut listed = entry(&["AGUIRRE SANCHEZ, Claudia"], PartyKind::Individual);
    listed.party.dates_of_birth = vec!["1972-03-11".into()];
    let matched = found(&query, &listed).unwrap();
    assert!(matched.evidence.iter().any(|e| e.feature == "dob"));
    listed.party.dates_of_birth = vec!["1950-01-01".into()];
    assert!(found(&query, &listed).is_none_or(|m| m.identity == Identity::Possible));
}

#[test]
fn identifiers_and_addresses() {
    let id = |kind: &str, number: &str| Identifier {
        kind: kind.into(),
        number: number.into(),
        country: None,
    };
    let mut query = party(&["Totally Other Name"]);
    query.identifiers = vec![id("bic", "TESTRU22")];
    let mut listed = entry(&["OJSC KRAYINVESTBANK"], PartyKind::Organization);
    listed.party.identifiers = vec![id("bic", "TESTRU22XXX"), id("tax", "SI91729181")];
    let matched = found(&query, &listed).unwrap();
    assert_eq!(matched.by, MatchedBy::Identifier);
    query.identifiers = vec![id("tax", "SI 91729181")];
    assert!(found(&query, &listed).is_some());
    query.identifiers = vec![id("tax", "SI 91729182")];
    assert!(found(&query, &listed).is_none());

    let mut query = party(&["Totally Other Name"]);
    query.addresses = vec![Address::line("7th Floor, MW Tower, 111 Bonham Strand")];
    let mut listed = entry(&["Listed Trading Co"], PartyKind::Address);
    listed.party.addresses = vec![Address::line("7/F MW Tower, 111 Bonham Strand")];
    let matched = found(&query, &listed).unwrap();
    assert_eq!((matched.by, matched.identity), (MatchedBy::Address, Identity::Confirmed));
}

#[test]
fn weak_aliases_need_support() {
    let mut listed = entry(&["GARCIA LUNA, Genaro"], PartyKind::Individual);
    listed.party.names.push(Name::new("PATTY", NameKind::WeakAlias));
    assert!(found(&party(&["Pattie Smith"]), &listed).is_none());
    assert_eq!(found(&party(&["Patty"]), &listed).unwrap().by, MatchedBy::WeakAlias);
}
