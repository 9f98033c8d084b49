//! Carried, stored and named editions -> the editions to search, list by list.
//!
//! In: editions of any files. Out: editions of one list each, in the order of list ids. The newest
//! whole edition of a list counts and takes the place of older ones; parties that it no longer holds
//! stay as history until its day. What is smaller, undated, of the same day or older joins it: both
//! are searched, and what says nothing new is told once. So no file takes anything away. An edition
//! says in its warnings how it stands to the others.

use std::collections::{BTreeMap, BTreeSet};

use super::citation_days::{self, KnownPages};
use super::joined;
use super::knowledge::{Attach, absent, attach};
use super::one_list::{is_official, take_apart};
use super::plausible::Size;
use super::previous;
use crate::model::{Date, Edition, Extent, UnreadRow};

/// How an edition came to be searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// It is part of the program.
    Carried,
    /// It was imported into the store of editions.
    Stored,
    /// It was named for this call.
    Named,
}

/// The edition of a file, and how it came to be searched.
#[derive(Debug, Clone)]
pub struct Source {
    /// The edition, of any number of lists.
    pub edition: Edition,
    /// How it came.
    pub origin: Origin,
    /// Who accepted a change of its size on import.
    pub accepted_by: Option<String>,
}

/// One list of one file.
#[derive(Debug)]
pub(super) struct Piece {
    pub edition: Edition,
    pub origin: Origin,
    pub accepted_by: Option<String>,
    /// Number of its file.
    pub file: usize,
    /// What the file alone shows of its size.
    pub size: Size,
    /// Whether another edition took its place: then its unread rows concern nobody.
    pub replaced: bool,
}

impl Piece {
    pub(super) fn day(&self) -> Option<Date> {
        self.edition.provenance.published.or(self.edition.provenance.retrieved)
    }

    /// Whether it is whole, or may be by an earlier edition.
    fn may_be_whole(&self) -> bool {
        self.edition.extent != Extent::Excerpt
            || (self.size == Size::Unknown && self.origin != Origin::Carried)
    }

    pub(super) fn warn(&mut self, text: String) {
        self.edition.warnings.push(text);
    }

    /// The edition as a warning names it.
    pub(super) fn named(&self) -> String {
        let of = self.day().map_or("without a date".to_owned(), |day| format!("of {day}"));
        match self.origin {
            Origin::Carried => format!("the carried edition {of}"),
            Origin::Stored => format!("the stored edition {of}"),
            Origin::Named => format!("{} {of}", self.edition.provenance.source),
        }
    }
}

/// Words with which a warning begins that says how an edition stands to others of its list.
const BESIDE: &str = "searched beside ";
const IN_PLACE_OF: &str = "takes the place of ";

/// Whether a warning says how an edition stands to others of its list.
pub fn says_how_it_stands(warning: &str) -> bool {
    warning.starts_with(BESIDE) || warning.starts_with(IN_PLACE_OF)
}

/// Puts editions together, list by list. `edition_date` is the day of named files that tell none.
pub fn assemble(sources: Vec<Source>, edition_date: Option<Date>) -> Vec<Edition> {
    let mut lists: BTreeMap<String, Vec<Piece>> = BTreeMap::new();
    let mut files: Vec<(Vec<UnreadRow>, Vec<String>)> = Vec::new();
    for (file, source) in sources.into_iter().enumerate() {
        let Source { edition, origin, accepted_by } = source;
        let named = edition_date.filter(|_| origin == Origin::Named);
        let other_day = named.or(edition.provenance.retrieved);
        let parts = take_apart(edition, other_day);
        files.push((parts.unread, parts.warnings));
        for (edition, size) in parts.editions {
            let accepted_by = accepted_by.clone();
            let piece = Piece { edition, origin, accepted_by, file, size, replaced: false };
            lists.entry(piece.edition.id.clone()).or_default().push(piece);
        }
    }
    let mut out: Vec<Piece> = lists.into_values().flat_map(of_one_list).collect();
    for (file, (unread, warnings)) in files.into_iter().enumerate() {
        // Told once a file, by the first of its editions that counts.
        if let Some(piece) = out.iter_mut().find(|piece| piece.file == file && !piece.replaced) {
            piece.edition.unread = unread;
            piece.edition.warnings.splice(0..0, warnings);
        }
    }
    let mut editions: Vec<Edition> = out.into_iter().map(|piece| piece.edition).collect();
    bound_days(&mut editions);
    editions
}

/// Bounds the days of listing that are not known, list by list.
fn bound_days(editions: &mut [Edition]) {
    let ids: BTreeSet<String> = editions.iter().map(|edition| edition.id.clone()).collect();
    for id in ids {
        let own = editions.iter().filter(|edition| edition.id == id);
        let known = KnownPages::of(own.flat_map(|edition| &edition.entries));
        let own = editions.iter_mut().filter(|edition| edition.id == id);
        own.flat_map(|edition| &mut edition.entries)
            .for_each(|entry| citation_days::bound(entry, &known));
    }
}

/// All pieces of one list: the edition that counts first, then what is searched beside it.
fn of_one_list(pieces: Vec<Piece>) -> Vec<Piece> {
    let (mut wholes, mut others): (Vec<Piece>, Vec<Piece>) =
        pieces.into_iter().partition(Piece::may_be_whole);
    wholes.sort_by_key(|piece| (piece.day(), piece.origin));
    let (carried_extracts, rest): (Vec<Piece>, Vec<Piece>) =
        others.drain(..).partition(|piece| piece.origin == Origin::Carried);
    let Succession { base, mut replaced, mut joining } = succession(wholes);
    joining.extend(rest);
    joining.sort_by_key(|piece| (piece.origin, piece.file));
    let mut extracts = carried_extracts;
    let mut standing = Vec::new();
    if let Some(mut base) = base {
        keep_knowledge(&mut base, &mut replaced, &mut extracts);
        standing.push(base);
    }
    standing.append(&mut extracts);
    standing.append(&mut replaced);
    joined::join(&mut standing, joining);
    one_meaning(&mut standing);
    told_apart(&mut standing);
    standing
}

/// The whole editions of a list, told apart.
#[derive(Default)]
struct Succession {
    /// The newest.
    base: Option<Piece>,
    /// Those whose place it took, oldest first.
    replaced: Vec<Piece>,
    /// Those that are searched beside it.
    joining: Vec<Piece>,
}

/// Goes through whole editions, oldest first: which takes the place of which.
fn succession(wholes: Vec<Piece>) -> Succession {
    let mut out = Succession::default();
    for mut piece in wholes {
        let Some(mut old) = out.base.take() else {
            match piece.edition.extent {
                Extent::Excerpt => out.joining.push(piece),
                _ => out.base = Some(piece),
            }
            continue;
        };
        match may_follow(&old, &piece) {
            Err(reason) => {
                piece.edition.extent = Extent::Excerpt;
                piece.warn(format!("not taken for the whole list: {reason}"));
                out.joining.push(piece);
                out.base = Some(old);
            }
            Ok(()) if old.origin == Origin::Named => {
                out.joining.push(old);
                out.base = Some(piece);
            }
            Ok(()) => {
                piece.edition.extent = piece.edition.extent.max(Extent::Whole);
                piece.warn(format!("{IN_PLACE_OF}{}", old.named()));
                old.replaced = true;
                old.edition.extent = Extent::Excerpt;
                out.replaced.push(old);
                out.base = Some(piece);
            }
        }
    }
    out
}

/// Whether a whole edition may take the place of an older one; else why not.
fn may_follow(old: &Piece, new: &Piece) -> Result<(), String> {
    if !is_official(&new.edition.id) {
        return Err("files of a list of your own are all searched".to_owned());
    }
    // What was named stays searched in any case, and the carried lists are reviewed.
    let seen_whole = new.edition.extent != Extent::Excerpt;
    let named_before = old.origin == Origin::Named && new.day() > old.day() && seen_whole;
    if new.origin == Origin::Carried || named_before {
        return Ok(());
    }
    if new.day() <= old.day() {
        return Err(format!("it is not newer than {}", old.named()));
    }
    let (before, after) = (std::slice::from_ref(&old.edition), std::slice::from_ref(&new.edition));
    let compared = previous::compare(before, after, new.accepted_by.as_deref());
    if let Some(reason) = compared.refusals.first() {
        return Err(reason.clone());
    }
    let (gone, all) = (absent(&new.edition, &old.edition), old.edition.entries.len());
    if gone * 100 > all * GONE_PERCENT_MAX {
        return Err(format!("{gone} of {all} parties of {} are not in it", old.named()));
    }
    Ok(())
}

/// Share (percent) of parties that may be gone, whatever came in their stead. The removal of the Syria
/// program from the SDN List (2025-06-30, 518 parties) was one of about 3 percent.
const GONE_PERCENT_MAX: usize = 10;

/// What carried and replaced editions know goes to the edition that counts; they keep what remains
/// of their own.
fn keep_knowledge(base: &mut Piece, replaced: &mut [Piece], extracts: &mut [Piece]) {
    let day = base.day();
    let carried = replaced.iter_mut().find(|piece| piece.origin == Origin::Carried);
    if let Some(carried) = carried {
        // What the extracts hold beyond the carried whole list is no question of its later editions.
        for extract in extracts.iter_mut() {
            keep(carried, extract, None);
        }
    }
    let base_carried = base.origin == Origin::Carried;
    let carried_whole = base_carried || replaced.iter().any(|p| p.origin == Origin::Carried);
    for piece in replaced.iter_mut() {
        keep(base, piece, day);
    }
    for extract in extracts.iter_mut() {
        let gone_by = day.filter(|day| !carried_whole && extract.day().is_some_and(|e| e < *day));
        keep(base, extract, gone_by);
    }
}

/// Attaches what `from` knows to `to`.
fn keep(to: &mut Piece, from: &mut Piece, gone_by: Option<Date>) {
    let known_until = from.day().filter(|known| to.day().is_some_and(|day| day > *known));
    let knowledge = from.origin == Origin::Carried;
    let unsure_names = from.edition.provenance.format == "toml";
    let all = from.edition.entries.len();
    let how = Attach { knowledge, gone_by, unsure_names, known_until };
    let attached = attach(&mut to.edition, &mut from.edition, how);
    if attached > 0 {
        from.warn(format!("{attached} of {all} entries are told with {}", to.named()));
    }
}

/// A list means one thing: of several files the graver word counts.
fn one_meaning(pieces: &mut [Piece]) {
    let hit = pieces.iter().filter_map(|piece| piece.edition.hit).max();
    for piece in pieces {
        piece.edition.hit = hit;
    }
}

/// Gives entries of one list that share an id numbers, as readers do within a file.
fn told_apart(pieces: &mut [Piece]) {
    let mut used = BTreeSet::new();
    for entry in pieces.iter_mut().flat_map(|piece| &mut piece.edition.entries) {
        let own = entry.id.clone();
        let mut number = 1;
        while !used.insert(entry.id.clone()) {
            number += 1;
            entry.id = format!("{own}#{number}");
        }
    }
}

/// The warning of an edition that joins others.
pub(super) fn beside(of: &str, new: usize, all: usize) -> String {
    format!("{BESIDE}{of}: {new} of {all} entries are told by this file alone")
}
