//! The rows of a streamed body, as they come: bounded in length, counted, blank lines left out.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::Poll;

use axum::body::BodyDataStream;
use serde_json::Value;
use tokio_stream::Stream;

use crate::batch::{self, Asked, At, Line, RowAnswer, RowError};
use crate::wire;

/// A row as it came.
pub(super) struct Raw {
    /// Its number among the rows, blank lines left out, from 1.
    pub(super) number: u64,
    /// Its line of the body, from 1.
    pub(super) at: u64,
    /// The line; `None` where it is longer than allowed.
    line: Option<Vec<u8>>,
    most: usize,
}

impl Raw {
    /// The answer to it.
    pub(super) fn answer(&self, asked: Asked<'_>) -> Line {
        match &self.line {
            Some(text) => batch::answer_line(asked, self.number, self.at, text),
            None => {
                let detail = format!("longer than {} bytes; split it", self.most);
                refused(self.number, self.at, detail)
            }
        }
    }

    /// Whether a body that begins with this row is one JSON array and no rows: it begins an array
    /// that goes on in the next lines, or is a whole one of documents.
    pub(super) fn is_array(&self) -> bool {
        let text = self.line.as_deref().filter(|text| batch::begins_array(text));
        text.is_some_and(|text| match wire::json::parse(text) {
            Ok(Value::Array(all)) => !all.is_empty() && all.iter().all(Value::is_object),
            Ok(_) => false,
            Err(_) => true,
        })
    }
}

/// The line that refuses a row as a whole.
pub(super) fn refused(row: u64, line: u64, detail: impl Into<String>) -> Line {
    let error = RowError { pointer: String::new(), detail: detail.into() };
    Line::refused(&RowAnswer::refused(At { row, line, id: None }, vec![error]))
}

/// The rows of a body.
pub(super) struct Rows {
    stream: BodyDataStream,
    /// The row that is not yet whole.
    partial: Vec<u8>,
    /// Whether the row that is not yet whole is too long already.
    too_long: bool,
    ready: VecDeque<Raw>,
    number: u64,
    lines: u64,
    most: usize,
    ended: bool,
}

impl Rows {
    /// The rows of a stream, each of at most `most` bytes.
    pub(super) fn new(stream: BodyDataStream, most: usize) -> Self {
        Self {
            stream,
            partial: Vec::new(),
            too_long: false,
            ready: VecDeque::new(),
            number: 0,
            lines: 0,
            most,
            ended: false,
        }
    }

    /// The next rows: as many as have come, at least one, at most `most`; none at the end. A call
    /// that is given up loses nothing.
    pub(super) async fn window(&mut self, most: usize) -> Result<Vec<Raw>, ()> {
        while self.ready.len() < most && !self.ended {
            let wait = self.ready.is_empty();
            let next = std::future::poll_fn(|context| {
                match Pin::new(&mut self.stream).poll_next(context) {
                    Poll::Pending if !wait => Poll::Ready(None),
                    Poll::Pending => Poll::Pending,
                    Poll::Ready(next) => Poll::Ready(Some(next)),
                }
            });
            match next.await {
                None => break,
                Some(Some(Ok(bytes))) => self.take(&bytes),
                Some(Some(Err(_))) => return Err(()),
                Some(None) => {
                    self.ended = true;
                    self.end_row();
                }
            }
        }
        let count = self.ready.len().min(most);
        Ok(self.ready.drain(..count).collect())
    }

    fn take(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some(at) = rest.iter().position(|byte| *byte == b'\n') {
            let (head, tail) = rest.split_at(at);
            self.add(head);
            self.end_row();
            rest = tail.get(1..).unwrap_or_default();
        }
        self.add(rest);
    }

    fn add(&mut self, bytes: &[u8]) {
        if self.too_long || self.partial.len() + bytes.len() > self.most {
            self.too_long = true;
            self.partial.clear();
        } else {
            self.partial.extend_from_slice(bytes);
        }
    }

    /// Ends a row; blank lines are no rows.
    fn end_row(&mut self) {
        let text = std::mem::take(&mut self.partial);
        let too_long = std::mem::take(&mut self.too_long);
        self.lines += 1;
        if !too_long && text.trim_ascii().is_empty() {
            return;
        }
        self.number += 1;
        let line = (!too_long).then_some(text);
        let at = self.lines;
        self.ready.push_back(Raw { number: self.number, at, line, most: self.most });
    }
}
