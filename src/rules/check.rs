//! The text of one rule file -> a checked [`Rule`], or all that is wrong with it.

use toml::de::DeTable;

use super::condition;
use super::diagnostics::Diagnostics;
use super::model::{
    Certainty, Clause, Condition, DatedCite, Each, Effect, Policy, Rule, RuleKind, State, Status,
    Unless,
};
use super::reader::{At, Reader, did_you_mean};
use super::tests_in_file;
use crate::model::Level;
use crate::model::verdict::POLICIES;

/// Reads one rule file. Diagnostics go to `out`; the rule is usable only if none is an error.
pub fn rule(file: &str, text: &str, out: &mut Diagnostics<'_>) -> Option<Rule> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = error.span().map_or(0, |span| span.start);
        out.error(at, "toml", error.message().to_owned(), "see the TOML specification");
    }
    if !errors.is_empty() {
        return None;
    }
    let mut root = Reader::new(table.get_ref(), 0, "the file");
    schema(&mut root, out);
    let Some(mut head) = root.table("rule", out) else {
        out.error(0, "missing-key", "the file has no [rule]", "add a [rule] table");
        return None;
    };
    let mut rule = header(&mut head, file, out);
    head.finish(out);
    rule.statuses = statuses(&mut root, out);
    if rule.statuses.is_empty() {
        out.error(0, "missing-status", "the rule has no [[status]]", "add at least one [[status]]");
    }
    let clauses = root.tables("clause", out);
    if clauses.is_empty() {
        out.error(0, "missing-clause", "the rule has no [[clause]]", "add at least one [[clause]]");
    }
    for reader in clauses {
        let clause = clause(reader, &rule, out);
        if rule.clauses.iter().any(|other| other.id == clause.id) {
            out.error(
                clause.at,
                "duplicate-id",
                format!("clause `{}` stands twice", clause.id),
                "",
            );
        }
        rule.clauses.push(clause);
    }
    let tests = root.tables("test", out);
    rule.tests = tests.into_iter().map(|reader| tests_in_file::read(reader, out)).collect();
    root.finish(out);
    Some(rule)
}

pub(super) fn schema(root: &mut Reader<'_>, out: &mut Diagnostics<'_>) {
    let one = root
        .raw("schema")
        .is_some_and(|value| value.get_ref().as_integer().is_some_and(|n| n.as_str() == "1"));
    if !one {
        out.error(
            0,
            "schema-version",
            "the file does not begin with `schema = 1`",
            "add `schema = 1`",
        );
    }
}

fn header(head: &mut Reader<'_>, file: &str, out: &mut Diagnostics<'_>) -> Rule {
    let id = head.required("id", out);
    check_id(&id, out);
    let kind = head.required("kind", out);
    let kind = word(
        &kind,
        &[
            ("verdict", RuleKind::Verdict),
            ("advisory", RuleKind::Advisory),
            ("horizon", RuleKind::Horizon),
        ],
        "kind",
        out,
    )
    .unwrap_or(RuleKind::Horizon);
    let authority = cites_of(head.texts("authority", out), out);
    if kind != RuleKind::Horizon && authority.is_empty() {
        out.error(
            head.at,
            "missing-citation",
            "the rule cites no authority",
            "add `authority = [\"15 CFR ...\"]`",
        );
    }
    Rule {
        title: head.required("title", out).value,
        regime: head.required("regime", out).value,
        summary: head.text("summary", out).map(|at| at.value),
        lists: head.texts("lists", out).into_iter().map(|at| at.value).collect(),
        review_by: head.date("review_by", out).map(|at| at.value),
        id: id.value,
        kind,
        authority,
        statuses: Vec::new(),
        clauses: Vec::new(),
        tests: Vec::new(),
        file: file.to_owned(),
    }
}

fn check_id(id: &At<String>, out: &mut Diagnostics<'_>) {
    let fine = id.value.contains('.')
        && id
            .value
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c));
    if !fine && !id.value.is_empty() {
        out.error(
            id.at,
            "bad-id",
            format!("`{}` is no rule id", id.value),
            "write a stable path in lower case: us.ear.entity-list",
        );
    }
}

pub(super) fn word<T: Copy>(
    found: &At<String>,
    known: &[(&str, T)],
    key: &str,
    out: &mut Diagnostics<'_>,
) -> Option<T> {
    let hit = known.iter().find(|(word, _)| *word == found.value).map(|(_, value)| *value);
    if hit.is_none() && !found.value.is_empty() {
        let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        out.error(
            found.at,
            "unknown-value",
            format!("`{}` is no {key}", found.value),
            &did_you_mean(&found.value, &words),
        );
    }
    hit
}

/// Citations, each checked for a recognizable form.
fn cites_of(found: Vec<At<String>>, out: &mut Diagnostics<'_>) -> Vec<String> {
    for cite in &found {
        check_cite(cite, out);
    }
    found.into_iter().map(|at| at.value).collect()
}

fn check_cite(cite: &At<String>, out: &mut Diagnostics<'_>) {
    if !cite.value.chars().any(|c| c.is_ascii_digit()) {
        out.error(
            cite.at,
            "bad-citation",
            format!("`{}` is no citation", cite.value),
            "cite as `15 CFR 744.11(a)`, `89 FR 51644`, `EO 14105` or an announcement with its number",
        );
    }
}

/// Reads `[[status]]` blocks and reports overlaps and gaps.
pub(super) fn statuses(reader: &mut Reader<'_>, out: &mut Diagnostics<'_>) -> Vec<Status> {
    let mut list: Vec<Status> =
        reader.tables("status", out).into_iter().filter_map(|r| status(r, out)).collect();
    list.sort_by_key(|status| (status.certainty, status.from));
    for pair in list.windows(2) {
        if let [a, b] = pair
            && a.certainty == b.certainty
        {
            overlap_or_gap(a, b, out);
        }
    }
    list
}

fn overlap_or_gap(a: &Status, b: &Status, out: &mut Diagnostics<'_>) {
    match a.until {
        None => out.error(
            b.at,
            "status-overlap",
            format!("status from {} overlaps the open one from {}", b.from, a.from),
            "give the earlier status an `until`",
        ),
        Some(until) if until > b.from => out.error(
            b.at,
            "status-overlap",
            format!("status from {} overlaps the one until {until}", b.from),
            "`until` is exclusive: let one begin on the day the other ends",
        ),
        Some(until) if until < b.from && a.on_lapse.is_none() => out.warning(
            b.at,
            "status-gap",
            format!("no status from {until} to {}: the rule cannot be established then", b.from),
            "add a status for the days between, or `on_lapse`",
        ),
        Some(_) => {}
    }
}

fn status(mut reader: Reader<'_>, out: &mut Diagnostics<'_>) -> Option<Status> {
    let at = reader.at;
    let state_word = reader.required("state", out);
    let states: Vec<(&str, State)> = State::ALL.iter().map(|(s, w)| (*w, *s)).collect();
    let state = word(&state_word, &states, "state", out);
    let from = reader.date("from", out);
    if from.is_none() && !reader.has("from") {
        out.error(at, "missing-key", "the status has no `from`", "add `from = 2022-10-21`");
    }
    let until = reader.date("until", out);
    if let (Some(from), Some(until)) = (&from, &until)
        && until.value <= from.value
    {
        out.error(
            until.at,
            "empty-interval",
            "`until` is not after `from`",
            "`until` is exclusive",
        );
    }
    let cite = reader.required("cite", out);
    if !cite.value.is_empty() {
        check_cite(&cite, out);
    }
    let certainty_word = reader.required("certainty", out);
    let certainty = word(
        &certainty_word,
        &[("legal", Certainty::Legal), ("political", Certainty::Political)],
        "certainty",
        out,
    );
    let on_lapse = reader.text("on_lapse", out).and_then(|w| word(&w, &states, "state", out));
    let instrument = reader.text("instrument", out).map(|t| t.value);
    let note = reader.text("note", out).map(|t| t.value);
    let published = reader.date("published", out);
    reader.finish(out);
    let from = from?.value;
    Some(Status {
        state: state?,
        from,
        until: until.map(|u| u.value),
        instrument,
        cite: cite.value,
        published: published.map_or(from, |p| p.value),
        certainty: certainty?,
        on_lapse,
        note,
        at,
    })
}

fn clause(mut reader: Reader<'_>, rule: &Rule, out: &mut Diagnostics<'_>) -> Clause {
    let at = reader.at;
    let id = reader.required("id", out).value;
    let each = each(&mut reader, rule, out);
    let cites = dated_cites(&mut reader, out);
    if cites.is_empty() && rule.kind != RuleKind::Horizon {
        out.error(
            at,
            "missing-citation",
            format!("clause `{id}` has no `cite`"),
            "add `cite = \"15 CFR ...\"`",
        );
    }
    let applies = condition::under(&mut reader, "applies", &each, out);
    let when = condition::under(&mut reader, "when", &each, out);
    if applies.is_none() && when.is_none() {
        out.error(
            at,
            "missing-condition",
            format!("clause `{id}` has neither `applies` nor `when`"),
            "",
        );
    }
    let then = match reader.table("then", out) {
        Some(table) => effect(table, rule, out),
        None => {
            out.error(
                at,
                "missing-key",
                format!("clause `{id}` has no `then`"),
                "add `then = { verdict = ... }`",
            );
            effect_of_nothing()
        }
    };
    let unless = reader.tables("unless", out).into_iter().map(|r| unless(r, &each, out)).collect();
    let if_unknown = reader.text("if_unknown", out).and_then(|w| level(&w, out));
    let needs_if_unknown = texts(&mut reader, "needs_if_unknown", out);
    let own = statuses(&mut reader, out);
    reader.finish(out);
    Clause {
        id,
        cites,
        each,
        applies: applies.unwrap_or_else(Condition::always),
        when: when.unwrap_or_else(Condition::always),
        unless,
        if_unknown: if_unknown.unwrap_or(Level::CannotDetermine).min(then.level),
        then,
        needs_if_unknown,
        statuses: own,
        at,
    }
}

pub(super) fn texts(
    reader: &mut Reader<'_>,
    key: &'static str,
    out: &mut Diagnostics<'_>,
) -> Vec<String> {
    reader.texts(key, out).into_iter().map(|at| at.value).collect()
}

fn each(reader: &mut Reader<'_>, rule: &Rule, out: &mut Diagnostics<'_>) -> Vec<Each> {
    let known = [("party", Each::Party), ("match", Each::Match), ("item", Each::Item)];
    let words = reader.texts("each", out);
    let each: Vec<Each> = words.iter().filter_map(|w| word(w, &known, "`each`", out)).collect();
    let at = words.first().map_or(reader.at, |w| w.at);
    if each.contains(&Each::Match) && rule.lists.is_empty() {
        out.error(
            at,
            "missing-lists",
            "a clause asked of `match` needs `lists` in [rule]",
            "add `lists = [\"US-BIS-EL\"]`",
        );
    }
    if each.contains(&Each::Match) && each.contains(&Each::Party) {
        out.error(at, "bad-each", "`match` already stands for its party", "leave out `party`");
    }
    each
}

fn dated_cites(reader: &mut Reader<'_>, out: &mut Diagnostics<'_>) -> Vec<DatedCite> {
    let is_table_list = reader
        .raw("cite")
        .and_then(|v| v.get_ref().as_array())
        .is_some_and(|list| list.iter().any(|item| item.get_ref().as_table().is_some()));
    if !is_table_list {
        let cites = reader.texts("cite", out);
        return cites_of(cites, out)
            .into_iter()
            .map(|cite| DatedCite { from: None, until: None, cite })
            .collect();
    }
    let mut list = Vec::new();
    for mut entry in reader.tables("cite", out) {
        let cite = entry.required("cite", out);
        check_cite(&cite, out);
        list.push(DatedCite {
            from: entry.date("from", out).map(|d| d.value),
            until: entry.date("until", out).map(|d| d.value),
            cite: cite.value,
        });
        entry.finish(out);
    }
    list
}

pub(super) fn level(found: &At<String>, out: &mut Diagnostics<'_>) -> Option<Level> {
    let known: Vec<(&str, Level)> = Level::ALL.iter().map(|l| (l.word(), *l)).collect();
    word(found, &known, "verdict", out)
}

fn effect_of_nothing() -> Effect {
    Effect {
        level: Level::HoldForReview,
        policy: Policy::None,
        exceptions: Vec::new(),
        obligations: Vec::new(),
        needs: Vec::new(),
        text: String::new(),
    }
}

fn effect(mut reader: Reader<'_>, rule: &Rule, out: &mut Diagnostics<'_>) -> Effect {
    let at = reader.at;
    let verdict = reader.required("verdict", out);
    let found = level(&verdict, out).unwrap_or(Level::HoldForReview);
    let highest = match rule.kind {
        RuleKind::Verdict => Level::Prohibited,
        RuleKind::Advisory => Level::HoldForReview,
        RuleKind::Horizon => Level::NoLicenseRequired,
    };
    if found > highest {
        out.error(
            verdict.at,
            "level-not-allowed",
            format!("a rule of this kind cannot carry `{}`", found.word()),
            &format!(
                "write `{}` or less, or change `kind` with a citation of binding law",
                highest.word()
            ),
        );
    }
    let policy = policy(&mut reader, out);
    let text = reader.required("text", out).value;
    let effect = Effect {
        level: found.min(highest),
        policy,
        exceptions: texts(&mut reader, "exceptions", out),
        obligations: texts(&mut reader, "obligations", out),
        needs: texts(&mut reader, "needs", out),
        text,
    };
    if effect.level < Level::LicenseExceptionPossible && effect.policy != Policy::None {
        out.warning(
            at,
            "policy-without-license",
            "a review policy without a license requirement",
            "",
        );
    }
    reader.finish(out);
    effect
}

fn policy(reader: &mut Reader<'_>, out: &mut Diagnostics<'_>) -> Policy {
    let Some(found) = reader.text("policy", out) else { return Policy::None };
    if found.value == "entry" {
        return Policy::Entry;
    }
    let known: Vec<(&str, &str)> = POLICIES.iter().map(|p| (*p, *p)).collect();
    word(&found, &known, "review policy", out)
        .map_or(Policy::None, |policy| Policy::Fixed(policy.to_owned()))
}

fn unless(mut reader: Reader<'_>, each: &[Each], out: &mut Diagnostics<'_>) -> Unless {
    let at = reader.at;
    let id = reader.required("id", out).value;
    let cite = reader.required("cite", out);
    if !cite.value.is_empty() {
        check_cite(&cite, out);
    }
    let when = condition::under(&mut reader, "when", each, out).unwrap_or_else(|| {
        out.error(at, "missing-condition", format!("`unless` {id} has no `when`"), "");
        Condition::Any(Vec::new())
    });
    let level = reader.text("verdict", out).and_then(|w| level(&w, out));
    let text = reader.required("text", out).value;
    reader.finish(out);
    Unless {
        id,
        cite: cite.value,
        when,
        level: level.unwrap_or(Level::NoLicenseRequired),
        text,
        at,
    }
}
