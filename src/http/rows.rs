//! The rows of a streamed body, as they come: bounded in length, counted, blank lines left out.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::Poll;

use axum::body::BodyDataStream;
use tokio_stream::Stream;

use crate::batch::{self, Asked, Line, RowAnswer, RowError};

/// A row as it came.
pub(super) struct Raw {
    number: u64,
    /// The line; `None` where it is longer than allowed.
    line: Option<Vec<u8>>,
    most: usize,
}

impl Raw {
    /// The answer to it.
    pub(super) fn answer(&self, asked: Asked<'_>) -> Line {
        match &self.line {
            Some(text) => batch::answer_line(asked, self.number, text),
            None => refused(self.number, format!("longer than {} bytes; split it", self.most)),
        }
    }
}

/// The line that refuses a row as a whole.
pub(super) fn refused(row: u64, detail: impl Into<String>) -> Line {
    let error = RowError { pointer: String::new(), detail: detail.into() };
    Line::refused(&RowAnswer::refused(row, vec![error]))
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
            most,
            ended: false,
        }
    }

    /// The next rows: as many as have come, at least one, at most `most`; none at the end.
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

    /// Number of the last row that came.
    pub(super) fn last(&self) -> u64 {
        self.number
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
        if !too_long && text.trim_ascii().is_empty() {
            return;
        }
        self.number += 1;
        let line = (!too_long).then_some(text);
        self.ready.push_back(Raw { number: self.number, line, most: self.most });
    }
}
