//! The HTTP service, asked in the process and over sockets of the loopback.

mod batch;
mod commands;
mod facade;
mod keys;
mod match_names;
mod operation;
mod records;
mod screen;
mod socket;
mod support;
mod tls;
mod workbook;
