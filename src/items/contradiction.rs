//! Where a declared classification does not go with the words or the HS code.
//!
//! In: the folded text and what was declared. Out: contradictions, each with a sentence that a
//! person can act on. A contradiction never lowers and never decides; `Hold` asks a person to
//! look before release, `Note` is only shown.

use serde::Serialize;

use super::classify::{Classifier, ItemFindings};
use super::eccn::{Eccn, EccnStanding};
use super::hs::HsCode;
use super::table::{Evidence, Sign, Spoken};
use super::text::compatible;
use crate::model::Date;

/// What a contradiction asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Shown, nothing more.
    Note,
    /// A person must look before release.
    Hold,
}

/// Something declared that does not go with something described.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contradiction {
    /// Stable name: `eccn_invalid`, `eccn_itar`, `eccn_foreign_code`, `eccn_obsolete`,
    /// `eccn_not_yet`, `eccn_unknown`, `eccn_mended`, `hs_invalid`, `text_eccn`, `product_eccn`,
    /// `hs_eccn`, `vague_text`, `text_names_eccn`.
    pub kind: String,
    /// One sentence: what disagrees and what to do.
    pub detail: String,
    /// What it asks for.
    pub severity: Severity,
}

impl Contradiction {
    pub(super) fn hold(kind: &str, detail: impl Into<String>) -> Self {
        Self { kind: kind.to_owned(), detail: detail.into(), severity: Severity::Hold }
    }

    pub(super) fn note(kind: &str, detail: impl Into<String>) -> Self {
        Self { kind: kind.to_owned(), detail: detail.into(), severity: Severity::Note }
    }
}

/// What was declared, as far as it could be read.
#[derive(Debug)]
pub(super) struct Declared<'a> {
    /// The ECCN.
    pub eccn: Option<&'a Eccn>,
    /// The HS code.
    pub hs: Option<&'a HsCode>,
    /// Whether the HS code is one of ordinary goods.
    pub ordinary: bool,
    /// The day of the transaction.
    pub day: Option<Date>,
}

/// What was described, as far as it was read before.
#[derive(Debug)]
pub(super) struct Described<'a> {
    /// The text as written.
    pub written: &'a str,
    /// The text in the form in which phrases are looked for.
    pub folded: &'a str,
    /// What it says in the words of the dictionaries.
    pub spoken: &'a Spoken<'a>,
    /// What it says of each named product.
    pub products: &'a [Evidence<'a>],
    /// Whether it speaks of an accessory or of printed matter about the goods.
    pub accessory: bool,
}

/// Adds all contradictions, and the ECCNs that signs and products point to.
pub(super) fn find(
    classifier: &Classifier,
    text: &Described<'_>,
    declared: &Declared<'_>,
    findings: &mut ItemFindings,
) {
    if let Some(eccn) = declared.eccn {
        findings.contradictions.extend(standing(classifier, eccn, declared.day));
        findings.contradictions.extend(chinese_code(classifier, eccn, &findings.materials));
    }
    products(text, declared, findings);
    signs(classifier, text, declared, findings);
    named_in_text(classifier, text.written, declared, findings);
    findings.contradictions.extend(hs_against_eccn(classifier, declared));
    findings.contradictions.extend(vague(classifier, text.folded, declared));
    findings.contradictions.sort_by(|a, b| {
        b.severity.cmp(&a.severity).then_with(|| (&a.kind, &a.detail).cmp(&(&b.kind, &b.detail)))
    });
    findings.contradictions.dedup();
}

fn standing(classifier: &Classifier, eccn: &Eccn, day: Option<Date>) -> Vec<Contradiction> {
    let mut found = Vec::new();
    if eccn.mended {
        found.push(Contradiction::note(
            "eccn_mended",
            format!("the letter O was read as the figure 0: {eccn}"),
        ));
    }
    match classifier.standing(eccn, day) {
        EccnStanding::Current => {}
        EccnStanding::Obsolete(what) => found.push(Contradiction::hold(
            "eccn_obsolete",
            format!("{} is no longer an entry of the Commerce Control List: {what}", eccn.code),
        )),
        EccnStanding::NotYet(since) => found.push(Contradiction::hold(
            "eccn_not_yet",
            format!("{} is {since}, not on the day of the transaction", eccn.code),
        )),
        EccnStanding::ItarPointer => found.push(Contradiction::hold(
            "eccn_itar",
            format!(
                "{} only points to the ITAR (22 CFR 120-130); the item is not under the EAR and \
                 belongs before the Directorate of Defense Trade Controls",
                eccn.code
            ),
        )),
        EccnStanding::ChineseCode(what) => found.push(Contradiction::hold(
            "eccn_foreign_code",
            format!("{} is no ECCN; on China's dual-use list it means {what}", eccn.code),
        )),
        EccnStanding::Unknown => found.push(Contradiction::hold(
            "eccn_unknown",
            format!("{} is no entry of the Commerce Control List; confirm the ECCN", eccn.code),
        )),
    }
    found
}

/// A code that is both an ECCN and a code of China's list, beside the material that the latter
/// means.
fn chinese_code(
    classifier: &Classifier,
    eccn: &Eccn,
    materials: &[String],
) -> Option<Contradiction> {
    if materials.is_empty() {
        return None;
    }
    let other = classifier.eccns.chinese.iter().find(|other| {
        other.code == eccn.code && other.material.as_ref().is_some_and(|m| materials.contains(m))
    })?;
    Some(Contradiction::note(
        "eccn_foreign_code",
        format!(
            "{} is an ECCN with another meaning; on China's dual-use list it is {}, which the text \
             names: confirm whose code it is",
            eccn.code, other.what
        ),
    ))
}

fn products(text: &Described<'_>, declared: &Declared<'_>, findings: &mut ItemFindings) {
    for evidence in text.products {
        if !findings.products.contains(&evidence.term.id) {
            continue;
        }
        for class in evidence.term.class.iter().filter(|class| class.stands_on(declared.day)) {
            propose(&class.eccn, findings);
            let agrees = declared.eccn.is_none_or(|eccn| {
                eccn.is_z_paragraph() || class.eccn.iter().any(|f| eccn.is_within(f))
            });
            if agrees || text.accessory {
                continue;
            }
            let declared = declared.eccn.map(Eccn::to_string).unwrap_or_default();
            findings.contradictions.push(Contradiction::hold(
                "product_eccn",
                format!(
                    "declared {declared}, but the text names {} which is classed {} ({}); confirm \
                     the ECCN",
                    words(evidence),
                    class.eccn.join(" or "),
                    class.cite
                ),
            ));
        }
    }
}

fn signs(
    classifier: &Classifier,
    text: &Described<'_>,
    declared: &Declared<'_>,
    findings: &mut ItemFindings,
) {
    let signs = classifier.signs.evidence(text.spoken);
    let goods = classifier.controlled.evidence(text.spoken);
    for evidence in signs.into_iter().chain(goods) {
        let Some(sign) = &evidence.term.sign else { continue };
        let dated = sign.from.is_none_or(|from| declared.day.is_none_or(|day| from <= day));
        if !dated || !is_strong(&evidence, declared) || !limits_met(classifier, &evidence, text) {
            continue;
        }
        propose(&sign.candidates, findings);
        let Some(eccn) = declared.eccn else { continue };
        if !contradicts(sign, eccn) {
            continue;
        }
        let detail = format!(
            "declared {eccn}, but the text says {}: {}; look at {}",
            words(&evidence),
            sign.why,
            sign.candidates.join(", ")
        );
        let note = sign.note_only || text.accessory;
        findings.contradictions.push(if note {
            Contradiction::note("text_eccn", detail)
        } else {
            Contradiction::hold("text_eccn", detail)
        });
    }
}

/// Whether the words stand beside the HS code: a plain word does not count under a heading of
/// ordinary goods, unless the term says that its goods travel under it.
fn is_strong(evidence: &Evidence<'_>, declared: &Declared<'_>) -> bool {
    let own = declared.hs.is_some_and(|hs| evidence.term.hs.iter().any(|h| hs.is_within(h)));
    let spoken = !evidence.plain.is_empty() || evidence.weak.len() >= 2;
    !evidence.certain.is_empty() || spoken && (own || !declared.ordinary)
}

/// Whether the figures of the text reach the limits of the term, if it has any.
fn limits_met(classifier: &Classifier, evidence: &Evidence<'_>, text: &Described<'_>) -> bool {
    let limits = &evidence.term.figures;
    if limits.is_empty() {
        return true;
    }
    let figures = classifier.units.figures(text.written);
    limits.iter().any(|all| all.iter().all(|bound| bound.is_met(&figures)))
}

/// ECCNs that the description itself names. Declared EAR99 beside `ECCN 3A001` in the text is a
/// contradiction; without the word it may speak of a part, and is shown only.
fn named_in_text(
    classifier: &Classifier,
    description: &str,
    declared: &Declared<'_>,
    findings: &mut ItemFindings,
) {
    let mut after_label = false;
    let plain = compatible(description);
    // Fewer than four figures name no entry; that spares reading every word as one.
    let figures = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    if figures(&plain) < 4 {
        return;
    }
    for word in plain.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.')) {
        let word = word.trim_matches('.');
        if word.is_empty() {
            continue;
        }
        let labelled = std::mem::replace(&mut after_label, word.eq_ignore_ascii_case("eccn"));
        if figures(word) < 4 {
            continue;
        }
        let Ok(named) = super::eccn::parse(word) else { continue };
        if named.is_ear99()
            || named.mended
            || classifier.standing(&named, None) != EccnStanding::Current
        {
            continue;
        }
        propose(&[named.to_string()], findings);
        if declared.eccn.is_some_and(Eccn::is_ear99) {
            let detail = format!("declared EAR99, but the text names ECCN {named}");
            findings.contradictions.push(if labelled {
                Contradiction::hold("text_names_eccn", detail)
            } else {
                Contradiction::note("text_names_eccn", detail)
            });
        }
    }
}

fn contradicts(sign: &Sign, eccn: &Eccn) -> bool {
    let named = sign.contradicts.iter().any(|class| match class.as_str() {
        "EAR99" => eccn.is_ear99(),
        "AT" => eccn.is_at_series(),
        family => eccn.is_within(family),
    });
    named && !sign.consistent.iter().any(|family| eccn.is_within(family))
}

fn words(evidence: &Evidence<'_>) -> String {
    let all = [&evidence.certain, &evidence.plain, &evidence.weak];
    let quoted: Vec<String> =
        all.into_iter().flatten().take(4).map(|phrase| format!("`{phrase}`")).collect();
    quoted.join(", ")
}

fn propose(families: &[String], findings: &mut ItemFindings) {
    for family in families {
        if !findings.eccn_candidates.contains(family) {
            findings.eccn_candidates.push(family.clone());
        }
    }
}

fn hs_against_eccn(classifier: &Classifier, declared: &Declared<'_>) -> Option<Contradiction> {
    let (eccn, hs) = (declared.eccn?, declared.hs?);
    if matches!(eccn.group(), Some('D' | 'E')) {
        return None;
    }
    let pairing = classifier.goods.pairing(hs)?;
    if eccn.is_ear99() {
        let floor = pairing.floor.as_ref()?;
        let detail = format!(
            "HS {hs} is {}, which {floor} takes up where no other entry does; confirm that it is EAR99",
            pairing.goods
        );
        return Some(Contradiction::hold("hs_eccn", detail));
    }
    let agrees = pairing.eccn.iter().any(|family| eccn.is_within(family));
    (!agrees).then(|| {
        Contradiction::hold(
            "hs_eccn",
            format!(
                "HS {hs} is {}, which does not go with ECCN {eccn}; confirm both",
                pairing.goods
            ),
        )
    })
}

/// A text of empty words over an HS heading of goods that are often controlled.
fn vague(classifier: &Classifier, folded: &str, declared: &Declared<'_>) -> Option<Contradiction> {
    let hs = declared.hs?;
    if declared.eccn.is_some_and(|eccn| !eccn.is_ear99()) || !classifier.goods.is_sensitive(hs) {
        return None;
    }
    let empty = folded.split(' ').filter(|word| !word.is_empty()).all(|word| {
        word.chars().all(|c| c.is_ascii_digit()) || classifier.goods.vague.contains(word)
    });
    empty.then(|| {
        Contradiction::hold(
            "vague_text",
            format!(
                "the text does not say what the goods are, and HS {hs} holds goods that are often \
                 controlled; ask for a full description"
            ),
        )
    })
}
