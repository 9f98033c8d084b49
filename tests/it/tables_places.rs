//! Place names of embargoed countries and regions in address text.

use highfence::rules::tables::{PlaceKind, Strength};

use crate::tables::{day, tables};

/// Regions found, each once, with `?` for those found weakly only.
fn regions(text: &str, on: &str) -> Vec<String> {
    let hits = tables().places(text, day(on));
    let mut found: Vec<String> = hits
        .iter()
        .map(|hit| {
            let sure = hits
                .iter()
                .any(|other| other.region == hit.region && other.strength == Strength::Certain);
            if sure { hit.region.clone() } else { format!("{}?", hit.region) }
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn names_in_many_spellings() {
    let cases: &[(&str, &[&str])] = &[
        ("ul. Lenina 5, Yalta, Krimea", &["crimea"]),
        ("10 Kirova, Simferopol 295000", &["crimea"]),
        ("г. Севастополь, ул. Ленина, 1", &["crimea"]),
        ("офис в Симферополе", &["crimea"]),
        ("м. Сімферополь", &["crimea"]),
        ("Jalta, Krim", &["crimea"]),
        ("République de Crimée", &["crimea"]),
        ("office in Kerch", &["crimea"]),
        ("Donezk, Puschkinstr. 1", &["dnr"]),
        ("Horlivka", &["dnr"]),
        ("Gorlovka, DNR", &["dnr"]),
        ("Mar'yinka", &["dnr"]),
        ("MARIUPOL", &["dnr"]),
        ("Lugansk, ul. Sovetskaya", &["lnr"]),
        ("Луганская Народная Республика, г. Алчевск", &["lnr"]),
        ("Calle 23, La Habana", &["CU"]),
        ("Kuba", &["CU"]),
        ("Santiago de Cuba", &["CU"]),
        ("Camagüey", &["CU"]),
        ("Camaguey", &["CU"]),
        ("Teheran", &["IR"]),
        ("No 12, Vali Asr, Téhéran", &["IR"]),
        ("تهران، خیابان ولیعصر", &["IR"]),
        ("اصفهان", &["IR"]),
        ("Bandar-e ‘Abbās", &["IR"]),
        ("BANDAR ABBAS FREE ZONE", &["IR"]),
        ("德黑兰市", &["IR"]),
        ("Pjöngjang", &["KP"]),
        ("P'yongyang", &["KP"]),
        ("Korea, Democratic People's Republic of", &["KP"]),
        ("Dimashq", &["SY"]),
        ("port of discharge Tartus", &["SY"]),
        ("دمشق", &["SY"]),
        ("Lattakia", &["SY"]),
        ("Ambassade d'Iran, 4 avenue d'Iéna, Paris", &["IR"]),
        ("Embassy of Iran, 27 Prince's Gate, London", &["IR"]),
        ("Cuban Embassy, 167 High Holborn, London", &["CU"]),
        ("Посольство КНДР, Москва", &["KP"]),
        ("UA-43", &["crimea"]),
        ("tel. +7 978 555 01 02", &["crimea"]),
        ("phone: +7 (978) 555-01-02", &["crimea"]),
        ("0098 21 8888 1234", &["IR"]),
        ("POD IRBND", &["IR"]),
        ("Tor\u{200b}ez Sim\u{ad}feropol", &["crimea", "dnr?"]),
    ];
    for (text, expected) in cases {
        assert_eq!(regions(text, "2024-05-01"), *expected, "{text}");
    }
}

#[test]
fn phrases_that_only_look_like_places() {
    let cases = [
        "ul. Krymsky Val 9, Moscow",
        "ул. Крымский Вал, д. 10, Москва",
        "14 Crimea Road, Wrexham, United Kingdom",
        "2200 Havana Street, Aurora, CO 80010",
        "Rue de Damas, Paris",
        "Boulevard de Sébastopol 12, Paris",
        "Cuba, New York",
        "Cuba, MO 65453",
        "Cuba, IL",
        "Havana, FL 32333, USA",
        "Damascus, MD 20872",
        "152 Teheran-ro, Gangnam-gu, Seoul",
        "Juba, South Sudan",
        "De Krim, Netherlands",
        "Odesa, Ukraine",
        "Kyiv, Ukraine",
        "Irane GmbH, Tehranian Str",
        "+1 978 555 0102",
        "+49 8501 2345",
        "order 10098 21 8888",
        "1 Ulitsa Zvezdnaya, Yekaterinburg, Sverdlovsk Oblast, Russia",
        "Bolshoy Kamen, Primorsky krai, 692801, Russia",
        "Iranian carpets of London",
        "AUTOMATION",
        "",
    ];
    for text in cases {
        let hits = tables().places(text, day("2016-05-01"));
        assert!(hits.is_empty(), "{text}: {hits:?}");
        let hits = tables().places(text, day("2024-05-01"));
        assert!(hits.is_empty(), "{text}: {hits:?}");
    }
}

#[test]
fn regions_matter_from_their_day() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("Yalta, Crimea", "2014-12-18", &[]),
        ("Yalta, Crimea", "2014-12-19", &["crimea"]),
        ("Luhansk", "2022-02-20", &[]),
        ("Luhansk", "2022-02-21", &["lnr"]),
        ("Khartoum, Soudan", "2017-10-11", &["SD"]),
        ("Khartoum, Soudan", "2017-10-12", &["SD"]),
        ("Donetsk, Rostov region", "2024-01-01", &["dnr?"]),
        ("г. Снежное", "2024-01-01", &["dnr?"]),
        ("Kuba, Azerbaijan", "2024-01-01", &[]),
    ];
    for (text, on, expected) in cases {
        assert_eq!(regions(text, on), *expected, "{text} on {on}");
    }
}

#[test]
fn a_hit_says_what_matched() {
    let hits = tables().places("Visa Section, Embassy of Iran, London", day("2024-01-01"));
    assert_eq!(hits.len(), 1);
    let hit = hits.first().unwrap();
    assert_eq!((hit.kind, &*hit.region, &*hit.matched), (PlaceKind::Mission, "IR", "Iran"));
    let hits = tables().places("г. КЕРЧЬ, Крым", day("2024-01-01"));
    let matched: Vec<&str> = hits.iter().map(|hit| &*hit.matched).collect();
    assert_eq!(matched, ["КЕРЧЬ", "Крым"]);
    assert_eq!(tables().place_of_port("fnj", day("2024-01-01")).unwrap().id, "KP");
    assert!(tables().place_of_port("JFK", day("2024-01-01")).is_none());
}

#[test]
fn every_name_of_the_gazetteer_is_found_as_an_address() {
    let on = day("2016-01-01");
    for region in ["CU", "IR", "KP", "SY", "SD", "crimea"] {
        let names = tables().gazetteer().names_of(region);
        for (name, _, _) in names.filter(|(_, kind, _)| *kind != PlaceKind::Mission) {
            for text in [format!("1 {name}"), format!("PO Box 5, {}", name.to_uppercase())] {
                let found = tables().places(&text, on);
                assert!(found.iter().any(|hit| hit.region == region), "{text}: {found:?}");
            }
        }
    }
}

#[test]
fn random_text_never_panics() {
    use proptest::prelude::*;
    proptest!(|(text in "\\PC{0,80}")| {
        let _ = tables().places(&text, day("2024-01-01"));
    });
    proptest!(|(before in "[ ,.+0-9a-zА-я'’-]{0,20}", after in "[ ,.+0-9a-zА-я'’-]{0,20}")| {
        let _ = tables().places(&format!("{before}Simferopol{after}"), day("2024-01-01"));
    });
}
