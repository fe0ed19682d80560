//! Comma-separated files, packed with gzip, without quotes.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use flate2::read::GzDecoder;

/// More than these evenings need by far; a small file may unpack to anything.
const MOST_BYTES: u64 = 16 << 20;

/// Why a file cannot be used.
#[derive(Debug)]
pub enum DataError {
    /// It cannot be read or unpacked.
    Io(PathBuf, io::Error),
    /// It has no such column.
    NoColumn(PathBuf, &'static str),
    /// A line, counted from 1, has more or fewer fields than the first.
    Fields(PathBuf, usize),
    /// A field of a line, counted from 1, is not what it should be.
    Field(PathBuf, usize, &'static str),
}

impl fmt::Display for DataError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(file, error) => write!(out, "{}: {error}", file.display()),
            Self::NoColumn(file, name) => write!(out, "{}, line 1: no column {name}", file.display()),
            Self::Fields(file, line) => write!(out, "{}, line {line}: another number of fields", file.display()),
            Self::Field(file, line, name) => write!(out, "{}, line {line}: unreadable {name}", file.display()),
        }
    }
}

impl std::error::Error for DataError {}

/// A whole file.
pub(super) struct Table {
    file: PathBuf,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn read(file: &Path) -> Result<Self, DataError> {
        let mut text = String::new();
        File::open(file)
            .and_then(|packed| GzDecoder::new(packed).take(MOST_BYTES).read_to_string(&mut text))
            .map_err(|error| DataError::Io(file.to_owned(), error))?;
        let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        let header = lines.next().unwrap_or_default();
        let rows: Vec<_> = lines.collect();
        if let Some(odd) = rows.iter().position(|row| row.len() != header.len()) {
            return Err(DataError::Fields(file.to_owned(), odd + 2));
        }
        Ok(Self { file: file.to_owned(), header, rows })
    }

    /// Where these columns are.
    pub fn columns<const N: usize>(&self, names: [&'static str; N]) -> Result<[usize; N], DataError> {
        let mut places = [0; N];
        for (place, name) in places.iter_mut().zip(names) {
            let found = self.header.iter().position(|one| one == name);
            *place = found.ok_or_else(|| DataError::NoColumn(self.file.clone(), name))?;
        }
        Ok(places)
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (2..).zip(&self.rows).map(|(line, fields)| Row { file: &self.file, line, fields })
    }
}

/// A line.
pub(super) struct Row<'a> {
    file: &'a Path,
    line: usize,
    fields: &'a [String],
}

impl Row<'_> {
    /// The text of a column.
    pub fn get(&self, column: usize) -> &str {
        self.fields.get(column).map_or("", String::as_str)
    }

    /// A number, or nothing where nothing stands.
    pub fn number<T: FromStr>(&self, column: usize, name: &'static str) -> Result<Option<T>, DataError> {
        match self.get(column) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| self.refuse(name)),
        }
    }

    /// A number that must be there.
    pub fn required<T: FromStr>(&self, column: usize, name: &'static str) -> Result<T, DataError> {
        self.number(column, name)?.ok_or_else(|| self.refuse(name))
    }

    pub fn refuse(&self, name: &'static str) -> DataError {
        DataError::Field(self.file.to_owned(), self.line, name)
    }
}
