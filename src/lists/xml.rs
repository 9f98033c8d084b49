//! XML, element by element, without document type definitions.
//!
//! In: text. Out: each record element as a small tree, in file order. A document type, an unknown
//! entity, nesting or text beyond the limits, and anything not well-formed refuse the whole file;
//! so does a file that ends before its root is closed.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::error::{Refusal, shorten};
use super::limits::{DEPTH_MAX, FIELD_MAX};

/// An element with all that is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// Its name without prefix.
    pub name: String,
    /// Line on which it begins.
    pub line: usize,
    /// Attributes by name without prefix, in order.
    pub attributes: Vec<(String, String)>,
    /// Its own text, trimmed.
    pub text: String,
    /// Elements inside.
    pub children: Vec<Element>,
}

impl Element {
    /// An attribute's value; empty where there is none.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// The children called `name`.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first child called `name`.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child called `name`; empty where there is none.
    pub(super) fn text_of(&self, name: &str) -> &str {
        self.child(name).map_or("", |child| child.text.as_str())
    }

    /// The texts of `outer`/`inner`, those that are not empty.
    pub(super) fn texts<'a>(
        &'a self,
        outer: &'a str,
        inner: &'a str,
    ) -> impl Iterator<Item = &'a str> {
        self.all(outer)
            .flat_map(move |element| element.all(inner))
            .map(|element| element.text.as_str())
            .filter(|text| !text.is_empty())
    }
}

/// The name of the first element, without prefix, and its attributes as written; `None` where the
/// text does not begin like XML.
pub(super) fn root_of(text: &str) -> Option<(String, String)> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) => {
                let name = start.local_name().as_ref().to_owned();
                return Some((name, start.attributes_raw().to_owned()));
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// Walks a document: calls `each` with every element whose path (names joined by `/`, the root
/// first) `is_record` takes. Elements above the records are given with their attributes alone.
///
/// # Errors
///
/// A document that is not well-formed or beyond the limits, or what `each` refuses.
pub(super) fn walk(
    file: &str,
    text: &str,
    is_record: &dyn Fn(&str) -> bool,
    each: &mut dyn FnMut(&str, Element) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut walker =
        Walker { file, text, counted: 0, line: 1, open: Vec::new(), path: String::new(), roots: 0 };
    let mut reader = Reader::from_str(text);
    reader.config_mut().enable_all_checks(true);
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event().map_err(|error| {
            let place = usize::try_from(reader.error_position()).unwrap_or(at);
            Refusal::at(
                file,
                super::input::line_of(text.as_bytes(), place),
                format!("not well-formed XML: {error}"),
            )
        })?;
        match event {
            Event::Start(start) => walker.open(&start, at)?,
            Event::Empty(start) => {
                walker.open(&start, at)?;
                walker.close(is_record, each)?;
            }
            Event::End(_) => walker.close(is_record, each)?,
            Event::Text(part) => walker.add(&part.xml10_content(), at)?,
            Event::CData(part) => walker.add(&part.xml10_content(), at)?,
            Event::GeneralRef(reference) => {
                let character = walker.character(&reference, at)?;
                walker.add(&character, at)?;
            }
            Event::DocType(_) => {
                return Err(walker.refuse(
                    at,
                    "a document type (DTD): lists have none, and it could name other files",
                ));
            }
            Event::Eof => return walker.finish(at),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
}

struct Walker<'a> {
    file: &'a str,
    text: &'a str,
    counted: usize,
    line: usize,
    /// Open elements; those above a record have no children kept.
    open: Vec<Element>,
    path: String,
    roots: usize,
}

impl Walker<'_> {
    /// The line of a byte; bytes only grow.
    fn line_at(&mut self, at: usize) -> usize {
        let between = self.text.as_bytes().get(self.counted..at).unwrap_or_default();
        self.line += between.iter().filter(|byte| **byte == b'\n').count();
        self.counted = self.counted.max(at);
        self.line
    }

    fn refuse(&mut self, at: usize, reason: &str) -> Refusal {
        let line = self.line_at(at);
        Refusal::at(self.file, format!("line {line}"), reason)
    }

    fn open(&mut self, start: &BytesStart<'_>, at: usize) -> Result<(), Refusal> {
        if self.open.len() >= DEPTH_MAX {
            let reason = format!("elements nested deeper than {DEPTH_MAX}");
            return Err(self.refuse(at, &reason));
        }
        if self.open.is_empty() {
            self.roots += 1;
            if self.roots > 1 {
                return Err(self.refuse(at, "a second root element: files glued together?"));
            }
        }
        let name = start.local_name().as_ref().to_owned();
        let line = self.line_at(at);
        let mut element = Element { name, line, ..Element::default() };
        for attribute in start.attributes() {
            let attribute =
                attribute.map_err(|error| self.refuse(at, &format!("attribute: {error}")))?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| self.refuse(at, &format!("attribute: {error}")))?;
            if value.len() > FIELD_MAX {
                return Err(self.refuse(at, &format!("an attribute beyond {FIELD_MAX} bytes")));
            }
            let key = attribute.key.local_name().as_ref().to_owned();
            element.attributes.push((key, value.into_owned()));
        }
        if !self.path.is_empty() {
            self.path.push('/');
        }
        self.path.push_str(&element.name);
        self.open.push(element);
        Ok(())
    }

    fn add(&mut self, text: &str, at: usize) -> Result<(), Refusal> {
        let beyond = match self.open.last_mut() {
            // Line breaks between child elements are no text.
            Some(element) if element.text.is_empty() && text.trim().is_empty() => false,
            Some(element) => {
                element.text.push_str(text);
                element.text.len() > FIELD_MAX
            }
            None if text.trim().is_empty() => false,
            None => {
                let reason = format!("text outside the document: `{}`", shorten(text));
                return Err(self.refuse(at, &reason));
            }
        };
        if beyond {
            return Err(self.refuse(at, &format!("an element text beyond {FIELD_MAX} bytes")));
        }
        Ok(())
    }

    fn character(&mut self, reference: &BytesRef<'_>, at: usize) -> Result<String, Refusal> {
        if let Ok(Some(character)) = reference.resolve_char_ref() {
            return Ok(character.to_string());
        }
        let name = reference.xml10_content();
        match quick_xml::escape::resolve_predefined_entity(&name) {
            Some(text) => Ok(text.to_owned()),
            None => {
                let reason = format!("unknown entity `&{};`", shorten(&name));
                Err(self.refuse(at, &reason))
            }
        }
    }

    fn close(
        &mut self,
        is_record: &dyn Fn(&str) -> bool,
        each: &mut dyn FnMut(&str, Element) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let Some(mut element) = self.open.pop() else { return Ok(()) };
        let trimmed = element.text.trim();
        if trimmed.len() != element.text.len() {
            element.text = trimmed.to_owned();
        }
        let parent_length = self.path.len().saturating_sub(element.name.len());
        let inside_record = self.inside_record(is_record);
        if is_record(&self.path) && !inside_record {
            let path = std::mem::take(&mut self.path);
            each(&path, element)?;
            self.path = path;
        } else if inside_record {
            if let Some(parent) = self.open.last_mut() {
                parent.children.push(element);
            }
        } else {
            element.children.clear();
            let path = std::mem::take(&mut self.path);
            each(&path, element)?;
            self.path = path;
        }
        self.path.truncate(parent_length);
        if self.path.ends_with('/') {
            self.path.pop();
        }
        Ok(())
    }

    /// Whether an open element (the current one is closed already) is a record.
    fn inside_record(&self, is_record: &dyn Fn(&str) -> bool) -> bool {
        let mut end = 0;
        for element in &self.open {
            end += usize::from(end > 0) + element.name.len();
            if self.path.get(..end).is_some_and(is_record) {
                return true;
            }
        }
        false
    }

    fn finish(mut self, at: usize) -> Result<(), Refusal> {
        if let Some(element) = self.open.last() {
            let reason = format!("the file ends before <{}> is closed: truncated", element.name);
            return Err(self.refuse(at, &reason));
        }
        if self.roots == 0 {
            return Err(self.refuse(at, "no XML element"));
        }
        Ok(())
    }
}
