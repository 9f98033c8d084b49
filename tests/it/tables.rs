//! Tables of law: groups, chart, lists and tariff codes by day.

use highfence::model::Date;
use highfence::rules::tables::{Mark, TableAnswer, TableSource, Tables};

pub(crate) fn tables() -> &'static Tables {
    static TABLES: std::sync::OnceLock<Tables> = std::sync::OnceLock::new();
    TABLES.get_or_init(|| match Tables::embedded() {
        Ok(tables) => tables,
        Err(errors) => {
            panic!("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        }
    })
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn members_of_groups_by_day() {
    let cases = [
        ("CN", "D:5", "2023-01-01", true),
        ("HK", "D:5", "2023-01-01", true),
        ("HK", "D:5", "2020-12-22", false),
        ("HK", "D:1", "2020-12-23", true),
        ("HK", "A:6", "2020-12-22", true),
        ("HK", "A:6", "2020-12-23", false),
        ("MO", "D:5", "2026-01-01", false),
        ("MO", "D:5+MO", "2026-01-01", true),
        ("AE", "D:4", "2026-07-09", true),
        ("AE", "D:4", "2026-07-10", false),
        ("AE", "A:5", "2026-07-09", false),
        ("AE", "A:5", "2026-07-10", true),
        ("IN", "A:6", "2018-08-02", true),
        ("IN", "A:5", "2018-08-03", true),
        ("UA", "D:1", "2020-12-27", true),
        ("UA", "B", "2020-12-28", true),
        ("RU", "D:5", "2021-03-17", false),
        ("RU", "D:5", "2021-03-18", true),
        ("SD", "E:1", "2020-06-01", true),
        ("SD", "E:1", "2021-06-01", false),
        ("KH", "D:5", "2022-01-01", true),
        ("TW", "746-supp3", "2023-02-23", false),
        ("TW", "746-supp3", "2023-02-24", true),
        ("KR", "742-supp4", "2025-01-01", false),
        ("JP", "742-supp4", "2024-12-02", true),
        ("GG", "A:5", "2025-01-01", true),
        ("NI", "meu", "2024-03-14", false),
        ("NI", "meu", "2024-03-15", true),
        ("KG", "diversion-route", "2023-08-01", true),
        ("DE", "diversion-route", "2023-08-01", false),
    ];
    for (country, group, on, expected) in cases {
        let found = tables().in_group(country, group, day(on));
        assert_eq!(found, expected, "{country} in {group} on {on}");
    }
    assert_eq!(tables().groups().members("746-supp3", day("2026-01-01")).len(), 38);
    assert_eq!(tables().groups().members("742-supp4", day("2026-01-01")).len(), 33);
}

#[test]
fn marks_of_the_chart() {
    let cases = [
        ("CN", "NS2", "2023-01-01", Mark::Marked),
        ("HK", "NS2", "2023-01-01", Mark::Marked),
        ("MO", "RS2", "2023-01-01", Mark::Marked),
        ("DE", "NS2", "2023-01-01", Mark::Blank),
        ("DE", "NS1", "2023-01-01", Mark::Marked),
        ("LI", "NS1", "2023-01-01", Mark::Marked),
        ("GI", "NS1", "2024-04-18", Mark::Marked),
        ("GI", "NS1", "2024-04-19", Mark::Blank),
        ("AU", "MT1", "2024-04-18", Mark::Marked),
        ("AU", "MT1", "2024-04-19", Mark::Blank),
        ("CN", "AT1", "2023-01-01", Mark::Blank),
        ("PR", "NS1", "2023-01-01", Mark::Home),
        ("IR", "AT1", "2023-01-01", Mark::ByPart("15 CFR 746.7".to_owned())),
        ("CU", "NS1", "2023-01-01", Mark::ByPart("15 CFR 746.2".to_owned())),
    ];
    for (country, column, on, expected) in cases {
        let (found, cite) = tables().chart().mark(country, column, day(on));
        assert_eq!(found, expected, "{column} of {country}");
        assert!(!cite.is_empty());
    }
    for (country, column, on) in
        [("HK", "NS2", "2020-12-22"), ("PS", "NS1", "2023-01-01"), ("DE", "CC2", "2023-01-01")]
    {
        let (found, _) = tables().chart().mark(country, column, day(on));
        assert!(matches!(found, Mark::Unknown(_)), "{column} of {country}: {found:?}");
    }
}

#[test]
fn eccns_in_named_lists() {
    let cases = [
        ("744-supp2", "3A991.a", "2022-03-01", Some(true)),
        ("744-supp2", "3A991", "2020-06-28", Some(false)),
        ("744-supp2", "5A992.c", "2023-09-01", Some(true)),
        ("744-supp2", "EAR99", "2023-09-01", Some(false)),
        ("744-supp2", "3A001.a.7", "2023-09-01", Some(false)),
        ("744-supp2", "1C990", "2023-09-01", None),
        ("744-supp2", "9A990", "2023-09-01", None),
        ("fn1-technology-eccns", "3E991", "2021-03-15", Some(true)),
        ("fn1-technology-eccns", "3E991", "2020-05-14", Some(false)),
        ("fn1-technology-eccns", "5D002", "2021-03-15", Some(false)),
        ("fn5-commodity-eccns", "3B001.c", "2025-02-10", Some(true)),
        ("fn5-commodity-eccns", "3B001.g", "2025-02-10", Some(false)),
        ("fn5-commodity-eccns", "3B001", "2025-02-10", None),
        ("advanced-computing-eccns", "3A090.a", "2023-01-01", Some(true)),
        ("advanced-computing-eccns", "5A992.z.1", "2024-01-01", Some(true)),
        ("advanced-computing-eccns", "5A992", "2024-01-01", None),
        ("advanced-computing-eccns", "5A992.c", "2024-01-01", Some(false)),
        ("no-such-list", "3A001", "2024-01-01", None),
        ("744-supp2", "3AOO1", "2024-01-01", None),
    ];
    for (list, eccn, on, expected) in cases {
        let found = match tables().eccn_in(list, eccn, day(on)) {
            TableAnswer::Member { .. } => Some(true),
            TableAnswer::Not => Some(false),
            TableAnswer::Unknown { question } => {
                assert!(!question.is_empty());
                None
            }
        };
        assert_eq!(found, expected, "{eccn} in {list} on {on}");
    }
}

#[test]
fn content_without_de_minimis_level() {
    // ECCN, destination, day, citation found, whether a question is open
    let cases = [
        ("9A610.x", "CN", "2023-06-15", Some(("15 CFR 734.4(a)(6)", false))),
        ("9A610.x", "IN", "2023-06-15", None),
        ("9A515.d", "RU", "2023-06-15", Some(("15 CFR 734.4(a)(6)", false))),
        ("3A001.a.7", "CN", "2023-06-15", None),
        ("3B001.c", "KP", "2024-12-01", None),
        ("3B002.c", "CN", "2024-12-02", Some(("15 CFR 734.4(a)(9)", true))),
        ("9E003", "FR", "2024-12-02", Some(("15 CFR 734.4(a)(4)", true))),
        ("EAR99", "IR", "2024-12-02", None),
    ];
    for (eccn, to, on, expected) in cases {
        let found = tables().zero_content(eccn, to, day(on));
        let first = found.first().map(|(cite, question)| (*cite, question.is_some()));
        assert_eq!(first, expected, "{eccn} to {to} on {on}: {found:?}");
    }
    assert!(tables().has_group("MO-D:5") && !tables().has_group("D:6"));
    assert!(tables().in_group("MO", "MO-D:5", day("2024-01-01")));
}

#[test]
fn programs_of_section_744_8() {
    let cases = [
        ("RUSSIA-EO14024", "2024-03-20", false),
        ("RUSSIA-EO14024", "2024-03-21", true),
        ("SDGT", "2023-01-01", true),
        ("GLOMAG", "2025-01-01", false),
        ("NPWMD", "2010-01-01", true),
    ];
    for (program, on, expected) in cases {
        let found = tables().program_in("744.8", program, day(on)).is_some();
        assert_eq!(found, expected, "{program} on {on}");
    }
}

#[test]
fn tariff_codes_in_tables() {
    let cases = [
        ("746-supp4", "8482.10", "2024-10-01", Some(true)),
        ("746-supp4", "8427.20.80", "2023-07-01", Some(true)),
        ("746-supp4", "8482.10", "2022-06-01", None),
        ("746-supp4", "8482.10", "2022-05-08", Some(false)),
        ("746-supp4", "4802.56", "2024-10-01", Some(false)),
        ("746-supp4", "8806.22", "2024-10-01", Some(true)),
        ("746-supp4", "7208.10", "2024-10-01", None),
        ("746-supp4", "3004.90", "2024-10-01", Some(false)),
        ("746-supp5", "2208.60", "2022-03-11", Some(true)),
        ("746-supp5", "2208.60", "2022-03-10", Some(false)),
        ("746-supp5", "6203.11", "2024-01-01", None),
        ("746-supp5", "4802.56", "2024-10-01", Some(false)),
        ("746-supp7", "8536.69", "2024-10-01", Some(true)),
        ("746-supp7", "9401.39", "2024-10-01", Some(false)),
        ("746-supp7", "8407.10", "2024-10-01", Some(true)),
        ("chpl", "8542.31", "2023-08-01", Some(true)),
        ("chpl", "8542", "2024-08-01", None),
        ("chpl", "9030.20", "2024-05-01", Some(true)),
        ("chpl", "9030.20", "2023-08-01", None),
        ("chpl", "3402.50", "2024-05-01", Some(false)),
        ("chpl", "not a code", "2024-05-01", None),
        ("no-such-table", "8542.31", "2024-05-01", None),
    ];
    for (table, hs, on, expected) in cases {
        let found = match tables().hs_in(table, hs, day(on)) {
            TableAnswer::Member { cite } => {
                assert!(!cite.is_empty());
                Some(true)
            }
            TableAnswer::Not => Some(false),
            TableAnswer::Unknown { question } => {
                assert!(!question.is_empty());
                None
            }
        };
        assert_eq!(found, expected, "{hs} in {table} on {on}");
    }
}

#[test]
fn a_faulty_table_loads_nothing_and_names_every_fault() {
    let cases: [(&'static str, &str, &str, usize); 5] = [
        (
            "country-chart.csv",
            "code,marks,disputed,treat,from,until,cite\nXX,NS1,,,,,x\nDE,NS9,,,2020-13-01,,x\n",
            "country-chart.csv:2: `XX`",
            3,
        ),
        ("country-chart.csv", "code,marks\nDE,NS1\n", "country-chart.csv:2", 1),
        ("country-groups.toml", "schema = 1\nstate = 2026-01-01\nextra = 1\n", "extra", 1),
        (
            "hs-tables.csv",
            "table,code,answer,from,until,cite,question\nt,84a,member,,,c,\n",
            ":2:",
            1,
        ),
        ("law-lists.toml", "schema = 1\n", "eccn_list", 1),
    ];
    for (file, text, message, count) in cases {
        let source = TableSource::embedded().with_file(file, text);
        let errors = Tables::parse(&source).unwrap_err();
        let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert!(said.iter().any(|line| line.contains(message)), "{file}: {said:?}");
        assert!(errors.len() >= count, "{file}: {said:?}");
    }
}
