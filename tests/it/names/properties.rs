//! What holds for every name.
use highfence::matching::{score_analysed, score_names, score_names_as};
use highfence::model::PartyKind;
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
fn what_cannot_be_screened_is_refused() {
    let refused = |name: &str| analyse(name, PartyKind::Unknown).err();
    assert_eq!(refused("12 345"), Some(Refusal::NoLetters));
    assert_eq!(refused("***"), Some(Refusal::NoLetters));
    assert_eq!(refused(&"a".repeat(LENGTH_MAX + 1)), Some(Refusal::TooLong));
    assert_eq!(refused(&"ab ".repeat(TOKENS_MAX + 1)), Some(Refusal::TooManyWords));
    assert!(score_names("12", "Huawei").evidence.iter().any(|e| e.feature == "cannot_screen"));
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
