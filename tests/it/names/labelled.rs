//! The project's own labelled pairs of organizations.
use highfence::matching::{THRESHOLD, score_names_as};
use highfence::model::PartyKind;

#[test]
fn chinese_and_russian_organizations_are_told_apart() {
    let text = include_str!("../../recall/organizations.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let (mut hits, mut alerts, mut matches, mut total) = (0usize, 0usize, 0usize, 0usize);
    for record in reader.records() {
        let record = record.unwrap();
        let score = score_names_as(&record[0], &record[1], PartyKind::Organization)
            .map_or(0.0, |s| s.score);
        let (found, is_match) = (score >= THRESHOLD, &record[3] == "true");
        total += 1;
        hits += usize::from(found && is_match);
        alerts += usize::from(found);
        matches += usize::from(is_match);
    }
    let (precision, recall) = (hits as f64 / alerts as f64, hits as f64 / matches as f64);
    let f1 = 2.0 * precision * recall / (precision + recall);
    println!("{total} pairs: precision {precision:.3} recall {recall:.3} F1 {f1:.3}");
    assert!(total >= 400);
    assert!(f1 >= 0.93, "F1 {f1}");
}
