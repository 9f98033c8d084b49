//! What holds for every name.
use highfence::index::{Index, SearchOptions};
use highfence::matching::{NAMES_MAX, score_analysed, score_names, score_names_as};
use highfence::model::{Edition, ListEntry, Name, NameKind, Party, PartyKind};
use highfence::names::distance::within;
use highfence::names::{LENGTH_MAX, Refusal, TOKENS_MAX, analyse};
use proptest::prelude::*;

/// Distance with transpositions, the slow and obvious way.
fn slow_distance(a: &[u8], b: &[u8]) -> usize {
    let mut table = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let mut cell = (table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]))
                    .min(table[i - 1][j] + 1)
                    .min(table[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    cell = cell.min(table[i - 2][j - 2] + 1);
                }
                cell
            };
        }
    }
    table[a.len()][b.len()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gets_a_score_or_a_refusal(a in "\\PC{0,80}", b in "\\PC{0,80}") {
        for kind in [PartyKind::Unknown, PartyKind::Individual, PartyKind::Organization, PartyKind::Vessel] {
            if let Ok(scored) = score_names_as(&a, &b, kind) {
                prop_assert!((0.0..=1.0).contains(&scored.score), "{}", scored.score);
            }
        }
    }

    #[test]
    fn a_name_is_itself(name in "[A-Za-z\u{410}-\u{44f}\u{4e00}-\u{4e80} .,&-]{2,60}") {
        if let Ok(scored) = score_names_as(&name, &name, PartyKind::Unknown) {
            prop_assert_eq!(scored.score, 1.0);
        }
    }

    #[test]
    fn case_and_invisible_characters_change_nothing(words in prop::collection::vec("[a-z]{3,9}", 1..6)) {
        let name = words.join(" ");
        let hidden: String = name.chars().flat_map(|c| [c, '\u{200b}']).collect();
        let plain = analyse(&name, PartyKind::Unknown).unwrap();
        let shown = analyse(&hidden, PartyKind::Unknown).unwrap();
        prop_assert_eq!(&plain.readings, &shown.readings);
    }

    #[test]
    fn distance_agrees_with_its_slow_twin(a in "[abc]{0,12}", b in "[abc]{0,12}", max in 0usize..5) {
        let slow = slow_distance(a.as_bytes(), b.as_bytes());
        prop_assert_eq!(within(a.as_bytes(), b.as_bytes(), max), (slow <= max).then_some(slow));
    }
}

#[test]
fn a_word_that_would_decode_to_text_is_a_word() {
    for word in ["ajdaasaa", "Ajdaasaa", "AJDAASAA"] {
        let analysed = analyse(word, PartyKind::Unknown).unwrap();
        assert!(analysed.readings.iter().any(|r| &*r.key == "ajdaasaa"), "{:?}", analysed.readings);
    }
    // Mixed letters are coded.
    let coded = analyse("SHVhd2VpIFRlY2hub2xvZ2llcw", PartyKind::Unknown).unwrap();
    assert!(coded.readings.iter().any(|r| r.folded.contains("huawei")), "{:?}", coded.readings);
}

#[test]
fn what_cannot_be_screened_is_refused() {
    let refused = |name: &str| analyse(name, PartyKind::Unknown).err();
    assert_eq!(refused("12 345"), Some(Refusal::NoLetters));
    assert_eq!(refused("***"), Some(Refusal::NoLetters));
    assert_eq!(refused(&"a".repeat(LENGTH_MAX + 1)), Some(Refusal::TooLong));
    assert_eq!(refused(&"ab ".repeat(TOKENS_MAX + 1)), Some(Refusal::TooManyWords));
    assert!(score_names("12", "Huawei").evidence.iter().any(|e| e.feature == "cannot_screen"));
}

/// The most hostile admissible names: long, repeated, of one letter, mixed with digits, coded.
fn hostile() -> Vec<String> {
    let numbered = |from: usize| {
        (from..from + TOKENS_MAX).map(|i| format!("w{}x", i % 900)).collect::<Vec<_>>().join(" ")
    };
    let cut = |text: String| text.chars().take(LENGTH_MAX).collect::<String>();
    vec![
        "a".repeat(LENGTH_MAX),
        cut("ab ".repeat(TOKENS_MAX)),
        cut("a ".repeat(TOKENS_MAX)),
        cut("trading ".repeat(TOKENS_MAX)),
        cut("limited liability company ".repeat(38)),
        cut("joint stock ".repeat(60)),
        cut(numbered(0)),
        cut(numbered(60)),
        cut("h4 w3 1l ".repeat(40)),
        "科".repeat(LENGTH_MAX),
        "司".repeat(400) + &"限公".repeat(300),
        cut("Orion, 12 Road; c/o Selene d/b/a Vega / ".repeat(16)),
        cut("(".repeat(LENGTH_MAX - 10) + "name"),
    ]
}

#[test]
fn hostile_names_stay_within_the_work_budget() {
    // What a pair costs is bounded by readings x words x words, each compared over at most the
    // letters of a word: the measures here are what that product is made of.
    for text in hostile() {
        for kind in [PartyKind::Unknown, PartyKind::Organization, PartyKind::Individual] {
            let Ok(name) = analyse(&text, kind) else { continue };
            let letters: usize =
                name.readings.iter().flat_map(|r| &r.tokens).map(|t| t.text.len()).sum();
            let words: usize = name.readings.iter().map(|r| r.tokens.len()).sum();
            assert!(name.readings.len() <= 6, "{} readings of {text}", name.readings.len());
            assert!(words <= 6 * LENGTH_MAX, "{words} words of {text}");
            assert!(letters <= 6 * 7 * LENGTH_MAX, "{letters} letters of {text}");
            let scored = score_analysed(&name, &name);
            assert!(scored.score >= 0.995);
        }
    }
}

#[test]
fn a_party_with_too_many_names_is_refused_not_cut() {
    let names = |count: usize| -> Vec<Name> {
        (0..count).map(|n| Name::new(format!("Orion {n}"), NameKind::Alias)).collect()
    };
    let mut entry = ListEntry::new("US-BIS-EL", "1", "Orion 7");
    entry.party.kind = PartyKind::Organization;
    let index = Index::build(vec![Edition { entries: vec![entry], ..Edition::default() }]);
    let search = |count: usize| {
        let party = Party { names: names(count), ..Party::default() };
        let found = index.search(&party, SearchOptions::default());
        (found.hits.len(), found.incomplete.len())
    };
    assert_eq!(search(NAMES_MAX), (1, 0));
    assert_eq!(search(NAMES_MAX + 1), (0, 1));
}

#[test]
fn long_names_stay_within_the_work_budget() {
    // The longest admissible name against itself, word by word different: the pairs compared are
    // bounded by the limits alone.
    let name = |from: usize| {
        (from..from + TOKENS_MAX).map(|i| format!("w{}x", i % 900)).collect::<Vec<_>>().join(" ")
    };
    let a = analyse(&name(0).chars().take(LENGTH_MAX).collect::<String>(), PartyKind::Organization)
        .unwrap();
    let b =
        analyse(&name(60).chars().take(LENGTH_MAX).collect::<String>(), PartyKind::Organization)
            .unwrap();
    let scored = score_analysed(&a, &b);
    assert!(a.readings.len() <= 6 && scored.alignment.pairs.len() <= TOKENS_MAX);
}
