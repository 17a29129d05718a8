//! The grammar of a filter (AIP-160, without functions and bare literals).

use super::{
    Field, Filter, Kind, MAX_DEPTH, MAX_LENGTH, MAX_TERMS,
    scanner::{Refused, Scanner},
    value,
};
use crate::model::Invalid;

struct Parser {
    fields: &'static [Field],
    scanner: Scanner,
    depth: usize,
    terms: usize,
}

pub(super) fn parse(fields: &'static [Field], text: &str) -> Result<Option<Filter>, Invalid> {
    if text.chars().count() > MAX_LENGTH {
        return Err(Invalid::new(format!("has at most {MAX_LENGTH} characters")));
    }
    if text.trim().is_empty() {
        return Ok(None);
    }
    let mut parser = Parser { fields, scanner: Scanner::new(text), depth: 0, terms: 0 };
    parser.whole().map(Some).map_err(|Refused { at, why }| Invalid::new(format!("at character {at}: {why}")))
}

impl Parser {
    fn whole(&mut self) -> Result<Filter, Refused> {
        let filter = self.expression()?;
        match self.scanner.peek() {
            None => Ok(filter),
            Some(_) => self.scanner.refuse("a ')' without its '('"),
        }
    }

    /// Factors, with or without `AND` between them.
    fn expression(&mut self) -> Result<Filter, Refused> {
        let mut all = vec![self.factor()?];
        loop {
            self.scanner.skip_blanks();
            if self.scanner.take_keyword("AND") {
                self.scanner.skip_blanks();
            } else if matches!(self.scanner.peek(), None | Some(')')) {
                break;
            }
            all.push(self.factor()?);
        }
        Ok(joined(all, Filter::And))
    }

    fn factor(&mut self) -> Result<Filter, Refused> {
        let mut any = vec![self.negatable()?];
        loop {
            self.scanner.skip_blanks();
            if !self.scanner.take_keyword("OR") {
                break;
            }
            any.push(self.negatable()?);
        }
        Ok(joined(any, Filter::Or))
    }

    fn negatable(&mut self) -> Result<Filter, Refused> {
        self.scanner.skip_blanks();
        for word in ["AND", "OR"] {
            if self.scanner.at_keyword(word) {
                return self.scanner.refuse(format!("{word} stands between two restrictions"));
            }
        }
        if self.scanner.take_keyword("NOT") || self.scanner.take('-') {
            self.scanner.skip_blanks();
            return Ok(Filter::Not(Box::new(self.simple()?)));
        }
        self.simple()
    }

    fn simple(&mut self) -> Result<Filter, Refused> {
        if self.scanner.peek() != Some('(') {
            return self.restriction();
        }
        if self.depth == MAX_DEPTH {
            return self.scanner.refuse(format!("has at most {MAX_DEPTH} parentheses within each other"));
        }
        self.scanner.take('(');
        self.depth += 1;
        let inner = self.expression()?;
        self.depth -= 1;
        match self.scanner.take(')') {
            true => Ok(inner),
            false => self.scanner.refuse("a ')' is missing"),
        }
    }

    fn restriction(&mut self) -> Result<Filter, Refused> {
        if self.terms == MAX_TERMS {
            return self.scanner.refuse(format!("has at most {MAX_TERMS} restrictions"));
        }
        self.terms += 1;
        let at = self.scanner.position();
        let path = self.scanner.path()?;
        let (field, key) = self.field(&path).map_err(|why| Refused { at, why })?;
        self.scanner.skip_blanks();
        let operator = self.scanner.operator()?;
        self.scanner.skip_blanks();
        let argument = self.scanner.argument()?;
        value::typed(field, key, operator, argument)
    }

    /// The field of a path, and the key behind it if it has labels.
    fn field(&self, path: &[String]) -> Result<(&'static Field, Option<String>), String> {
        let name = path.join(".");
        if let Some(field) = self.fields.iter().find(|field| field.name == name) {
            return Ok((field, None));
        }
        if let [first, key] = path
            && let Some(field) =
                self.fields.iter().find(|f| f.name == first && matches!(f.kind, Kind::Labels))
        {
            return Ok((field, Some(key.clone())));
        }
        let known = self.fields.iter().map(|field| match field.kind {
            Kind::Labels => format!("{}.KEY", field.name),
            _ => field.name.to_owned(),
        });
        let known = known.collect::<Vec<_>>().join(", ");
        let name: String = name.chars().take(64).collect();
        Err(format!("there is no field {name:?} to filter by; there are {known}"))
    }
}

fn joined(mut parts: Vec<Filter>, join: fn(Vec<Filter>) -> Filter) -> Filter {
    match parts.len() {
        1 => parts.remove(0),
        _ => join(parts),
    }
}
