//! Listed names under treatments, and ordinary companies against the whole list.
use std::collections::{BTreeMap, BTreeSet, HashMap};

use highfence::matching::{THRESHOLD, score_analysed};
use highfence::model::PartyKind;
use highfence::names::sound::consonants;
use highfence::names::{AnalysedName, TokenClass, analyse};

use super::shared::{csl, folder};
use super::treatments::{DOCUMENTS, EVASIONS, Random, Tier, Treatment};

fn recall(
    names: &[(String, PartyKind)],
    treatments: &[Treatment],
) -> BTreeMap<&'static str, (Tier, usize, usize, Vec<String>)> {
    let mut out = BTreeMap::new();
    for treatment in treatments {
        let mut random = Random(7);
        let (mut total, mut found, mut missed) = (0, 0, Vec::new());
        for (name, kind) in names {
            let Some(treated) = (treatment.apply)(name, &mut random) else { continue };
            let listed = analyse(name, *kind).unwrap();
            let query_kind =
                if *kind == PartyKind::Individual { *kind } else { PartyKind::Unknown };
            let query = analyse(&treated, query_kind);
            // What is coded must be read or refused.
            let refused = treatment.tier == Tier::Coded && query.is_err();
            let score = query.map_or(0.0, |query| score_analysed(&query, &listed).score);
            total += 1;
            if score >= THRESHOLD || refused {
                found += 1;
            } else {
                missed.push(format!("{score:.3} {treated} | {name}"));
            }
        }
        out.insert(treatment.name, (treatment.tier, found, total, missed));
    }
    out
}

fn print(measured: &BTreeMap<&'static str, (Tier, usize, usize, Vec<String>)>) {
    let mut tiers: BTreeMap<Tier, (usize, usize)> = BTreeMap::new();
    for (name, (tier, found, total, missed)) in measured {
        println!(
            "{tier:?} {name:<24} {found:>5} of {total:>5} = {:.3}",
            *found as f64 / (*total).max(1) as f64
        );
        for miss in missed.iter().step_by((missed.len() / 6).max(1)).take(6) {
            println!("      {miss}");
        }
        let sum = tiers.entry(*tier).or_default();
        sum.0 += found;
        sum.1 += total;
    }
    for (tier, (found, total)) in tiers {
        println!("{tier:?}: {:.4}", found as f64 / total as f64);
    }
}

#[test]
fn spellings_of_shipping_documents_are_found() {
    let Some(folder) = folder("spellings_of_shipping_documents_are_found") else { return };
    let names: Vec<(String, PartyKind)> = csl(&folder)
        .into_iter()
        .filter(|e| e.source.starts_with("Entity List"))
        .map(|e| (e.names[0].clone(), PartyKind::Unknown))
        .collect();
    let measured = recall(&names, DOCUMENTS);
    print(&measured);
    let (found, total) = measured.values().fold((0, 0), |sum, m| (sum.0 + m.1, sum.1 + m.2));
    assert!(found as f64 / total as f64 >= 0.99, "{found} of {total}");
}

#[test]
fn evasions_are_found() {
    let Some(folder) = folder("evasions_are_found") else { return };
    let names: Vec<(String, PartyKind)> = csl(&folder)
        .into_iter()
        .filter(|e| e.source.starts_with("Specially"))
        .step_by(37)
        .map(|e| (e.names[0].clone(), e.kind))
        .collect();
    let measured = recall(&names, EVASIONS);
    print(&measured);
    // The goals are 1.0, 0.97, 0.80 and 1.0; what a treatment leaves of the registration of an
    // aircraft (`P-672`) cannot always be told.
    for (tier, least) in
        [(Tier::Lossless, 0.999), (Tier::Near, 0.98), (Tier::Far, 0.86), (Tier::Coded, 0.995)]
    {
        let (found, total) = measured
            .values()
            .filter(|m| m.0 == tier)
            .fold((0, 0), |sum, m| (sum.0 + m.1, sum.1 + m.2));
        assert!(found as f64 / total as f64 >= least, "{tier:?}: {found} of {total}");
    }
}

/// The best of the candidates, where it is a match.
fn alert(
    query: &AnalysedName,
    candidates: BTreeSet<usize>,
    listed: &[AnalysedName],
) -> Option<(f64, usize)> {
    let scores = candidates.into_iter().map(|at| (score_analysed(query, &listed[at]).score, at));
    scores.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(score, _)| *score >= THRESHOLD)
}

/// Keys that two names which match nearly always share: a sieve for the measurement alone.
fn sieve(name: &AnalysedName) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for reading in &name.readings {
        keys.insert(format!("k{}", reading.key.chars().take(7).collect::<String>()));
        keys.extend(reading.acronyms.iter().filter(|a| a.len() >= 3).map(|a| format!("a{a}")));
        let telling = reading.tokens.iter().filter(|t| t.is_content());
        let strong = telling.clone().any(|t| t.class == TokenClass::Distinctive);
        for token in telling {
            if token.class == TokenClass::Distinctive {
                keys.insert(format!("t{}", token.text.chars().take(5).collect::<String>()));
                keys.insert(format!("c{}", consonants(&token.sound)));
                if (3..=6).contains(&token.text.len()) {
                    keys.insert(format!("a{}", token.text));
                }
            } else if !strong {
                keys.insert(format!("m{}", token.concept));
            }
        }
    }
    keys
}

#[test]
fn ordinary_companies_raise_few_alerts() {
    let Some(folder) = folder("ordinary_companies_raise_few_alerts") else { return };
    let listed: Vec<AnalysedName> = csl(&folder)
        .into_iter()
        .flat_map(|e| e.names.into_iter().map(move |name| (name, e.kind)))
        .filter_map(|(name, kind)| analyse(&name, kind).ok())
        .collect();
    let mut postings: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, name) in listed.iter().enumerate() {
        for key in sieve(name) {
            postings.entry(key).or_default().push(at);
        }
    }
    let text = std::fs::read_to_string(folder.join("data/names/companies-dev.tsv")).unwrap();
    let rows: Vec<(&str, &str)> = text
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split('\t');
            Some((cells.next()?, cells.next()?))
        })
        .collect();
    let chinese = rows.iter().filter(|(_, country)| *country == "China").step_by(2).take(1_000);
    let others = rows.iter().filter(|(_, country)| *country != "China").step_by(7).take(4_000);
    let (mut alerts, mut total, mut in_china) = (0, 0, 0);
    for (name, country) in chinese.chain(others) {
        total += 1;
        let Ok(query) = analyse(name, PartyKind::Unknown) else { continue };
        let mut candidates = BTreeSet::new();
        for key in sieve(&query) {
            candidates.extend(postings.get(&key).into_iter().flatten().copied());
        }
        if let Some((score, at)) = alert(&query, candidates, &listed) {
            alerts += 1;
            in_china += usize::from(*country == "China");
            println!("{score:.3} {name} ({country}) | {}", listed[at].text);
        }
    }
    let rate = alerts as f64 * 1_000.0 / total as f64;
    println!("{alerts} alerts ({in_china} Chinese) of {total}: {rate:.1} per 1,000");
    assert!(rate <= 8.0, "{rate}");
}

/// Common given and family names of many countries, recombined.
const GIVEN: &[&str] = &[
    "James",
    "Mary",
    "John",
    "Patricia",
    "Michael",
    "Linda",
    "David",
    "Barbara",
    "Carlos",
    "Maria",
    "Jose",
    "Ana",
    "Hans",
    "Petra",
    "Pierre",
    "Camille",
    "Marco",
    "Giulia",
    "Piotr",
    "Agnieszka",
    "Ahmed",
    "Fatima",
    "Omar",
    "Layla",
    "Mehmet",
    "Ayse",
    "Rahul",
    "Priya",
    "Wei",
    "Li Na",
    "Hiroshi",
    "Yuki",
    "Min Jun",
    "Seo Yeon",
    "Nguyen Van",
    "Siti",
    "Budi",
    "Chidi",
    "Amina",
    "Kofi",
    "Ivan",
    "Olga",
    "Dmitri",
    "Natalia",
    "Lars",
    "Ingrid",
    "Daniel J.",
    "Susan M.",
];
const FAMILY: &[&str] = &[
    "Smith",
    "Johnson",
    "Williams",
    "Brown",
    "Jones",
    "Garcia",
    "Miller",
    "Davis",
    "Rodriguez",
    "Martinez",
    "Wilson",
    "Anderson",
    "Taylor",
    "Moore",
    "Lee",
    "Perez",
    "Thompson",
    "White",
    "Mueller",
    "Schmidt",
    "Dubois",
    "Rossi",
    "Nowak",
    "Kowalski",
    "Silva",
    "Santos",
    "Hassan",
    "Khan",
    "Ali",
    "Yilmaz",
    "Sharma",
    "Patel",
    "Wang",
    "Zhang",
    "Chen",
    "Tanaka",
    "Sato",
    "Kim",
    "Park",
    "Tran",
    "Wijaya",
    "Okafor",
    "Mensah",
    "Ivanov",
    "Petrova",
    "Larsson",
    "Hansen",
    "Novak",
    "Papadopoulos",
    "Horvat",
];

#[test]
fn ordinary_people_raise_few_alerts() {
    let Some(folder) = folder("ordinary_people_raise_few_alerts") else { return };
    let listed: Vec<AnalysedName> = csl(&folder)
        .into_iter()
        .filter(|e| e.source.starts_with("Specially") && e.kind == PartyKind::Individual)
        .flat_map(|e| e.names)
        .filter_map(|name| analyse(&name, PartyKind::Individual).ok())
        .collect();
    let mut postings: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, name) in listed.iter().enumerate() {
        for key in sieve(name) {
            postings.entry(key).or_default().push(at);
        }
    }
    let (mut alerts, mut total) = (0, 0);
    let pairs = GIVEN.iter().flat_map(|given| FAMILY.iter().map(move |family| (given, family)));
    for (given, family) in pairs {
        total += 1;
        let query = analyse(&format!("{given} {family}"), PartyKind::Individual).unwrap();
        let candidates: BTreeSet<usize> =
            sieve(&query).iter().filter_map(|key| postings.get(key)).flatten().copied().collect();
        if let Some((score, at)) = alert(&query, candidates, &listed) {
            alerts += 1;
            println!("{score:.3} {given} {family} | {}", listed[at].text);
        }
    }
    let rate = f64::from(alerts) * 1_000.0 / f64::from(total);
    println!("{alerts} alerts of {total}: {rate:.1} per 1,000");
    assert!(rate <= PEOPLE_ALERTS_MAX, "{rate}");
}

/// Alerts per 1,000 that recombined common names may raise; such names are more common than those
/// of a sample of people, and many of them are truly those of a listed person.
const PEOPLE_ALERTS_MAX: f64 = 25.0;
