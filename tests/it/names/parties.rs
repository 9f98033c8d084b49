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
        (
            &["Beijing Institute of Technology, 38th Research Institute"],
            &["Beijing Institute of Technology"],
            &[Some(Possible)],
        ),
        (
            &["Laser Research Institute of Beijing Institute of Technology"],
            &["Beijing Institute of Technology"],
            &[Some(Possible), Some(Confirmed)],
        ),
        (&["Kunming 705 Institute"], &["Kunming 706 Institute"], &[None]),
        (
            &["Example Aviation Ind. Inst."],
            &["Example Aviation Industry Institute"],
            &[Some(Confirmed)],
        ),
        (&["C.S.C.C. Changsha"], &["Central South CAD Center", "CSCC"], &[Some(Possible)]),
        (&["Sberbank of Russia"], &["BANK OF RUSSIA"], &[None]),
        (&["Smart Tec International"], &["LLC Intelligence Technologies"], &[None]),
        (&["E.ON SE"], &["KAI JSC"], &[None]),
        (&["Ing Bank N.V."], &["EN BANK PJSC"], &[None]),
        (&["Sixty Six Capital Inc."], &["#66 DIVISION"], &[None]),
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
fn a_company_is_not_the_ship_of_its_name() {
    let ship = entry(&["SIMRAN"], PartyKind::Vessel);
    assert!(found(&party(&["Simran Farms Limited"]), &ship).is_none());
    assert!(found(&party(&["SIMRAN"]), &ship).is_some());
    assert!(found(&party(&["M/V Simran"]), &ship).is_some());
}

#[test]
fn half_a_name_is_no_person() {
    let person = |query: &str, listed: &str| {
        let mut asked = party(&[query]);
        asked.kind = PartyKind::Individual;
        found(&asked, &entry(&[listed], PartyKind::Individual)).is_some()
    };
    let cases: &[(&str, &str, bool)] = &[
        ("Bernard B. Strong", "BYAMUNGU, Bernard", false),
        ("Joseph Lewis", "MANZANO, Jose Luis", false),
        ("Yong Qian", "YANG, Jian", false),
        ("Min Tang", "KANG, Min", false),
        ("Daniel J. Lee", "HE, Daniel Yi", false),
        ("Na Yan", "AL-HAJJ, Yahya", false),
        ("Bernard Byamungu", "BYAMUNGU, Bernard", true),
        ("Aleksandr Zacharov", "ZAKHAROV, Aleksandr Vyacheslavovich", true),
        ("Roman Arkadyevich", "ABRAMOVICH, Roman Arkadyevich", false),
        ("Sergei Ivanov", "PETROV, Sergei Ivanovich", false),
        ("B. Byamungu", "BYAMUNGU, Bernard", true),
        ("Bernrad Byamungu", "BYAMUNGU, Bernard", true),
        ("Jose Luis Manzano", "MANZANO, Jose Luis", true),
        ("Usama bin Ladin", "BIN LADEN, Osama bin Muhammad bin Awad", true),
    ];
    let wrong: Vec<_> = cases.iter().filter(|(q, l, is)| person(q, l) != *is).collect();
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

#[test]
fn what_cannot_be_read_speaks_against_no_match() {
    let mut listed = entry(&["Jabir Al-Zahran"], PartyKind::Individual);
    listed.party.dates_of_birth = vec!["1965-04-02".to_owned()];
    listed.party.gender = Some("male".to_owned());
    let score = |born: Option<&str>, gender: Option<&str>| {
        let mut query = party(&["Jabir Al-Zahran"]);
        query.kind = PartyKind::Individual;
        query.dates_of_birth = born.map(str::to_owned).into_iter().collect();
        query.gender = gender.map(str::to_owned);
        found(&query, &listed).map_or(0.0, |found| found.score)
    };
    let plain = score(None, None);
    for born in ["unknown", "02.04.1965", "n/a", "0", "19650402"] {
        assert_eq!(score(Some(born), None), plain, "{born}");
    }
    for gender in ["M", "m", "Man", "MALE", "unknown", "X", ""] {
        assert_eq!(score(None, Some(gender)), plain, "{gender}");
    }
    assert!(score(Some("1965"), None) >= plain);
    assert!(score(Some("1970-01-01"), None) < plain);
    assert!(score(None, Some("F")) < plain);
}
