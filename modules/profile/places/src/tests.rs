//! The table is whole, right where that can be known, and easy to search.

use std::collections::HashSet;

use super::*;
use crate::fold::fold;
use crate::table::{COUNTRIES, PLACES, lines};

fn ids(prefix: &str, limit: usize) -> Vec<&'static str> {
    search(prefix, limit).iter().map(|place| place.id).collect()
}

#[test]
fn the_table_is_whole_and_small() {
    assert_eq!(lines(PLACES).count(), 1520);
    assert_eq!(all().len(), 1520, "no line is lost");
    assert!(PLACES.len() + COUNTRIES.len() < 80_000);
    let populations: Vec<u32> = lines(PLACES).map(|line| line.rsplit('\t').next().unwrap().parse().unwrap()).collect();
    assert!(populations.is_sorted_by(|a, b| a >= b), "the most populous first");
    for line in lines(PLACES) {
        let columns: Vec<_> = line.split('\t').collect();
        assert_eq!(columns.len(), 7, "{line}");
        assert!(columns.iter().all(|column| column.trim() == *column), "{line}");
        let others = columns[2].split('|').filter(|_| !columns[2].is_empty());
        let names: Vec<_> = std::iter::once(columns[1]).chain(others).map(fold).collect();
        assert!(names.iter().all(|name| (1..60).contains(&name.len())), "{line}");
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len(), "each name once: {line}");
    }
}

#[test]
fn ids_are_unique_and_end_in_their_country() {
    let mut seen = HashSet::new();
    for Place { id, country_code, .. } in all() {
        assert!(seen.insert(id), "{id} twice");
        let well_formed = id.split('-').all(|word| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
        assert!(well_formed && id.len() <= 40, "{id}");
        assert!(id.ends_with(&["-", &country_code.to_ascii_lowercase()].concat()), "{id}");
        assert_eq!(find(id).unwrap().id, *id);
    }
    for none in ["", "berlin", "Berlin-de", "berlin-de ", "\0"] {
        assert_eq!(find(none), None);
    }
}

#[test]
fn positions_lie_on_earth_and_countries_have_names() {
    for place in all() {
        assert!((-60.0..=80.0).contains(&place.latitude) && (-180.0..=180.0).contains(&place.longitude), "{place:?}");
        let rounded = |degrees: f64| (degrees * 100.0).round() / 100.0;
        assert_eq!((place.latitude, place.longitude), (rounded(place.latitude), rounded(place.longitude)), "{place:?}");
        assert!(place.latitude.abs() + place.longitude.abs() > 1.0, "not where columns are empty: {place:?}");
        assert!(place.country_code.len() == 2 && place.country_code.bytes().all(|byte| byte.is_ascii_uppercase()));
        assert!(place.country.len() >= 4 && place.country.trim() == place.country, "{place:?}");
    }
    let codes: HashSet<_> = all().iter().map(|place| place.country_code).collect();
    assert_eq!(codes.len(), lines(COUNTRIES).count(), "no country without a place");
}

#[test]
fn well_known_cities_lie_where_they_are() {
    for (id, country, latitude, longitude) in [
        ("berlin-de", "Germany", 52.52, 13.40),
        ("tokyo-jp", "Japan", 35.69, 139.69),
        ("lagos-ng", "Nigeria", 6.45, 3.39),
        ("sao-paulo-br", "Brazil", -23.55, -46.63),
        ("new-york-city-us", "United States", 40.71, -74.01),
        ("sydney-au", "Australia", -33.87, 151.21),
        ("reykjavik-is", "Iceland", 64.15, -21.94),
        ("london-gb", "United Kingdom", 51.51, -0.13),
        ("cairo-eg", "Egypt", 30.04, 31.24),
        ("mumbai-in", "India", 19.08, 72.88),
        ("mexico-city-mx", "Mexico", 19.43, -99.13),
        ("buenos-aires-ar", "Argentina", -34.60, -58.38),
        ("auckland-nz", "New Zealand", -36.85, 174.76),
        ("suva-fj", "Fiji", -18.14, 178.44),
        ("honolulu-us", "United States", 21.31, -157.86),
        ("moscow-ru", "Russia", 55.76, 37.62),
        ("nairobi-ke", "Kenya", -1.29, 36.82),
        ("zurich-ch", "Switzerland", 47.37, 8.54),
        ("xian-cn", "China", 34.26, 108.94),
    ] {
        let place = find(id).unwrap();
        assert_eq!(place.country, country);
        let off = (place.latitude - latitude).abs().max((place.longitude - longitude).abs());
        assert!(off <= 0.1, "{place:?} is off by {off}");
    }
}

#[test]
fn every_continent_that_people_live_on_is_there() {
    let count = |codes: &[&str]| all().iter().filter(|place| codes.contains(&place.country_code)).count();
    assert!(count(&["NG", "EG", "ZA", "KE", "ET", "CD", "MA"]) >= 40);
    assert!(count(&["CN", "IN", "JP", "ID", "IR", "KR", "TR"]) >= 400);
    assert!(count(&["DE", "FR", "GB", "ES", "IT", "PL", "UA"]) >= 100);
    assert!(count(&["US", "CA", "MX", "CU"]) >= 100);
    assert!(count(&["BR", "AR", "CO", "PE", "CL"]) >= 50);
    assert!(count(&["AU", "NZ", "FJ", "PG"]) >= 15);
}

#[test]
fn a_place_is_found_however_it_is_typed() {
    for typed in ["münchen", "MUNCHEN", "Mu\u{308}nchen", "MUNICH", "muenchen", "munich", "  munich\t"] {
        assert_eq!(ids(typed, 5), ["munich-de"], "{typed}");
    }
    for (typed, first) in [
        ("sao", "sao-paulo-br"),
        ("São", "sao-paulo-br"),
        ("new yo", "new-york-city-us"),
        ("New-Yo", "new-york-city-us"),
        ("york", "new-york-city-us"),
        ("xian", "xian-cn"),
        ("xi'an", "xian-cn"),
        ("XI’AN", "xian-cn"),
        ("st john", "st-johns-ca"),
        ("istanbul", "istanbul-tr"),
        ("İSTANBUL", "istanbul-tr"),
        ("lodz", "lodz-pl"),
        ("ŁÓDŹ", "lodz-pl"),
        ("københavn", "copenhagen-dk"),
        ("Kobenhavn", "copenhagen-dk"),
        ("東京", "tokyo-jp"),
        ("москва", "moscow-ru"),
        ("МОСК", "moscow-ru"),
        ("القاهرة", "cairo-eg"),
        ("서울", "seoul-kr"),
        ("Kiev", "kyiv-ua"),
        ("bombay", "mumbai-in"),
        ("frankfurt", "frankfurt-am-main-de"),
        ("paris", "paris-fr"),
    ] {
        assert_eq!(ids(typed, 1), [first], "{typed}");
    }
    for (typed, none) in [("erlin", "within a word"), ("berlin tokyo", "two places"), ("orkcity", "no such word")] {
        assert_eq!(ids(typed, 5), Vec::<&str>::new(), "{none}");
    }
}

#[test]
fn the_most_populous_come_first_and_not_too_many() {
    let found = search("san", 100);
    let ranks = found.iter().map(|place| all().iter().position(|other| other == *place).unwrap());
    assert!(found.len() > 20 && ranks.is_sorted(), "{found:?}");
    assert_eq!(ids("hyderabad", 9), ["hyderabad-in", "hyderabad-pk"]);
    assert_eq!(ids("suzhou", 9), ["suzhou-cn", "suzhou-anhui-cn"]);
    assert_eq!(ids("s", 7).len(), 7);
    assert_eq!(ids("s", 0), Vec::<&str>::new());
    let all_with_s = ids("s", usize::MAX);
    assert_eq!(all_with_s.iter().collect::<HashSet<_>>().len(), all_with_s.len(), "each once");
}

#[test]
fn odd_text_is_harmless() {
    let long = "a".repeat(10_000_000);
    for odd in
        ["", " ", "\0", "\n", "\u{7f}\u{1b}[31m", "\u{202e}", "''’", "...", "\u{301}\u{301}", "🏙", "\u{fffd}", &long]
    {
        assert_eq!(ids(odd, 10), Vec::<&str>::new());
    }
    // One character that decomposes into eighteen.
    assert!(ids("ﷺ", 10).is_empty());
    assert_eq!(ids("\0berlin\u{1}", 1), ["berlin-de"]);
    // Names do not run into each other.
    assert!(ids("beijing peking", 1).is_empty() && ids("beijing\npeking", 1).is_empty());
}
