//! The embedded extract of the CC0 sample, one row a line; see the head of `sample.txt` for its source.

const TEXT: &str = include_str!("sample.txt");

/// One row of the sample; letters stay letters until somebody asks for their meaning.
#[derive(Clone, Debug)]
pub struct Row {
    pub age: u8,
    pub woman: bool,
    /// `s` straight, `g` gay, `b` bisexual.
    pub orientation: char,
    pub height_cm: u16,
    /// `h` high school, `c` college, `t` student, `u` university, `p` postgraduate, `d` doctorate.
    pub education: char,
    /// `n` never, `r` rarely, `s` socially, `o` often.
    pub drinks: char,
    /// `n` never, `s` sometimes, `q` trying to quit, `r` regularly.
    pub smokes: char,
    /// `n` none, `w` none and wants, `m` none and maybe, `x` none and wants none, `h` has, `a` has and wants more,
    /// `e` has and wants no more.
    pub offspring: char,
    /// `b` dogs and cats, `d` dogs, `c` cats, `n` none.
    pub pets: char,
    /// `l` long term, `d` dating, `c` casual, `f` friendship.
    pub goal: char,
    pub city: City,
    pub latitude: f64,
    pub longitude: f64,
    pub languages: Vec<&'static str>,
    pub interests: Vec<&'static str>,
    pub last_online_hours: f64,
}

#[derive(Clone, Copy, Debug)]
pub struct City {
    letter: char,
    pub name: &'static str,
    pub country: &'static str,
}

const BERLIN: City = City { letter: 'C', name: "Berlin", country: "Germany" };

const CITIES: [City; 24] = [
    BERLIN,
    City { letter: 'A', name: "Amsterdam", country: "Netherlands" },
    City { letter: 'B', name: "Barcelona", country: "Spain" },
    City { letter: 'D', name: "Chicago", country: "United States" },
    City { letter: 'E', name: "Hamburg", country: "Germany" },
    City { letter: 'F', name: "Lisbon", country: "Portugal" },
    City { letter: 'G', name: "London", country: "United Kingdom" },
    City { letter: 'H', name: "Lyon", country: "France" },
    City { letter: 'I', name: "Madrid", country: "Spain" },
    City { letter: 'J', name: "Manchester", country: "United Kingdom" },
    City { letter: 'K', name: "Mexico City", country: "Mexico" },
    City { letter: 'L', name: "Mumbai", country: "India" },
    City { letter: 'M', name: "Nairobi", country: "Kenya" },
    City { letter: 'N', name: "New York", country: "United States" },
    City { letter: 'O', name: "Oakland", country: "United States" },
    City { letter: 'P', name: "Paris", country: "France" },
    City { letter: 'Q', name: "Rome", country: "Italy" },
    City { letter: 'R', name: "San Francisco", country: "United States" },
    City { letter: 'S', name: "São Paulo", country: "Brazil" },
    City { letter: 'T', name: "Stockholm", country: "Sweden" },
    City { letter: 'U', name: "Sydney", country: "Australia" },
    City { letter: 'V', name: "Tokyo", country: "Japan" },
    City { letter: 'W', name: "Toronto", country: "Canada" },
    City { letter: 'X', name: "Warsaw", country: "Poland" },
];

const LANGUAGES: [(&str, &str); 19] = [
    ("ar", "Arabic"),
    ("de", "German"),
    ("en", "English"),
    ("es", "Spanish"),
    ("fr", "French"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("nl", "Dutch"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("ru", "Russian"),
    ("sv", "Swedish"),
    ("sw", "Swahili"),
    ("tl", "Tagalog"),
    ("vi", "Vietnamese"),
    ("zh", "Chinese"),
];

const INTERESTS: [(char, &str); 17] = [
    ('a', "art"),
    ('b', "shopping"),
    ('c', "concerts"),
    ('d', "dining out"),
    ('e', "fitness"),
    ('f', "movies"),
    ('g', "gaming"),
    ('h', "hiking"),
    ('k', "dancing"),
    ('m', "music"),
    ('p', "watching sports"),
    ('r', "reading"),
    ('s', "sports"),
    ('t', "theater"),
    ('u', "museums"),
    ('v', "series"),
    ('y', "yoga"),
];

/// All rows, in the order of the file.
pub fn rows() -> Vec<Row> {
    lines().filter_map(parse).collect()
}

fn lines() -> impl Iterator<Item = &'static str> {
    TEXT.lines().filter(|line| !line.starts_with('#'))
}

fn parse(line: &'static str) -> Option<Row> {
    let mut fields = line.split_whitespace();
    let mut field = || fields.next();
    let letter = |text: Option<&str>| text.and_then(|text| text.chars().next());
    Some(Row {
        age: field()?.parse().ok()?,
        woman: letter(field())? == 'f',
        orientation: letter(field())?,
        height_cm: field()?.parse().ok()?,
        education: letter(field())?,
        drinks: letter(field())?,
        smokes: letter(field())?,
        offspring: letter(field())?,
        pets: letter(field())?,
        goal: letter(field())?,
        city: city(letter(field())?)?,
        latitude: field()?.parse().ok()?,
        longitude: field()?.parse().ok()?,
        languages: field()?.split(',').map(language).collect::<Option<_>>()?,
        interests: field()?.chars().filter(|letter| *letter != '-').map(interest).collect::<Option<_>>()?,
        last_online_hours: field()?.parse().ok()?,
    })
}

fn city(letter: char) -> Option<City> {
    CITIES.into_iter().find(|city| city.letter == letter)
}

fn language(code: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

fn interest(letter: char) -> Option<&'static str> {
    INTERESTS.iter().find(|(known, _)| *known == letter).map(|(_, name)| *name)
}

impl Default for Row {
    /// Somebody in Berlin who says little.
    fn default() -> Self {
        Self {
            age: 30,
            woman: true,
            orientation: 'b',
            height_cm: 170,
            education: '-',
            drinks: '-',
            smokes: '-',
            offspring: '-',
            pets: '-',
            goal: 'd',
            city: BERLIN,
            latitude: 52.52,
            longitude: 13.4,
            languages: vec!["English"],
            interests: vec!["music"],
            last_online_hours: 24.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_row() {
        assert_eq!(lines().count(), 2_000);
        assert_eq!(rows().len(), 2_000);
    }

    #[test]
    fn the_first_row_reads_as_written() {
        let row = rows().swap_remove(0);
        assert_eq!((row.age, row.woman, row.city.name), (23, true, "Stockholm"));
        assert_eq!(row.interests, ["dining out", "dancing", "reading", "theater", "movies"]);
        assert_eq!(row.languages, ["Swedish"]);
    }
}
