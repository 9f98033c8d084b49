//! A screening for a compliance officer: verdict first, then why, then what is missing, then what
//! to do, then what it rests on.

use std::fmt::Write;

use super::subjects;
use crate::evaluate::{Finding, Outcome};
use crate::model::{Level, Transaction};
use crate::screen::{BUILD, EditionUsed, MatchFound, Screening};
use crate::wire::screening::{DISCLAIMER, engine, is_reason, question};

/// Widest line, in characters.
const WIDTH: usize = 100;

/// The screening of `tx` as text.
pub fn screening(tx: &Transaction, screening: &Screening<'_>) -> String {
    let mut out = String::new();
    head(&mut out, screening);
    why(&mut out, tx, screening);
    missing(&mut out, screening);
    to_do(&mut out, screening);
    horizon(&mut out, screening);
    notes(&mut out, screening);
    rests_on(&mut out, screening);
    out
}

fn head(out: &mut String, screening: &Screening<'_>) {
    let verdict = &screening.verdict;
    let _ = write!(out, "{}", verdict.level.title());
    if let Some(policy) = &verdict.policy {
        let _ = write!(out, "  (review policy: {})", policy.replace('_', " "));
    }
    let _ = writeln!(out, "\n{}", meaning(verdict.level));
    asked(out, screening);
    if screening.items.len() > 1 {
        for item in &screening.items {
            let _ =
                writeln!(out, "  line {}: {}", item.item + 1, item.verdict.title().to_lowercase());
        }
    }
}

/// Under whose law the answer is given, from lists how old, and what was not asked.
fn asked(out: &mut String, screening: &Screening<'_>) {
    let coverage = &screening.coverage;
    let mut line = coverage.law.clone();
    if let Some(age) = coverage.lists_of.sentence() {
        let _ = write!(line, " From {age}.");
    }
    if let Some(regimes) = &coverage.narrowed_to {
        let _ = write!(line, " The question was narrowed to {}.", regimes.join(", "));
    }
    if coverage.complete {
        let finished: Vec<&str> = coverage
            .regimes
            .iter()
            .filter(|regime| regime.finished)
            .map(|regime| regime.id)
            .collect();
        let _ = write!(line, " A complete set of checks: {}.", finished.join(", "));
    } else {
        let open = match coverage.open.len() {
            1 => "One check is not finished.".to_owned(),
            several => format!("{several} checks are not finished."),
        };
        let _ = write!(line, " {open}");
    }
    paragraph(out, "", &line);
}

/// What the verdict means for the shipment.
pub fn meaning(level: Level) -> &'static str {
    match level {
        Level::NoLicenseRequired => "It may go: nothing was found that needs a license.",
        Level::Advisory => "It may go; mind the notes below.",
        Level::HoldForReview => "Hold it: a person must judge before release.",
        Level::CannotDetermine => "Hold it: facts are missing without which no answer is possible.",
        Level::LicenseExceptionPossible => {
            "It may go only with evidence that a license exception covers it."
        }
        Level::LicenseRequired => "It may not go without a license.",
        Level::Prohibited => "It may not go.",
    }
}

fn why(out: &mut String, tx: &Transaction, screening: &Screening<'_>) {
    let reasons: Vec<&Finding<'_>> =
        screening.findings.iter().filter(|finding| is_reason(finding)).collect();
    let coverage = &screening.coverage;
    if reasons.is_empty() && coverage.open.is_empty() && coverage.doubts.is_empty() {
        return;
    }
    let _ = writeln!(out, "\nWhy");
    let mut shown: Vec<(&str, &str)> = Vec::new();
    let mut entries: Vec<(&str, &str)> = Vec::new();
    for finding in &reasons {
        let key = (finding.rule, finding.clause);
        if !shown.contains(&key) {
            shown.push(key);
            let group: Vec<&Finding<'_>> =
                reasons.iter().copied().filter(|f| (f.rule, f.clause) == key).collect();
            reason(out, tx, screening, &group, &mut entries);
        }
    }
    for check in &coverage.open {
        let what = format!("not finished - {} ({}): {}", check.check, check.pointer, check.reason);
        paragraph(out, "  ", &what);
        if let Some(remedy) = &check.remedy {
            paragraph(out, "      ", &format!("To finish it: {remedy}."));
        }
    }
    for doubt in &coverage.doubts {
        paragraph(out, "  ", &format!("doubt - {doubt}"));
    }
}

/// One clause with everything that it was found of. A list entry is described once a screening.
fn reason<'s>(
    out: &mut String,
    tx: &Transaction,
    screening: &'s Screening<'_>,
    group: &[&Finding<'_>],
    entries: &mut Vec<(&'s str, &'s str)>,
) {
    let Some(first) = group.first() else { return };
    let _ = writeln!(out, "  {} - {}", first.level.title().to_lowercase(), first.rule);
    paragraph(out, "      ", &first.text);
    for text in subjects::lines(tx, group) {
        paragraph(out, "      ", &text);
    }
    for finding in group {
        let Some(found) = finding.subject.matched.and_then(|n| screening.matches.get(n)) else {
            continue;
        };
        let key = (found.matched.list.as_str(), found.matched.entry.as_str());
        if !entries.contains(&key) {
            entries.push(key);
            matched(out, found);
        }
    }
    if let Some(status) = &first.status {
        paragraph(out, "      ", &format!("Status: {}.", status.replace('_', " ")));
    }
    paragraph(out, "      ", &format!("[{}]", first.cites.join("; ")));
}

fn matched(out: &mut String, found: &MatchFound) {
    let entry = &found.matched;
    let mut line = format!(
        "\"{}\" is {} \"{}\" on {} (score {:.2})",
        entry.query,
        match entry.identity {
            crate::matching::Identity::Confirmed => "the listed",
            crate::matching::Identity::Possible => "possibly the listed",
        },
        entry.name,
        entry.list,
        entry.score
    );
    if let Some(listed) = found.listed {
        let _ = write!(line, ", listed {listed}");
    }
    if found.listed_recently {
        line.push_str(", within the last 30 days");
    }
    paragraph(out, "      ", &line);
    if let Some(text) = &found.unverified {
        paragraph(out, "      ", &format!("Not checked against the list: {text}"));
    }
    if let Some(path) = &found.path {
        paragraph(out, "      ", &format!("Ownership: {path}"));
    }
    let exact = entry.score >= 1.0;
    for evidence in entry.evidence.iter().skip(1).take(if exact { 0 } else { 4 }) {
        paragraph(out, "        ", &evidence.detail);
    }
    if !found.citations.is_empty() {
        paragraph(out, "      ", &format!("Entry: {}", found.citations.join("; ")));
    }
}

fn missing(out: &mut String, screening: &Screening<'_>) {
    if screening.verdict.needs.is_empty() {
        return;
    }
    let _ = writeln!(out, "\nWhat is missing");
    for need in &screening.verdict.needs {
        paragraph(out, "  ", &format!("{} [{need}]", question(need)));
        for asked in entry_questions(need, screening) {
            paragraph(out, "    ", &format!("\"{asked}\" (yes or no)"));
        }
    }
}

/// The questions of the item's entry, where the need is for their answers.
fn entry_questions<'s>(need: &str, screening: &'s Screening<'_>) -> &'s [String] {
    let number = need.strip_prefix("items[").and_then(|rest| rest.strip_suffix("].answers"));
    let item = number.and_then(|n| screening.items.iter().find(|item| item.item.to_string() == n));
    item.map_or(&[], |item| item.questions.as_slice())
}

fn to_do(out: &mut String, screening: &Screening<'_>) {
    let _ = writeln!(out, "\nWhat to do");
    for obligation in &screening.verdict.obligations {
        paragraph(out, "  ", &instruction(obligation));
    }
    for finding in &screening.findings {
        if finding.level == screening.verdict.level && !finding.exceptions.is_empty() {
            paragraph(
                out,
                "  ",
                &format!("Check license exceptions {}.", finding.exceptions.join(", ")),
            );
            break;
        }
    }
}

/// An obligation as an instruction.
fn instruction(obligation: &str) -> String {
    if let Some(day) = obligation.strip_prefix("rescreen_on:") {
        return format!("Screen again on {day}: the status of a rule changes then.");
    }
    match obligation {
        "recordkeeping_5y" => "Keep the records for five years (15 CFR 762.6).",
        "recordkeeping_10y" => "Keep the records for ten years (31 CFR 501.601).",
        "block_property" => "Block the property; do not return it.",
        "report_blocked_property_10_business_days" => {
            "Report the blocked property to OFAC within ten business days (31 CFR 501.603)."
        }
        "block_or_reject_payment" => "Block or reject the payment.",
        "report_10_business_days" => {
            "Report to OFAC within ten business days (31 CFR 501.603, 501.604)."
        }
        "uvl_statement" => "Obtain the signed UVL statement before shipment (15 CFR 744.15(b)).",
        "eei_filing" => "File Electronic Export Information (15 CFR 758.1(b)(8)).",
        "update_lists" => {
            "Fetch the lists anew (`highfence lists sync`): they are over 30 days old."
        }
        "document_license_exception" => {
            "Record which license exception covers it and the evidence (15 CFR 740.2)."
        }
        "declaration_of_conformity" => {
            "Check whether a declaration of conformity is due (15 CFR 791.305)."
        }
        "notify_treasury_within_30_days_of_completion" => {
            "Notify the Treasury within 30 days after completion (31 CFR 850.404(c))."
        }
        other => return other.replace('_', " "),
    }
    .to_owned()
}

fn horizon(out: &mut String, screening: &Screening<'_>) {
    let rules: Vec<&Finding<'_>> = screening
        .findings
        .iter()
        .filter(|finding| finding.horizon && finding.outcome == Outcome::Met)
        .collect();
    if rules.is_empty() && screening.horizon.is_empty() {
        return;
    }
    let _ = writeln!(out, "\nOn the horizon (no legal effect today)");
    let mut shown: Vec<&str> = Vec::new();
    for finding in rules {
        if shown.contains(&finding.text.as_ref()) {
            continue;
        }
        shown.push(&finding.text);
        paragraph(
            out,
            "  ",
            &format!("{}: {} ({})", finding.rule, finding.text, finding.cites.join("; ")),
        );
    }
    for entry in &screening.horizon {
        let note = entry.remarks.as_deref().unwrap_or("reported, not listed");
        paragraph(out, "  ", &format!("{} was reported for {}: {note}", entry.name, entry.list));
    }
}

/// What was not asked and raises nothing by itself.
fn notes(out: &mut String, screening: &Screening<'_>) {
    let notes = &screening.coverage.notes;
    if notes.is_empty() {
        return;
    }
    let _ = writeln!(out, "\nWhat was not asked");
    notes.iter().for_each(|note| paragraph(out, "  ", note));
}

fn rests_on(out: &mut String, screening: &Screening<'_>) {
    let _ = writeln!(out, "\nRests on");
    paragraph(
        out,
        "  ",
        &format!(
            "law and lists as of {}, rules {}, {} (build {})",
            screening.as_of.valid,
            short(screening.rules_digest),
            engine(),
            short(BUILD)
        ),
    );
    lists(out, &screening.editions);
    paragraph(out, "  ", DISCLAIMER);
}

/// The lists that were given by name; those that the program carries by their number.
fn lists(out: &mut String, editions: &[EditionUsed]) {
    let (carried, given): (Vec<_>, Vec<_>) = editions.iter().partition(|edition| edition.embedded);
    let named: Vec<String> = given
        .iter()
        .map(|edition| {
            let day = edition.published.map_or("undated".to_owned(), |day| day.to_string());
            format!("{} ({} entries, {day})", edition.id, edition.entries)
        })
        .collect();
    if !named.is_empty() {
        paragraph(out, "  ", &named.join(", "));
    }
    if !carried.is_empty() {
        let count = carried.len();
        let text = format!(
            "{count} lists that the program carries, as old as it is: `highfence lists sync`, or `highfence lists import FILE`, brings newer ones"
        );
        paragraph(out, "  ", &text);
    }
}

fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}

/// Writes `text` wrapped at [`WIDTH`], each line behind `indent`.
fn paragraph(out: &mut String, indent: &str, text: &str) {
    let mut line = String::from(indent);
    for word in text.split_whitespace() {
        let wide = line.chars().count() + word.chars().count() + 1 > WIDTH;
        if wide && line.trim() != "" {
            let _ = writeln!(out, "{}", line.trim_end());
            line = String::from(indent);
        }
        line.push_str(word);
        line.push(' ');
    }
    if !line.trim().is_empty() {
        let _ = writeln!(out, "{}", line.trim_end());
    }
}
