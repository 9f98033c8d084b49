//! A screening -> the JSON that callers read, its keys in the order in which a person asks.
//!
//! Two forms: the whole of it, and what a list of rows shows. Both are written straight from the
//! screening.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;
use serde_json::{Value, json};

use crate::coverage::{Coverage, OpenCheck};
use crate::evaluate::{Finding, Outcome, Step, Subject};
use crate::facts::registry::FACTS;
use crate::model::{AsOf, Level};
use crate::screen::{EditionUsed, ItemFound, MatchFound, Screening};

/// What every answer says of itself.
pub const DISCLAIMER: &str = "A screening aid on the lists and rules named here, not legal advice.";
/// Name and version of the engine.
pub const ENGINE: &str = concat!("highfence ", env!("CARGO_PKG_VERSION"));

/// The whole of a screening.
#[derive(Debug, Serialize)]
pub struct Told<'s> {
    #[serde(flatten)]
    head: Head<'s>,
    questions: Vec<Question<'s>>,
    obligations: &'s [String],
    reasons: Vec<FindingTold<'s>>,
    considered: Vec<FindingTold<'s>>,
    horizon: Vec<Value>,
    matches: &'s [MatchFound],
    items: &'s [ItemFound],
    unfinished: &'s [OpenCheck],
    doubts: &'s [String],
    coverage: &'s Coverage<'s>,
    as_of: Days,
    lists: &'s [EditionUsed],
    rules_digest: &'s str,
    engine: &'static str,
    truncated: bool,
    disclaimer: &'static str,
}

/// What a list of rows shows of a screening.
#[derive(Debug, Serialize)]
pub struct Brief<'s> {
    #[serde(flatten)]
    head: Head<'s>,
    obligations: &'s [String],
    reasons: Vec<ReasonBrief<'s>>,
    matches: Vec<MatchBrief<'s>>,
    unfinished: &'s [OpenCheck],
    doubts: &'s [String],
    as_of: Days,
    rules_digest: &'s str,
    engine: &'static str,
    truncated: bool,
}

/// What both forms begin with.
#[derive(Debug, Serialize)]
struct Head<'s> {
    id: Option<&'s str>,
    verdict: &'static str,
    level: u8,
    release: bool,
    review_policy: Option<&'s str>,
    programs: Vec<&'s str>,
    needs: &'s [String],
}

#[derive(Debug, Serialize)]
struct Days {
    valid: String,
    known: String,
    /// Nobody stated the day: it is that of the clock.
    #[serde(skip_serializing_if = "is_false")]
    by_clock: bool,
}

#[derive(Debug, Serialize)]
struct Question<'s> {
    need: &'s str,
    question: String,
}

#[derive(Debug, Serialize)]
struct ReasonBrief<'s> {
    rule: &'s str,
    level: Level,
    text: &'s str,
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    cites: &'s [&'s str],
}

#[derive(Debug, Serialize)]
struct MatchBrief<'s> {
    party: Option<usize>,
    list: &'s str,
    entry: &'s str,
    name: &'s str,
    score: f64,
}

/// A finding without what it does not have.
#[derive(Debug, Serialize)]
struct FindingTold<'s> {
    rule: &'s str,
    clause: &'s str,
    title: &'s str,
    regime: &'s str,
    outcome: Outcome,
    level: Level,
    highest: Level,
    subject: &'s Subject,
    text: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<&'s str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    exceptions: &'s [String],
    #[serde(skip_serializing_if = "<[Cow<'_, str>]>::is_empty")]
    obligations: &'s [Cow<'s, str>],
    #[serde(skip_serializing_if = "<[Cow<'_, str>]>::is_empty")]
    needs: &'s [Cow<'s, str>],
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    cites: &'s [&'s str],
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lowered_by: Option<&'s str>,
    #[serde(skip_serializing_if = "is_false")]
    horizon: bool,
    #[serde(skip_serializing_if = "<[Step<'_>]>::is_empty")]
    steps: &'s [Step<'s>],
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// The whole screening, to be written.
pub fn told<'s>(screening: &'s Screening<'_>) -> Told<'s> {
    let (reasons, others): (Vec<&Finding<'_>>, Vec<&Finding<'_>>) =
        screening.findings.iter().partition(|finding| is_reason(finding));
    let considered = others.into_iter().filter(|finding| !finding.horizon);
    Told {
        head: head(screening),
        questions: questions(&screening.verdict.needs),
        obligations: &screening.verdict.obligations,
        reasons: reasons.into_iter().map(finding).collect(),
        considered: considered.map(finding).collect(),
        horizon: horizon(screening),
        matches: &screening.matches,
        items: &screening.items,
        unfinished: &screening.coverage.open,
        doubts: &screening.coverage.doubts,
        coverage: &screening.coverage,
        as_of: days(screening.as_of),
        lists: &screening.editions,
        rules_digest: screening.rules_digest,
        engine: ENGINE,
        truncated: false,
        disclaimer: DISCLAIMER,
    }
}

/// What a list of rows shows of the screening, to be written.
pub fn brief<'s>(screening: &'s Screening<'_>) -> Brief<'s> {
    Brief {
        head: head(screening),
        obligations: &screening.verdict.obligations,
        reasons: screening
            .findings
            .iter()
            .filter(|finding| is_reason(finding))
            .map(|finding| ReasonBrief {
                rule: finding.rule,
                level: finding.level,
                text: &finding.text,
                cites: &finding.cites,
            })
            .collect(),
        matches: screening
            .matches
            .iter()
            .map(|found| MatchBrief {
                party: found.party,
                list: found.matched.list.as_str(),
                entry: &found.matched.entry,
                name: &found.matched.name,
                score: crate::matching::told(found.matched.score),
            })
            .collect(),
        unfinished: &screening.coverage.open,
        doubts: &screening.coverage.doubts,
        as_of: days(screening.as_of),
        rules_digest: screening.rules_digest,
        engine: ENGINE,
        truncated: false,
    }
}

/// The whole screening as JSON text. A record of a decision holds the digest of these bytes.
///
/// # Errors
/// A number that JSON cannot hold.
pub fn to_text(screening: &Screening<'_>) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&told(screening))
}

/// The whole screening as a JSON value.
pub fn to_value(screening: &Screening<'_>) -> Value {
    serde_json::to_value(told(screening)).unwrap_or(Value::Null)
}

fn head<'s>(screening: &'s Screening<'_>) -> Head<'s> {
    let verdict = &screening.verdict;
    Head {
        id: screening.id.as_deref(),
        verdict: verdict.level.word(),
        level: verdict.level.number(),
        release: verdict.level <= Level::Advisory,
        review_policy: verdict.policy.as_deref(),
        programs: rules(screening),
        needs: &verdict.needs,
    }
}

fn days(as_of: AsOf) -> Days {
    let (valid, known) = (as_of.valid.to_string(), as_of.known.to_string());
    Days { valid, known, by_clock: as_of.by_clock }
}

/// Whether a finding raises the verdict above "no license required".
pub fn is_reason(finding: &Finding<'_>) -> bool {
    finding.level > Level::NoLicenseRequired
}

/// Name and version of the engine.
pub fn engine() -> String {
    ENGINE.to_owned()
}

/// The rules among the findings, sorted.
pub fn programs(screening: &Screening<'_>) -> Vec<String> {
    rules(screening).into_iter().map(str::to_owned).collect()
}

fn rules<'s>(screening: &'s Screening<'_>) -> Vec<&'s str> {
    let mut ids: Vec<&str> = screening.findings.iter().map(|f| f.rule).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The questions to put to a person, in the order in which to ask.
fn questions(needs: &[String]) -> Vec<Question<'_>> {
    needs.iter().map(|need| Question { need, question: question(need) }).collect()
}

/// Questions by the shape of a place in the request, its numbers replaced by `#`.
static QUESTIONS: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let mut known = BTreeMap::new();
    for fact in FACTS.iter().filter(|fact| !fact.pointer.is_empty()) {
        let shape = fact.pointer.replace("{i}", "#").replace("{p}", "#");
        known.entry(shape).or_insert(fact.question);
    }
    known
});

/// The question for a place in the request.
pub fn question(need: &str) -> String {
    let shape: String = need.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
    if let Some(known) = QUESTIONS.get(&shape.replace("##", "#")) {
        return (*known).to_owned();
    }
    if let Some(rule) = need.strip_prefix("rule_status:") {
        return format!("Has an instrument been published that settles the status of {rule}?");
    }
    if need.ends_with(".identity") {
        return "Is the party the listed one? Compare address, identifiers, date of birth and business, and record the answer.".to_owned();
    }
    if need.ends_with(".eccn:confirm") {
        return "Who confirmed the item's classification, and what is it?".to_owned();
    }
    if need.ends_with(".name") {
        return "What is the full legal name, in letters?".to_owned();
    }
    if need == "end_user" {
        return "Who is the end user?".to_owned();
    }
    if need.ends_with(".percent") {
        return "Which percentage does each listed owner hold, directly and indirectly?".to_owned();
    }
    if let Some(list) = need.strip_prefix("certifications:") {
        return format!(
            "Which of these are certified: {}?",
            list.replace(',', ", ").replace('_', " ")
        );
    }
    if let Some(program) = need.strip_prefix("programs.") {
        return format!(
            "Has a person compared the transaction with the law under `{program}`, which is not carried here?"
        );
    }
    format!("Please supply: {}", need.replace(['_', '.'], " "))
}

fn finding<'s>(finding: &'s Finding<'_>) -> FindingTold<'s> {
    FindingTold {
        rule: finding.rule,
        clause: finding.clause,
        title: finding.title,
        regime: finding.regime,
        outcome: finding.outcome,
        level: finding.level,
        highest: finding.highest,
        subject: &finding.subject,
        text: &finding.text,
        policy: finding.policy.as_deref(),
        exceptions: finding.exceptions,
        obligations: &finding.obligations,
        needs: &finding.needs,
        cites: &finding.cites,
        status: finding.status.as_deref(),
        lowered_by: finding.lowered_by.as_deref(),
        horizon: finding.horizon,
        steps: &finding.steps,
    }
}

fn horizon(screening: &Screening<'_>) -> Vec<Value> {
    let rules = screening
        .findings
        .iter()
        .filter(|f| f.horizon && f.outcome == Outcome::Met)
        .map(|f| json!({ "rule": f.rule, "text": f.text, "cites": f.cites }));
    let entries = screening
        .horizon
        .iter()
        .map(|entry| json!({ "party": entry.party, "list": entry.list, "name": entry.name, "source": entry.source, "text": entry.remarks }));
    rules.chain(entries).collect()
}
