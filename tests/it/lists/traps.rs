//! The traps of the published formats, each with a row that has it.

use highfence::model::{EntryStatus, ListEntry, NameKind, PartyKind, RequirementScope};

use super::fixtures::read;

#[track_caller]
fn entry<'e>(edition: &'e highfence::model::Edition, name: &str) -> &'e ListEntry {
    edition.entries.iter().find(|entry| entry.party.caption() == name).unwrap_or_else(|| {
        let all: Vec<&str> = edition.entries.iter().map(|e| e.party.caption()).collect();
        panic!("no `{name}` among {all:?}")
    })
}

fn names(entry: &ListEntry, kind: NameKind) -> Vec<&str> {
    entry.party.names.iter().filter(|n| n.kind == kind).map(|n| n.text.as_str()).collect()
}

#[test]
fn consolidated_screening_list() {
    let csl = read("csl.csv");
    let alder = entry(&csl, "Alder Optics Co., Ltd.");
    assert_eq!(names(alder, NameKind::Acronym), ["AOC"]);
    assert_eq!(
        names(alder, NameKind::Alias),
        [
            "Alder Optics Co., Ltd. (AOC)",
            "Open Joint Stock Company Alder",
            "JSC Alder",
            "Alder Works OAO",
            "OJSC Concern Alder"
        ],
        "the cell as published is a name too"
    );
    assert_eq!(alder.party.countries, ["CN", "KY"]);
    assert_eq!(alder.party.addresses.len(), 1);
    assert_eq!(alder.footnotes[0].number, 4);
    let child = entry(&csl, "Chengdu Birch Longline Technology Co., Ltd.");
    assert_eq!(child.parent.as_deref(), Some("Birch Technologies Co., Ltd."));
    assert!(!child.party.names.iter().any(|n| n.text == "Birch"), "the parent's short form");
    let place = entry(&csl, "Birch Microwave Co., Ltd.");
    assert!(place.party.addresses.iter().any(|a| a.text == "Chengdu, Sichuan"));
    let former = entry(&csl, "OAO Cedarneftemash");
    assert_eq!(names(former, NameKind::Former), ["Dochernee Cedar"]);
    assert_eq!(former.requirements[0].scope, RequirementScope::Unparsed);
    assert!(csl.warnings.iter().any(|w| w.contains("when the moon is full")), "named");
    let elm = entry(&csl, "ELM, Robert");
    assert_eq!(names(elm, NameKind::Alias), ["ELM, Roberto"]);
    assert_eq!(names(elm, NameKind::WeakAlias), ["PATTY", "ABU LEAF"]);
    assert_eq!(elm.linked_to, ["FIR TRADING LLC"]);
    assert_eq!(elm.party.gender.as_deref(), Some("male"));
    assert_eq!(elm.party.identifiers[0].number, "A1234567");
    assert_eq!(elm.party.identifiers[0].country.as_deref(), Some("IR"));
    assert_eq!(elm.party.identifiers[1].kind, "tax");
    let prisoner = entry(&csl, "GINKGO, ANN");
    assert_eq!(prisoner.party.addresses, [], "a prison is no business address");
    assert_eq!(prisoner.removed.unwrap().to_string(), "2026-01-15");
    let tail = entry(&csl, "Ivy Import and Export Company");
    assert!(tail.codes.iter().any(|c| c.starts_with("extends=")));
    let cmic = entry(&csl, "KAPOK DIGITAL CO., LTD.");
    assert_eq!(cmic.effective.unwrap().to_string(), "2021-08-02");
    assert_eq!(cmic.listed.unwrap().to_string(), "2021-06-03");
    assert_eq!(entry(&csl, "LARCH OIL COMPANY").directives, [2, 4]);
    assert_eq!(
        entry(&csl, "Maple Propulsion Academy").requirements[0].scope,
        RequirementScope::Supp2
    );
}

#[test]
fn ofac_comma_separated() {
    let sdn = read("sdn.csv");
    let birch = entry(&sdn, "BIRCH-ANGLO CO., LTD.");
    assert_eq!(birch.programs, ["CUBA", "SDGT"]);
    assert_eq!(names(birch, NameKind::WeakAlias), ["BAC"]);
    assert_eq!(birch.linked_to, ["ALDER AIRLINES"]);
    assert_eq!(birch.party.addresses[0].country.as_deref(), Some("GB"));
    let cedar = entry(&sdn, "CEDAR, Omar Abu");
    assert_eq!(names(cedar, NameKind::WeakAlias), ["ABU-'UMAR"], "a quote inside the name");
    assert_eq!(names(cedar, NameKind::Former), ["CEDAR, Umar", "CEDAR, Old"]);
    assert_eq!(cedar.party.dates_of_birth, ["1948-12-10", "1949"]);
    assert_eq!(cedar.party.identifiers[0].kind, "passport");
    let elm = entry(&sdn, "ELM STAR");
    assert_eq!(elm.party.kind, PartyKind::Vessel);
    let imo = &elm.party.identifiers[0];
    assert_eq!((imo.kind.as_str(), imo.number.as_str()), ("imo", "7400001"));
    let fir = entry(&sdn, "FIR BANK JSC");
    assert!(fir.remarks.as_deref().unwrap().contains("(EO 14024 Directive 3): 24 Feb 2022"));
    assert_eq!(names(fir, NameKind::WeakAlias), ["FIRB"], "in the continued remarks");
    let cons = read("cons_prim.csv");
    let lists: Vec<&str> = cons.entries.iter().map(|e| e.list.as_str()).collect();
    assert_eq!(lists, ["US-OFAC-PLC", "US-OFAC-SSI", "US-OFAC-MBS", "US-OFAC-NS-CMIC"]);
    assert_eq!(cons.entries[1].directives, [1]);
    assert_eq!(cons.entries[3].effective.unwrap().to_string(), "2021-08-02");
}

#[test]
fn ofac_xml() {
    let sdn = read("sdn.xml");
    let bank = entry(&sdn, "BANCO EJEMPLO");
    assert_eq!(names(bank, NameKind::WeakAlias), ["BEJ"]);
    assert_eq!(names(bank, NameKind::Former), ["OLD EJEMPLO"]);
    assert_eq!(bank.party.addresses[0].postal_code.as_deref(), Some("CH-8022"));
    assert_eq!(sdn.provenance.published.unwrap().to_string(), "2014-07-16");
    assert_eq!(entry(&sdn, "MUESTRA, Ana & Maria").party.dates_of_birth, ["1960-01-02"]);
}

#[test]
fn commerce_lists() {
    let el = read("ecfr.xml");
    let alder = entry(&el, "Alder Optics Co., Ltd.");
    assert_eq!(alder.footnotes[0].number, 4, "the superscript mark");
    assert!(names(alder, NameKind::Alias).contains(&"Alder Photonics"), "{alder:?}");
    assert_eq!(entry(&el, "Birch Works").party.countries[0], "CN", "inherited country");
    assert!(entry(&el, "Cedar Port").codes.contains(&"destination=Crimea".to_owned()));
    let parsed = read("bis_entity.json");
    let emal = entry(&parsed, "Emal Example Company");
    assert_eq!(emal.party.addresses.len(), 2, "no cross reference among the addresses");
    assert_eq!(names(emal, NameKind::Acronym), ["EEC"]);
    let address = entry(&parsed, "Address 02");
    assert_eq!(address.party.kind, PartyKind::Address);
    assert_eq!(address.party.addresses[0].country.as_deref(), Some("HK"));
    assert_eq!(address.requirements[0].scope, RequirementScope::CclAndSupp7);
    let dpl = read("dpl.txt");
    assert_eq!(dpl.entries[0].removed.unwrap().to_string(), "2000-10-05");
    assert_eq!(dpl.entries[0].status, EntryStatus::Listed, "expired orders stay listed by date");
    assert_eq!(dpl.entries[1].party.addresses, []);
    assert_eq!(read("agency_uvl.csv").entries[0].party.addresses.len(), 2, "lines regrouped");
}

#[test]
fn other_publishers() {
    let un = read("un.xml");
    let ri = entry(&un, "RI EXAMPLE THIRD");
    assert_eq!(names(ri, NameKind::WeakAlias), ["RIX"]);
    assert_eq!(names(ri, NameKind::NativeScript), ["리 례시"]);
    assert_eq!(ri.party.countries, ["KP"]);
    assert_eq!(ri.party.dates_of_birth, ["1960 to 1965"]);
    assert_eq!(ri.listed.unwrap().to_string(), "2015-07-01", "a date with a zone");
    assert_eq!(names(entry(&un, "EXAMPLE TRADING HOUSE"), NameKind::Former), ["OLD EXAMPLE HOUSE"]);
    let ca = read("ca.xml");
    assert_eq!(
        names(&ca.entries[0], NameKind::Alias),
        ["Air Example Holdings Pte., Ltd.", "Air Example Limited"],
        "the comma also occurs inside names"
    );
    let eu = read("eu.xml");
    assert_eq!(names(&eu.entries[0], NameKind::NativeScript), ["ООО Пример Авиация"]);
    assert_eq!(names(&eu.entries[0], NameKind::WeakAlias), ["ExAv"]);
    let acts = read("eu_acts.csv");
    assert_eq!(names(&acts.entries[0], NameKind::NativeScript), ["范例航空有限公司"]);
    assert_eq!(names(&acts.entries[0], NameKind::Alias), ["Example Avia"], "no artefacts");
    let uk = read("uk.csv");
    let muster = entry(&uk, "Max MUSTER");
    assert_eq!(names(muster, NameKind::WeakAlias), ["Max MUSTERMANN"]);
    assert_eq!(names(muster, NameKind::NativeScript), ["Макс Мустер"]);
    assert_eq!(muster.party.dates_of_birth, ["1960"]);
    assert_eq!(read("uk.ods").entries[0].party.caption(), "EXAMPLE MONEY EXCHANGE", "padded cells");
    let au = read("au.xlsx");
    let max = entry(&au, "MAX MUSTER");
    assert_eq!(max.id, "2");
    assert_eq!(names(max, NameKind::WeakAlias), ["Maxi"]);
    assert_eq!(max.party.dates_of_birth, ["1945", "1946", "1972-01-30"]);
    assert_eq!(max.party.addresses.len(), 2);
    let jp = read("jp.json");
    assert_eq!(names(&jp.entries[0], NameKind::NativeScript), ["範例銀行"]);
    assert_eq!(jp.entries[0].codes, ["concern=M", "concern=N", "concern=CW"]);
    assert_eq!(jp.entries[1].party.caption(), "DCX Finance Limited", "name run into the country");
    assert_eq!(jp.entries[1].codes, ["concern=N"], "a full-width letter");
    let cn = read("cn.json");
    assert_eq!(names(&cn.entries[0], NameKind::NativeScript), ["范例公司"], "no phrase around it");
    let ftm = read("entities.ftm.json");
    assert_eq!(ftm.entries[1].linked_to, ["Max Muster"]);
    assert_eq!(names(&ftm.entries[0], NameKind::NativeScript), ["Макс Мустер"]);
    assert_eq!(read("internal.csv").entries[1].listed.unwrap().to_string(), "2025-01-31");
}
